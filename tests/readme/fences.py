"""What README.md shows between code fences."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def fences(language: str) -> list[str]:
    """The blocks of a language, in order."""
    return [text for found, text in FENCE.findall(README) if found == language]


def the_fence(language: str, having: str) -> str:
    """The one block of a language that holds some text."""
    (found,) = (text for text in fences(language) if having in text)
    return found
