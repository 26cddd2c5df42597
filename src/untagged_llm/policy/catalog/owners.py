"""`owners.toml` and `owners.yaml`: teams, services, projects and whatever a tag may name.

    teams = ["growth", "search"]

    [services.qa]
    team = "search"
    project = "p-104"

A section per tag, called by the tag or its plural: an array lists names, the keys of a table
are names. A name that is only mentioned (`team = "search"`) counts too, unless the file lists
those names itself: then a mention may be a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from untagged_llm.policy.catalog.entries import Entry, Format, place_of
from untagged_llm.policy.errors import ConfigError
from untagged_llm.policy.tags import canonical
from untagged_llm.policy.toml import read

if TYPE_CHECKING:
    from pathlib import Path

Name = tuple[str, str]


def _read(path: Path) -> Iterator[Entry]:
    tree = _tree(path)
    listed = dict.fromkeys(_listed(tree))
    own = {key for key, _ in listed}
    mentioned = (name for name in _mentioned(tree) if name[0] not in own)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    for key, value in dict.fromkeys((*listed, *mentioned)):
        line, column = _find(value, lines)
        yield Entry(key, value, place_of(path, line, column, len(value)))


def _tree(path: Path) -> Mapping[str, object]:
    if path.suffix == ".toml":
        return read(path)
    from untagged_llm.policy.catalog.yaml_text import plain

    tree = plain(path)
    if not isinstance(tree, Mapping):
        raise ConfigError(path, "", "must be a mapping of sections such as 'teams'")
    return tree


def _listed(tree: Mapping[str, object]) -> Iterator[Name]:
    for section, content in tree.items():
        key = canonical(section) or canonical(section.removesuffix("s"))
        if key and isinstance(content, (list, Mapping)):
            yield from ((key, name) for name in content if isinstance(name, str))


def _mentioned(node: object) -> Iterator[Name]:
    if isinstance(node, list):
        for each in node:
            yield from _mentioned(each)
    if isinstance(node, Mapping):
        for name, each in node.items():
            key = canonical(name) if isinstance(name, str) else None
            if key and isinstance(each, str) and each.strip():
                yield key, each
            yield from _mentioned(each)


def _find(value: str, lines: list[str]) -> tuple[int, int]:
    """Line and column of the first whole word `value`; the file's start when it is escaped."""
    word = re.compile(rf"(?<![\w-]){re.escape(value)}(?![\w-])")
    found = ((number, word.search(line)) for number, line in enumerate(lines, 1))
    return next(((number, hit.start() + 1) for number, hit in found if hit), (1, 1))


FORMAT = Format(
    "owners.toml", lambda name: name in ("owners.toml", "owners.yaml", "owners.yml"), _read
)
