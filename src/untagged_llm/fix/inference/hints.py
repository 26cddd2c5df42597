"""Sentences that say what would answer, or decide."""

from __future__ import annotations

import difflib
import os
from typing import TYPE_CHECKING

from untagged_llm.policy.errors import shown
from untagged_llm.policy.toml import PYPROJECT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from untagged_llm.fix.inference.answer import Value
    from untagged_llm.policy import Settings


def choices(values: tuple[Value, ...]) -> str:
    """For several candidates."""
    listed = ", ".join(_placed(value) for value in values)
    return f"choose one of {listed}: --set {values[0].key}=..."


def unlisted(values: tuple[Value, ...], known: Iterable[str]) -> str:
    """For a value that nobody lists."""
    value = values[0]
    close = difflib.get_close_matches(value.value, list(known), n=1)
    mend = f"; did you mean {close[0]!r}?" if close else ""
    return f"{_placed(value)} is in no catalog{mend}"


def remedy(path: Path, settings: Settings) -> str:
    """What to configure, and where; KEY stands for the key."""
    file = settings.source or settings.root / PYPROJECT
    table = "tool.untagged-llm.owners" if file.name == PYPROJECT else "owners"
    below = os.path.relpath(path.parent, file.parent).replace(os.sep, "/")
    pattern = f"/{path.name}" if below == "." else f"{below}/**"
    return f"add to {shown(file)}: [{table}.\"{pattern}\"] KEY = '...'"


def _placed(value: Value) -> str:
    return f"{value.value!r} ({value.source})"
