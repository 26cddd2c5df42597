"""Questions to the inference, as its tests ask them."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from untagged_llm.fix.inference import Answer, infer
from untagged_llm.model import Place, Range, Tag
from untagged_llm.policy import settings_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

KEYS = ("team_id", "service_name", "project_id")


def put(root: Path, name: str, text: str = "") -> Path:
    """Write a file below `root`."""
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(dedent(text), encoding="utf-8")
    return file


def answers(
    path: Path, siblings: Sequence[Tag] = (), given: Mapping[str, str] | None = None
) -> Mapping[str, Answer]:
    """What is inferred for the file at `path`."""
    return infer(path, settings_for(path), given or {}, siblings)


def values(path: Path, key: str, siblings: Sequence[Tag] = ()) -> list[tuple[str, str, str]]:
    """Value, source and confidence of every candidate."""
    found = answers(path, siblings)[key].values
    return [(each.value, each.source, each.confidence) for each in found]


def chosen(path: Path, siblings: Sequence[Tag] = ()) -> dict[str, str | None]:
    """The value of each required key, None where there is no single one."""
    found = answers(path, siblings)
    return {key: value.value if (value := found[key].chosen) else None for key in KEYS}


def tag(key: str, value: str | None, line: int = 1) -> Tag:
    """A tag of a sibling site."""
    return Tag(key, value, Place("app.py", Range(line, 1, line, 2)))
