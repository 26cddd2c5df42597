"""Where the parts of a JSON text stand, so that one can be replaced and the others kept."""

from __future__ import annotations

import re
from json import JSONDecoder
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLANK = re.compile(r"[ \t\n\r]*")
_DECODER = JSONDecoder()

Span = tuple[int, int]


def root(text: str) -> int:
    """Where the document's value starts."""
    return _skip(text, 0)


def member(text: str, start: int, *names: str) -> Span | None:
    """The span of the value that the object at `start` has under the first of `names` it knows."""
    found = dict(_members(text, start)) if text[start] == "{" else {}
    return next((found[name] for name in names if name in found), None)


def items(text: str, start: int) -> Iterator[Span]:
    """The spans of the values in the array at `start`."""
    at = _skip(text, start + 1)
    while text[at] != "]":
        end = _end(text, at)
        yield at, end
        at = _past_comma(text, end)


def _members(text: str, start: int) -> Iterator[tuple[str, Span]]:
    at = _skip(text, start + 1)
    while text[at] != "}":
        name, end = _DECODER.raw_decode(text, at)
        value = _skip(text, _skip(text, end) + 1)
        end = _end(text, value)
        yield name, (value, end)
        at = _past_comma(text, end)


def _end(text: str, start: int) -> int:
    return _DECODER.raw_decode(text, start)[1]


def _past_comma(text: str, at: int) -> int:
    at = _skip(text, at)
    return _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at
