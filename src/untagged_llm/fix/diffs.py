"""What a fix changes, as a unified diff that `patch` and `git apply` take."""

from __future__ import annotations

import re
from difflib import unified_diff
from typing import TYPE_CHECKING

from untagged_llm.reporters.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from untagged_llm.fix.attempt import Rewritten

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_CODES = {"-": "31", "+": "32", "@": "36"}
_NO_END = "\\ No newline at end of file\n"


def diff(file: Rewritten) -> Iterator[str]:
    """The lines of the diff, each with its end."""
    before, encoding = file.before, file.before.encoding.removesuffix("-sig")
    old, new = (_LINE.findall(data.decode(encoding)) for data in (before.data, file.data))
    name = printable(before.path)
    for line in unified_diff(old, new, f"a/{name}", f"b/{name}"):
        yield line if line.endswith("\n") else f"{line}\n{_NO_END}"


def painted(lines: Iterable[str]) -> Iterator[str]:
    """Lines of a diff in a terminal's colours."""
    for line in lines:
        text, end = line.rstrip("\r\n"), line[len(line.rstrip("\r\n")) :]
        code = "1" if line.startswith(("---", "+++")) else _CODES.get(line[:1], "")
        yield f"\x1b[{code}m{text}\x1b[0m{end}" if code and text else line
