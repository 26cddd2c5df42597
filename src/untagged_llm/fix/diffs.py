"""What a fix changes, as a unified diff that `patch` and `git apply` take."""

from __future__ import annotations

import os
import re
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.reporters.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from untagged_llm.fix.attempt import Rewritten

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_CODES = {"-": "31", "+": "32", "@": "36"}
_NO_END = "\\ No newline at end of file\n"


def diffs(files: Iterable[Rewritten]) -> Iterator[str]:
    """The lines of all diffs. A file that goes by two names is one, and goes by its own."""
    for name, file in {_name(each.before.path): each for each in files}.items():
        yield from _diff(file, name)


def _name(path: str) -> str:
    """The path of the file that a link leads to, if that is below the working directory."""
    real = os.path.relpath(os.path.realpath(path), os.path.realpath("."))
    return path if Path(path).is_absolute() or real.startswith("..") else Path(real).as_posix()


def _diff(file: Rewritten, path: str) -> Iterator[str]:
    before, encoding = file.before, file.before.encoding.removesuffix("-sig")
    old, new = (_LINE.findall(data.decode(encoding)) for data in (before.data, file.data))
    for line in unified_diff(old, new, _quoted(f"a/{path}"), _quoted(f"b/{path}")):
        yield line if line.endswith("\n") else f"{line}\n{_NO_END}"


def _quoted(name: str) -> str:
    """A file's name as git writes it in a patch: in quotation marks where it has odd letters."""
    if printable(name) == name and not set(name) & {'"', "\\"}:
        return name
    data = name.encode("utf-8", "surrogateescape")
    return '"' + "".join(_escaped(byte) for byte in data) + '"'


def _escaped(byte: int) -> str:
    letter = chr(byte)
    return (
        letter if letter.isprintable() and byte < 0x7F and letter not in '"\\' else f"\\{byte:03o}"
    )


def painted(lines: Iterable[str]) -> Iterator[str]:
    """Lines of a diff in a terminal's colours."""
    for line in lines:
        text, end = line.rstrip("\r\n"), line[len(line.rstrip("\r\n")) :]
        code = "1" if line.startswith(("---", "+++")) else _CODES.get(line[:1], "")
        yield f"\x1b[{code}m{text}\x1b[0m{end}" if code and text else line
