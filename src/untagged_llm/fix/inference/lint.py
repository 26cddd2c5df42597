"""What is wrong with a repository's ownership files, and with the names that its code uses."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.fix.inference.claim import source_of
from untagged_llm.fix.inference.heard import attempted
from untagged_llm.policy.catalog import Entry, format_of
from untagged_llm.policy.errors import nearest
from untagged_llm.policy.tags import squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from untagged_llm.model import Judged
    from untagged_llm.policy import Policy
    from untagged_llm.policy.catalog import Format

_KEYS = ("team_id", "service_name", "project_id")
_HOSTS = frozenset({".github", ".gitlab", ".bitbucket", ".cortex"})
_SKIPPED = frozenset({"node_modules", "site-packages", "venv", "build", "dist", "__pycache__"})


@dataclass(frozen=True, slots=True)
class Names:
    """The names in the repository's files: `listed` are those that a file declares, `used` those
    that it refers to. `troubles` tell of files that could not be read."""

    listed: tuple[Entry, ...] = ()
    used: tuple[Entry, ...] = ()
    troubles: tuple[str, ...] = ()


def problems(root: Path, values: Mapping[str, Iterable[str]], used: Iterable[Entry]) -> list[str]:
    """One sentence for each problem, beginning with the file and the line.

    `values` are those that the configuration lists, `used` the tags of the code.
    """
    names = [_names(path, form) for path, form in _files(root)]
    found = [trouble for each in names for trouble in each.troubles]
    entries = [*(entry for each in names for entry in each.used), *used]
    for key in _KEYS:
        listed = [entry for each in names for entry in each.listed if entry.key == key]
        own = [entry for entry in entries if entry.key == key]
        found += _unknown(own, {entry.value for entry in listed} | set(values.get(key, ())))
        found += _colliding([*listed, *own])
    return list(dict.fromkeys(found))


def used_in(judged: Iterable[Judged], policy: Policy) -> Iterator[Entry]:
    """The tags that code writes, as entries."""
    for each in judged:
        for use in each.site.carriers:
            for tag in use.tags:
                key = policy.canonical(tag.key)
                if key and tag.value and tag.value.strip():
                    yield Entry(key, tag.value, tag.place)


def _names(path: Path, form: Format) -> Names:
    found, troubles = attempted(partial(_read, path, form), Names())
    return Names(found.listed, found.used, troubles)


def _read(path: Path, form: Format) -> Names:
    """A catalog file lists what it describes and uses what that refers to; an owners file lists
    names in sections, unless it only mentions them."""
    if form.describes:
        entities = tuple(form.describes(path))
        names = tuple(entity.name for entity in entities if entity.name)
        return Names(names, tuple(e for entity in entities for e in entity.referred()))
    if form.mentions:
        return Names(tuple(form.read(path)), tuple(form.mentions(path)))
    return Names(used=tuple(form.read(path)))


def _files(root: Path) -> Iterator[tuple[Path, Format]]:
    for folder, below, names in os.walk(root):
        below[:] = sorted(name for name in below if _may_hold(name))
        for name in sorted(names):
            path = Path(folder, name)
            form = format_of(path)
            if form:
                yield path, form


def _may_hold(folder: str) -> bool:
    return folder in _HOSTS or not (folder.startswith(".") or folder in _SKIPPED)


def _unknown(mentioned: Iterable[Entry], listed: set[str]) -> Iterator[str]:
    """Nothing is unknown where nobody lists the names."""
    alike = {squash(name) for name in listed}
    for entry in mentioned:
        if listed and squash(entry.value) not in alike:
            mend = nearest(entry.value, sorted(listed))
            yield f"{source_of(entry)}: {entry.key} {entry.value!r} is in no catalog{mend}"


def _colliding(entries: Iterable[Entry]) -> Iterator[str]:
    """Names that differ in case or separators only: two rows of every report."""
    first: dict[str, Entry] = {}
    for entry in entries:
        other = first.setdefault(squash(entry.value), entry)
        if other.value != entry.value:
            yield (
                f"{source_of(entry)}: {entry.key} {entry.value!r} is written "
                f"{other.value!r} in {source_of(other)}"
            )
