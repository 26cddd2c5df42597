"""Colours and hyperlinks of a terminal, or their absence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Style = Literal["error", "warning", "frame", "strong"]
_CODES = {"error": "1;31", "warning": "1;33", "frame": "1;34", "strong": "1"}


@dataclass(frozen=True, slots=True)
class Paint:
    """`color` and `links` say what the terminal takes."""

    color: bool
    links: bool

    def __call__(self, style: Style, text: str) -> str:
        """The text in a style."""
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.color and text else text

    def link(self, path: str, text: str) -> str:
        """The text as a link to a file."""
        if not self.links:
            return text
        return f"\x1b]8;;{Path(path).absolute().as_uri()}\x1b\\{text}\x1b]8;;\x1b\\"
