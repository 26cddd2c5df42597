"""Which repository this is, as far as its git configuration says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_ORIGIN = re.compile(r'\[remote "origin"\][^\[]*?^\s*url\s*=\s*(\S+)', re.MULTILINE)
_ELSEWHERE = re.compile(r"(?:\w+://[^/]+/|[\w.-]+@[\w.-]+:/?)(?P<slug>.+?)(?:\.git)?/?$")


def slug_of(root: Path) -> str:
    """The repository's path at its host ("acme/shop"); "" when no host is configured."""
    try:
        text = (root / ".git" / "config").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    origin = _ORIGIN.search(text)
    found = _ELSEWHERE.match(origin[1]) if origin else None
    return found["slug"] if found else ""
