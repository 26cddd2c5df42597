"""Backstage `catalog-info.yaml`: components, their owners and systems; groups; systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.policy.catalog.entries import Entry, Format
from untagged_llm.policy.catalog.yaml_text import Node, at, documents, place, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAMED = {"component": "service_name", "group": "team_id", "system": "project_id"}


def _read(path: Path) -> Iterator[Entry]:
    for document in documents(path):
        kind = (text(at(document, "kind")) or "").lower()
        if kind in _NAMED:
            yield from _entry(path, _NAMED[kind], at(document, "metadata.name"), "")
        yield from _entry(path, "team_id", at(document, "spec.owner"), "group")
        yield from _entry(path, "project_id", at(document, "spec.system"), "system")


def _entry(path: Path, key: str, node: Node | None, kind: str) -> Iterator[Entry]:
    """The entry of an entity reference (`[kind:][namespace/]name`), if it is of that kind."""
    reference = text(node)
    if reference is None:
        return
    given, _, rest = reference.rpartition(":")
    if not given or given.lower() == kind:
        yield Entry(key, rest.rpartition("/")[2], place(path, node))


def _is_catalog_info(name: str) -> bool:
    return name.startswith("catalog-info") and name.endswith((".yaml", ".yml"))


FORMAT = Format("catalog-info.yaml", _is_catalog_info, _read)
