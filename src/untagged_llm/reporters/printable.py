"""Text of others made safe to print: no control characters, nothing that turns the line."""

from __future__ import annotations

import re
import unicodedata

# C0, DEL, C1, line and paragraph separators, bidirectional controls, lone surrogates.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def printable(text: str) -> str:
    """The text on one line, with what a terminal would act on written as an escape."""
    return _UNSAFE.sub(lambda match: _NAMED.get(match[0]) or _escape(match[0]), text)


def cells(text: str) -> list[str]:
    """Each character of a source line as it is shown: a tab is four blanks, a control one mark."""
    return [_shown(character) for character in text]


def columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(_columns(character) for character in text)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _shown(character: str) -> str:
    if character == "\t":
        return "    "
    if character < " ":
        return chr(0x2400 + ord(character))
    return "\ufffd" if _UNSAFE.match(character) else character


def _columns(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.combining(character) or character == "\u200d":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
