"""The steps from each version of the tables to the next: NNNN_name.sql, never changed again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_NAME = re.compile(r"(\d{4})_(\w+)\.sql")


@dataclass(frozen=True, slots=True)
class Migration:
    """One step; `version` is the tables' after it."""

    version: int
    name: str
    sql: str


def migrations(folder: Path = Path(__file__).parent) -> tuple[Migration, ...]:
    """The steps in their order."""
    named = ((path, _NAME.fullmatch(path.name)) for path in folder.iterdir())
    steps = (
        Migration(int(match[1]), path.name.removesuffix(".sql"), path.read_text("utf-8"))
        for path, match in named
        if match
    )
    return tuple(sorted(steps, key=lambda step: step.version))
