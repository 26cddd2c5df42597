"""OpsLevel `opslevel.yml`: one service (lately "component"), its owner, system or product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.policy.catalog.describing import called, describing, named
from untagged_llm.policy.catalog.entries import Entity
from untagged_llm.policy.catalog.yaml_text import Node, at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def _entities(path: Path, document: Node) -> Iterator[Entity]:
    for section in ("service", "component"):
        service = at(document, section)
        if service is not None:
            system = at(service, "system") or at(service, "product")
            yield Entity(
                kind="component",
                name=next(iter(named(path, "service_name", at(service, "name"))), None),
                owners=named(path, "team_id", at(service, "owner")),
                systems=named(path, "project_id", system),
            )
    repository = named(path, "team_id", at(document, "repository.owner"))
    if repository:
        yield Entity("component", owners=repository)


FORMAT = describing("opslevel.yml", lambda path: called(path, "opslevel"), _entities)
