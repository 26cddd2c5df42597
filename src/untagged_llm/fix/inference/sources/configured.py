"""The policy's own map, `owners` in the configuration: what it says is not questioned."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from untagged_llm.policy.catalog.codeowners_patterns import github
from untagged_llm.policy.errors import shown
from untagged_llm.policy.toml import OWN_FILE, PYPROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from untagged_llm.policy.settings import Settings


def configured(path: Path, settings: Settings) -> dict[str, tuple[str, str]]:
    """By key the value of the last pattern that sets it for `path`, and where it is written."""
    if not settings.owners:
        return {}
    below = os.path.relpath(path, settings.root).replace(os.sep, "/")
    found: dict[str, tuple[str, str]] = {}
    for pattern, tags in settings.owners.items():
        if github(pattern).fullmatch(below):
            for key, value in tags.items():
                found[key] = (value, _source(path, settings, pattern, value))
    return found


def _source(path: Path, settings: Settings, pattern: str, value: str) -> str:
    for file in _files(path, settings):
        line = _line(file, _as_written(pattern, file, settings), value)
        if line:
            return f"{shown(file)}:{line}"
    return shown(settings.source) if settings.source else "the configuration"


def _files(path: Path, settings: Settings) -> Iterator[Path]:
    """The configurations that may set it, the nearest first."""
    if settings.source:
        yield settings.source
    for folder in path.parents:
        if folder.is_relative_to(settings.root):
            yield from (folder / name for name in (OWN_FILE, PYPROJECT))


def _as_written(pattern: str, file: Path, settings: Settings) -> re.Pattern[str]:
    """A pattern of a nested file got that file's folder in front, and perhaps `**/`."""
    lead = os.path.relpath(file.parent, settings.root).replace(os.sep, "/")
    inside = pattern if lead == "." else pattern.removeprefix(f"{lead}/")
    words = "|".join(re.escape(each) for each in (inside, inside.removeprefix("**/")))
    return re.compile(rf"(?<![\w/*.-])/?(?:{words})[\"']?\s*[\]=.]")


def _line(file: Path, pattern: re.Pattern[str], value: str) -> int | None:
    """The line of the value that follows the pattern."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    start = next((index for index, line in enumerate(lines) if pattern.search(line)), None)
    if start is None:
        return None
    after = (index for index in range(start, len(lines)) if _quotes(value, lines[index]))
    return next(after, start) + 1


def _quotes(value: str, line: str) -> bool:
    return f'"{value}"' in line or f"'{value}'" in line
