"""Backstage `catalog-info.yaml`: components, their owners and systems; groups; systems."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from untagged_llm.policy.catalog.describing import (
    NAMED,
    describing,
    named,
    referred,
    source_location,
)
from untagged_llm.policy.catalog.entries import Entity
from untagged_llm.policy.catalog.yaml_text import Node, at, pairs, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from untagged_llm.policy.catalog.entries import EntityKind

_LOCATION = "backstage.io/source-location"


def _entities(path: Path, document: Node) -> Iterator[Entity]:
    """Of other kinds (an API, a resource) only what they name."""
    kind = _kind(text(at(document, "kind")) or "")
    name = named(path, NAMED[kind], at(document, "metadata.name")) if kind in NAMED else ()
    repository, folder = source_location(_annotation(document, _LOCATION))
    yield Entity(
        kind=kind,
        name=name[0] if name else None,
        owners=referred(path, "team_id", "group", [at(document, "spec.owner")]),
        systems=referred(path, "project_id", "system", [at(document, "spec.system")]),
        repository=repository,
        code=(folder,) if folder else (),
    )


def _kind(written: str) -> EntityKind:
    kind = written.lower()
    return cast("EntityKind", kind) if kind in NAMED else "other"


def _annotation(document: Node, name: str) -> str:
    annotations = at(document, "metadata.annotations")
    return next((text(value) or "" for key, value in pairs(annotations) if key.value == name), "")


def _is_catalog_info(path: Path) -> bool:
    return path.name.startswith("catalog-info") and path.suffix in (".yaml", ".yml")


FORMAT = describing("catalog-info.yaml", _is_catalog_info, _entities)
