"""What a file imports, read from its bytes: the syntax tree of every file would cost too much."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from sys import stdlib_module_names
from typing import TYPE_CHECKING

from untagged_llm.analysis.decode import SourceError
from untagged_llm.analysis.reading import read_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_KEYWORD = re.compile(rb"import[ \t(]")
_DYNAMIC = re.compile(rb"(?:import_module|__import__)\(\s*[\"']([\w.]+)[\"']")
_STATEMENT_END = re.compile(rb"[:;]")
_CONTINUED = re.compile(rb"[ \t]*\([^)]*|[^\n\\]*(?:\\\r?\n[^\n\\]*)*")
_COMMENT = re.compile(rb"#[^\n]*|[\\()]")


def imports_of(path: str) -> Iterable[str]:
    """What a file on disk imports; see `imported`. Nothing if it cannot be read."""
    try:
        return imported(_python(path), path)
    except (OSError, SourceError):
        return ()


def imported(data: bytes, path: str) -> Iterator[str]:
    """What a file imports besides the standard library, as far as bytes tell.

    Absolute names are dotted; relative ones are "/" and the path they stand for, without suffix.
    """
    if b"import_module" in data or b"__import__" in data:
        yield from (name.decode("ascii", "replace") for name in _DYNAMIC.findall(data))
    for keyword in _KEYWORD.finditer(data):
        at, end = keyword.span()
        head = data[data.rfind(b"\n", 0, at) + 1 : at].strip()
        if b":" in head or b";" in head:
            head = _STATEMENT_END.split(head)[-1].strip()
        if not head:
            yield from (name for name in _names(data, end - 1) if _is_foreign(name))
        elif head.startswith((b"from ", b"from\t")):
            module = _absolute(head[5:].strip().decode("ascii", "replace"), path)
            if _is_foreign(module):
                joint = "/" if module.startswith("/") else "."
                yield module
                for name in _names(data, end - 1):
                    yield f"{module}{joint}{name}"


def _python(path: str) -> bytes:
    if path.endswith(".ipynb"):
        return read_source(path).encode("utf-8", "replace")
    with open(path, "rb", buffering=0) as stream:  # noqa: PTH123  half the cost of a Path
        return stream.read().removeprefix(BOM_UTF8)


def _names(data: bytes, start: int) -> list[str]:
    """The names after `import`, over several lines where brackets or `\\` continue it."""
    end = data.find(b"\n", start)
    text = data[start : end if end >= 0 else len(data)]
    if b"(" in text or b"\\" in text or b"#" in text:
        continued = _CONTINUED.match(data, start)
        text = _COMMENT.sub(b"", continued.group() if continued else text)
    if b";" in text:
        text = text.partition(b";")[0]
    parts = text.decode("ascii", "replace").split(",")
    return [part.split(None, 1)[0] for part in parts if part and not part.isspace()]


def _absolute(origin: str, path: str) -> str:
    name = origin.lstrip(".")
    level = len(origin) - len(name)
    if level == 0:
        return name
    folder = path.split("/")[:-level]
    return "/" + "/".join([*folder, *filter(None, name.split("."))])


def _is_foreign(name: str) -> bool:
    return name.partition(".")[0] not in stdlib_module_names
