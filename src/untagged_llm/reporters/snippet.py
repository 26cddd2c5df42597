"""Source lines with a gutter and underlined spans."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from untagged_llm.reporters.printable import cells, columns, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Range
    from untagged_llm.reporters.paint import Paint, Style

_COMMENT = re.compile(r"\s{2,}#.*$")
_MIN_ROOM = 40
_BEFORE = 16


@dataclass(frozen=True, slots=True)
class Mark:
    """A span to underline, and what to say of it. `number` is the line number to show."""

    range: Range
    number: int
    label: str
    sign: str
    style: Style


@dataclass(frozen=True, slots=True)
class Frame:
    """The gutter's width and the columns there are for source text."""

    gutter: int
    room: int
    paint: Paint

    def line(self, number: str = "", text: str = "") -> str:
        """One line of a snippet."""
        left = self.paint("frame", f"{number:>{self.gutter}} |")
        return f"{left} {text}".rstrip() if text else left


def frame(marks: list[Mark], width: int, paint: Paint) -> Frame:
    """A frame that is wide enough for all marks' line numbers."""
    gutter = max(len(str(mark.number)) for mark in marks)
    return Frame(gutter, max(width - gutter - 3, _MIN_ROOM), paint)


def snippet(lines: list[str], marks: list[Mark], around: Frame) -> Iterator[str]:
    """The marked lines in order, each with its spans underlined below."""
    yield around.line()
    previous: int | None = None
    for mark in sorted(marks, key=lambda mark: (mark.range.line, mark.range.column)):
        row = mark.range.line
        text = lines[row - 1] if 0 < row <= len(lines) else ""
        shown, line_of_marks = _cropped(text.rstrip("\r\n"), mark.range, around.room)
        if previous is not None and row > previous + 1:
            yield around.paint("frame", "...")
        if row != previous:
            yield around.line(str(mark.number), shown)
        underline = line_of_marks.replace("^", mark.sign)
        said = f"{underline} {printable(mark.label)}".rstrip()
        blanks = len(said) - len(said.lstrip())
        yield around.line("", said[:blanks] + around.paint(mark.style, said[blanks:]))
        previous = row


def _cropped(text: str, span: Range, room: int) -> tuple[str, str]:
    """The part of a line to show, and carets below the span; a longer span ends with the line."""
    first = min(span.column - 1, len(text))
    last = span.end_column - 1 if span.end_line == span.line else _code_end(text)
    start, end = _window(len(text), first, room)
    head, tail = "…" if start else "", "…" if end < len(text) else ""
    before = columns("".join(cells(text[start:first]))) + len(head)
    width = columns("".join(cells(text[first : min(last, end)])))
    return head + "".join(cells(text[start:end])) + tail, " " * before + "^" * max(width, 1)


def _code_end(text: str) -> int:
    """Where the code of a line ends; a comment after it is set off by two blanks."""
    return len(_COMMENT.sub("", text).rstrip())


def _window(length: int, first: int, room: int) -> tuple[int, int]:
    if length <= room:
        return 0, length
    start = 0 if first + _BEFORE < room else first - _BEFORE
    return start, min(length, start + room)
