"""Cortex `cortex.yaml`: an OpenAPI document whose `info` describes one entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.policy.catalog.describing import NAMED, called, describing, named
from untagged_llm.policy.catalog.entries import Entity
from untagged_llm.policy.catalog.yaml_text import Node, at, items, pairs, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from untagged_llm.policy.catalog.entries import EntityKind

_KINDS: dict[str, EntityKind] = {"service": "component", "domain": "system", "team": "group"}


def _entities(path: Path, document: Node) -> Iterator[Entity]:
    info = at(document, "info")
    tag = at(info, "x-cortex-tag")
    kind = _KINDS.get(text(at(info, "x-cortex-type")) or "service", "other")
    parents = [*items(at(info, "x-cortex-parents")), *items(at(info, "x-cortex-domain-parents"))]
    name = named(path, NAMED[kind], tag) if kind in NAMED else ()
    repository, folder = _git(info)
    yield Entity(
        kind=kind,
        name=name[0] if name else None,
        owners=named(path, "team_id", *_groups(info)),
        systems=named(path, "project_id", *(at(parent, "tag") for parent in parents)),
        repository=repository,
        code=(folder,) if folder else (),
    )


def _groups(info: Node) -> Iterator[Node | None]:
    for owner in items(at(info, "x-cortex-owners")):
        if (text(at(owner, "type")) or "").lower() == "group":
            yield at(owner, "name")


def _git(info: Node) -> tuple[str, str]:
    """Repository and folder, whatever the host is."""
    for _, host in pairs(at(info, "x-cortex-git")):
        folder = (text(at(host, "basepath")) or "").strip("/")
        return text(at(host, "repository")) or "", folder
    return "", ""


def _is_descriptor(path: Path) -> bool:
    """Those of a whole repository may stand in one place, called as their entities."""
    is_kept = path.parts[-3:-1] == (".cortex", "catalog") and path.suffix in (".yaml", ".yml")
    return is_kept or called(path, "cortex")


FORMAT = describing("cortex.yaml", _is_descriptor, _entities)
