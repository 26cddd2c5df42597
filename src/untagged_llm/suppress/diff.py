"""Reading `git diff -U0`: which lines of which file are new."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_HUNK = re.compile(rb"@@ -\d+(?:,(?P<removed>\d+))? \+(?P<start>\d+)(?:,(?P<count>\d+))? @@")
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_ESCAPED = dict(zip(b"ntrabfv", b"\n\t\r\a\b\f\v", strict=True))


def parse_diff(diff: bytes) -> dict[str, tuple[tuple[int, int], ...]]:
    """Changed lines by path of a `git diff -U0`: (first, last) as counted in the new file.

    Lines that were only removed lie between two lines and give (n + 1, n).
    """
    found: dict[str, list[tuple[int, int]]] = {}
    path = ""
    for line in _heads(diff):
        if line.startswith(b"+++ "):
            path = _path(line[4:])
            found.setdefault(path, [])
        elif hunk := _HUNK.match(line):
            found[path].append(_span(hunk))
    return {path: tuple(spans) for path, spans in found.items()}


def _heads(diff: bytes) -> Iterator[bytes]:
    """The lines that are not content: a removed `++ x` line looks like a file name."""
    content = 0
    for line in diff.split(b"\n"):
        if content and line[:1] in (b"+", b"-"):
            content -= 1
        elif line.startswith(b"@@ ") and (hunk := _HUNK.match(line)):
            content = int(hunk["removed"] or 1) + int(hunk["count"] or 1)
            yield line
        elif not content:
            yield line


def _span(hunk: re.Match[bytes]) -> tuple[int, int]:
    start, count = int(hunk["start"]), int(hunk["count"] or 1)
    return (start, start + count - 1) if count else (start + 1, start)


def _path(written: bytes) -> str:
    """git quotes names with odd characters, and ends names that hold blanks with a tab."""
    if written.startswith(b'"'):
        return os.fsdecode(_ESCAPE.sub(_unescape, written.rstrip()[1:-1])[2:])
    return os.fsdecode(written.rstrip(b"\t\r")[2:])


def _unescape(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return bytes([int(code, 8) if len(code) == 3 else _ESCAPED.get(code[0], code[0])])
