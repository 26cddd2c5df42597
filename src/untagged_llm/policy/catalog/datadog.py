"""Datadog's `service.datadog.yaml` (schema v2) and `entity.datadog.yaml` (v3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.policy.catalog.describing import called, describing, named, referred
from untagged_llm.policy.catalog.entries import Entity
from untagged_llm.policy.catalog.yaml_text import Node, at, items, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from untagged_llm.policy.catalog.entries import Entry

_CODE = ("service", "library", "frontend", "ui", "job")


def _entities(path: Path, document: Node) -> Iterator[Entity]:
    if text(at(document, "apiVersion")):
        yield from _third(path, document)
    else:
        yield from _second(path, document)


def _second(path: Path, document: Node) -> Iterator[Entity]:
    """Versions 1 and 2: one service each."""
    service = at(document, "dd-service") or at(document, "info.dd-service")
    team = at(document, "team") or at(document, "org.team") or at(document, "dd-team")
    application = at(document, "application") or at(document, "org.application")
    yield Entity(
        kind="component",
        name=next(iter(named(path, "service_name", service)), None),
        owners=named(path, "team_id", team),
        systems=named(path, "project_id", application),
    )


def _third(path: Path, document: Node) -> Iterator[Entity]:
    kind = (text(at(document, "kind")) or "").lower()
    name = at(document, "metadata.name")
    owners = referred(path, "team_id", "team", [at(document, "metadata.owner")])
    if kind == "system":
        yield Entity("system", next(iter(named(path, "project_id", name)), None), owners)
    elif kind in _CODE:
        yield Entity(
            kind="component",
            name=next(iter(named(path, "service_name", name)), None),
            owners=owners,
            systems=_systems(path, document),
            code=tuple(_code(document)),
        )
    else:
        yield Entity("other", owners=owners)


def _systems(path: Path, document: Node) -> tuple[Entry, ...]:
    return referred(path, "project_id", "system", items(at(document, "spec.componentOf")))


def _code(document: Node) -> Iterator[str]:
    for location in items(at(document, "datadog.codeLocations")):
        paths = (text(node) for node in items(at(location, "paths")))
        yield from (path.lstrip("/") for path in paths if path)


FORMAT = describing(
    "service.datadog.yaml",
    lambda path: called(path, "service.datadog", "entity.datadog"),
    _entities,
)
