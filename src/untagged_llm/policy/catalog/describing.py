"""The formats whose files describe entities in YAML: what they have in common."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from untagged_llm.policy.catalog.entries import Entry, Format
from untagged_llm.policy.catalog.yaml_text import Node, documents, place, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from untagged_llm.policy.catalog.entries import Entity

NAMED = {"component": "service_name", "group": "team_id", "system": "project_id"}
"""The tag whose values are the names of a kind of entity."""

_IN_REPOSITORY = re.compile(
    r"https?://[^/]+/(?P<slug>[^/]+(?:/[^/]+)+?)/(?:-/)?(?:tree|blob|src)/[^/]+/?(?P<folder>.*)"
)


def describing(
    example: str,
    matches: Callable[[Path], bool],
    entities: Callable[[Path, Node], Iterator[Entity]],
) -> Format:
    """The format of files that `matches` names and whose documents `entities` understands."""

    def describes(path: Path) -> Iterator[Entity]:
        for document in documents(path):
            if document is not None:
                yield from entities(path, document)

    def read(path: Path) -> Iterator[Entry]:
        for entity in describes(path):
            yield from entity.entries()

    return Format(example, matches, read, describes)


def named(path: Path, key: str, *nodes: Node | None) -> tuple[Entry, ...]:
    """The entries of scalars that hold plain names."""
    written = ((node, text(node)) for node in nodes)
    return tuple(Entry(key, name, place(path, node)) for node, name in written if name)


def referred(path: Path, key: str, kind: str, nodes: Iterable[Node | None]) -> tuple[Entry, ...]:
    """The entries of entity references (`[kind:][namespace/]name`) that are of that kind."""
    found = []
    for node in nodes:
        given, _, rest = (text(node) or "").rpartition(":")
        if rest and given.lower() in ("", kind):
            found.append(Entry(key, rest.rpartition("/")[2], place(path, node)))
    return tuple(found)


def called(path: Path, *stems: str) -> bool:
    """Whether a file is called `stem`.yaml or `stem`.yml, for one of the stems."""
    return path.suffix in (".yaml", ".yml") and path.stem in stems


def source_location(url: str) -> tuple[str, str]:
    """Repository and folder of the address of a folder's page; ("", "") when it is no such."""
    found = _IN_REPOSITORY.match(url.removeprefix("url:"))
    return (found["slug"], found["folder"].strip("/")) if found else ("", "")
