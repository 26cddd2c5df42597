"""The policy's own map, `owners` in the configuration: what it says is not questioned."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from untagged_llm.policy.catalog.codeowners_patterns import github
from untagged_llm.policy.errors import shown
from untagged_llm.policy.tags import Vocabulary
from untagged_llm.policy.toml import OWN_FILE, PYPROJECT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from untagged_llm.policy.settings import Settings


@dataclass(frozen=True, slots=True)
class Mapped:
    """A tag of the files below the configuration's root that match. `source` is where the
    configuration says it."""

    pattern: re.Pattern[str]
    key: str
    value: str
    source: str


def mapped(settings: Settings) -> tuple[Mapped, ...]:
    """The map that is in force, the pattern that goes first last."""
    texts = tuple(_texts(settings)) if settings.owners else ()
    vocabulary = Vocabulary(settings.spellings)
    return tuple(
        Mapped(github(pattern), key, value, _source(pattern, key, value, texts, vocabulary))
        for pattern, tags in settings.owners.items()
        for key, value in tags.items()
    )


def configured(path: Path, root: Path, policy: Iterable[Mapped]) -> dict[str, Mapped]:
    """What the map says of the file at `path`, by key: the last pattern decides."""
    below = os.path.relpath(path, root).replace(os.sep, "/")
    return {each.key: each for each in policy if each.pattern.fullmatch(below)}


@dataclass(frozen=True, slots=True)
class Text:
    """A configuration's lines; `lead` is its folder, as nested patterns begin with it."""

    file: Path
    lead: str
    lines: tuple[str, ...]


def _texts(settings: Settings) -> Iterator[Text]:
    """The configurations that may hold the map, the nearest first."""
    for file in _files(settings):
        try:
            lines = tuple(file.read_text(encoding="utf-8-sig").splitlines())
        except (OSError, UnicodeDecodeError):
            continue
        folder = os.path.relpath(file.parent, settings.root).replace(os.sep, "/")
        yield Text(file, "" if folder == "." else f"{folder}/", lines)


def _files(settings: Settings) -> Iterator[Path]:
    if settings.source:
        yield settings.source
        for folder in settings.source.parents:
            if folder.is_relative_to(settings.root):
                yield from (folder / name for name in (OWN_FILE, PYPROJECT))


def _source(
    pattern: str, key: str, value: str, texts: tuple[Text, ...], vocabulary: Vocabulary
) -> str:
    given = re.compile(rf"""([\w-]+)["']?\s*=\s*["']{re.escape(value)}["']""")
    for text in texts:
        lines = iter(enumerate(text.lines, 1))
        head = _as_written(pattern, text.lead)
        start = next((line for line in lines if head.search(line[1])), None)
        for number, line in (start, *lines) if start else ():
            words = (found[1] for found in given.finditer(line))
            if any(vocabulary.canonical(word) == key for word in words):
                return f"{shown(text.file)}:{number}"
    return next((shown(text.file) for text in texts), "the configuration")


def _as_written(pattern: str, lead: str) -> re.Pattern[str]:
    """A pattern of a nested file got that file's folder in front, and perhaps `**/`."""
    inside = pattern.removeprefix(lead)
    words = "|".join(re.escape(each) for each in (inside, inside.removeprefix("**/")))
    return re.compile(rf"(?<![\w/*.-])/?(?:{words})[\"']?\s*[\]=.]")
