"""The nearest catalog file: the component that the file is part of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from untagged_llm.fix.inference.claim import claim_of, source_of
from untagged_llm.fix.inference.heard import Heard, attempted
from untagged_llm.fix.inference.repository import slug_of
from untagged_llm.policy.catalog import format_of
from untagged_llm.policy.catalog.codeowners_patterns import depth, github

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from untagged_llm.fix.inference.claim import Claim
    from untagged_llm.fix.inference.place import File, Folder
    from untagged_llm.policy.catalog import Entity, Format

_FIELDS = {"team_id": "owner", "service_name": "name", "project_id": "system"}
_NONE: tuple[Entity, ...] = ()


class CatalogSource:
    """The Backstage, Datadog, Cortex and OpsLevel files that stand beside the code."""

    keys = frozenset(_FIELDS)

    def __init__(self, root: Path) -> None:
        self._repository = slug_of(root)
        self._described: dict[Path, tuple[tuple[Entity, ...], tuple[str, ...]]] = {}
        self._heard: dict[Path, Heard] = {}

    def heard(self, file: File) -> Heard:
        """What the files around say of `file`."""
        if not self._tells_files_apart(file.folder):
            place = file.folder.path
            if place not in self._heard:
                self._heard[place] = self._of(file)
            return self._heard[place]
        return self._of(file)

    def _tells_files_apart(self, folder: Folder) -> bool:
        described = (self._entities(each)[0] for each in folder.upwards())
        return any(entity.code for entities in described for entity in entities)

    def _of(self, file: File) -> Heard:
        """The components of the nearest folder that describes some which the file may be part
        of. When they name no system, it is the one that is described there or further out."""
        claims: list[Claim] = []
        troubles: list[str] = []
        advice: dict[str, str] = {}
        parts: tuple[Part, ...] = ()
        for folder in file.folder.upwards():
            entities, trouble = self._entities(folder)
            troubles += trouble
            if not parts:
                parts = self._parts(entities, file, folder)
                claims += (claim for part in parts for claim in part.claims())
                advice.update(each for part in parts for each in part.advice())
            if not any(claim.key == "project_id" for claim in claims):
                claims += _systems(entities, folder)
            if parts and any(claim.key == "project_id" for claim in claims):
                break
        return Heard(tuple(claims), tuple(troubles), tuple(advice.items()))

    def _entities(self, folder: Folder) -> tuple[tuple[Entity, ...], tuple[str, ...]]:
        if folder.path not in self._described:
            self._described[folder.path] = _read(folder)
        return self._described[folder.path]

    def _parts(self, entities: Iterable[Entity], file: File, folder: Folder) -> tuple[Part, ...]:
        """The components whose code the file is said to be; else those that do not say."""
        ours = [each for each in entities if each.kind == "component" and self._is_ours(each)]
        named = [Part(each, _depth(each, file)) for each in ours if _depth(each, file) >= 0]
        deepest = max((part.depth for part in named), default=0)
        silent = (Part(each, folder.depth) for each in ours if not each.code)
        return tuple(part for part in named if part.depth == deepest) or tuple(silent)

    def _is_ours(self, entity: Entity) -> bool:
        known = entity.repository and self._repository
        return not known or entity.repository.casefold() == self._repository.casefold()


@dataclass(frozen=True, slots=True)
class Part:
    """A component, and how deep the folder stands that it speaks for."""

    entity: Entity
    depth: int

    def claims(self) -> Iterator[Claim]:
        """What it says of its files."""
        return (claim_of(entry, self.depth) for entry in self.entity.entries())

    def advice(self) -> Iterator[tuple[str, str]]:
        """Where to add what it does not say."""
        entries = tuple(self.entity.entries())
        for key, field in _FIELDS.items():
            if entries and not any(entry.key == key for entry in entries):
                first = entries[0]
                yield key, f"{source_of(first)} has {first.value!r} without {field}: add it there"


def _read(folder: Folder) -> tuple[tuple[Entity, ...], tuple[str, ...]]:
    entities: list[Entity] = []
    troubles: list[str] = []
    for path, form in _files(folder):
        if form.describes:
            found, trouble = attempted(partial(_all, form.describes, path), _NONE)
            entities += found
            troubles += trouble
    return tuple(entities), tuple(troubles)


def _files(folder: Folder) -> Iterator[tuple[Path, Format]]:
    """The folder's catalog files, and those that Cortex keeps for a whole repository."""
    kept = (folder.path / ".cortex" / "catalog").glob("*") if ".cortex" in folder.folders else ()
    for path in (*(folder.path / name for name in sorted(folder.files)), *sorted(kept)):
        form = format_of(path)
        if form:
            yield path, form


def _all(describes: Callable[[Path], Iterator[Entity]], path: Path) -> tuple[Entity, ...]:
    return tuple(describes(path))


def _depth(entity: Entity, file: File) -> int:
    """How deep the folder stands that the component calls its code; -1 without the file."""
    patterns = (f"/{each}" for each in entity.code)
    return max((depth(each) for each in patterns if github(each).fullmatch(file.path)), default=-1)


def _systems(entities: Iterable[Entity], folder: Folder) -> Iterator[Claim]:
    """Nothing says that the file is part of it, but for the folder."""
    names = (each.name for each in entities if each.kind == "system")
    return (claim_of(name, folder.depth, certain=False) for name in names if name)
