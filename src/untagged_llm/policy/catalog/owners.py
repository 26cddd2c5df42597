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
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from untagged_llm.policy.catalog.entries import Entry, Format, place_of
from untagged_llm.policy.errors import ConfigError
from untagged_llm.policy.tags import canonical
from untagged_llm.policy.toml import read

if TYPE_CHECKING:
    from pathlib import Path

Name = tuple[str, str]


def _read(path: Path) -> Iterator[Entry]:
    content = tree(path)
    listed = dict.fromkeys(_listed(content))
    own = {key for key, _ in listed}
    mentioned = (name for name in _mentioned(content) if name[0] not in own)
    return _entries(path, (*listed, *mentioned))


def _mentions(path: Path) -> Iterator[Entry]:
    return _entries(path, _mentioned(tree(path)))


def _entries(path: Path, names: Iterable[Name]) -> Iterator[Entry]:
    for key, value in dict.fromkeys(names):
        line, column = located(path, value)
        yield Entry(key, value, place_of(path, line, column, len(value)))


def tree(path: Path) -> Mapping[str, object]:
    """The content of the file. Raises ConfigError when it is malformed."""
    if path.suffix == ".toml":
        return read(path)
    from untagged_llm.policy.catalog.yaml_text import plain

    content = plain(path)
    if not isinstance(content, Mapping):
        raise ConfigError(path, "", "must be a mapping of sections such as 'teams'")
    return content


def located(path: Path, word: str, start: int = 1) -> tuple[int, int]:
    """Line and column of the first whole `word` from line `start` on; that line's beginning
    when it is written some other way."""
    whole = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
    lines = path.read_text(encoding="utf-8-sig").splitlines()[start - 1 :]
    found = ((number, whole.search(line)) for number, line in enumerate(lines, start))
    return next(((number, hit.start() + 1) for number, hit in found if hit), (start, 1))


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
            if name == "paths" and isinstance(each, Mapping):
                yield from (("team_id", team) for team in each.values() if isinstance(team, str))
            yield from _mentioned(each)


FORMAT = Format(
    "owners.toml",
    lambda path: path.name in ("owners.toml", "owners.yaml", "owners.yml"),
    _read,
    mentions=_mentions,
)
