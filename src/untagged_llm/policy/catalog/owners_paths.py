"""The `paths` of `owners.toml` and `owners.yaml`: who owns which files.

    [paths]
    "src/qa" = { team = "search", service = "qa" }
    "lib/*.py" = "platform"       # a team alone
    vendor = false                # unowned on purpose; null in YAML

Patterns are those of CODEOWNERS, relative to the file's folder; the last that matches decides.
What `[services.qa]` says of a service holds for the paths that name it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from untagged_llm.policy.catalog.codeowners_patterns import depth, github
from untagged_llm.policy.catalog.owners import located, tree
from untagged_llm.policy.errors import ConfigError
from untagged_llm.policy.tags import canonical

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator
    from pathlib import Path

    from untagged_llm.policy.catalog.entries import Entry


@dataclass(frozen=True, slots=True)
class PathRule:
    """What a file says of the paths that match. `entries` is None: unowned on purpose.

    `silent` are keys that have no value on purpose; `depth` how many folders the pattern names.
    """

    pattern: re.Pattern[str]
    depth: int
    line: int
    entries: tuple[Entry, ...] | None
    silent: tuple[str, ...] = ()


def path_rules(path: Path) -> tuple[PathRule, ...]:
    """The rules of an owners file, the last first. Raises ConfigError when it is malformed."""
    content = tree(path)
    paths = content.get("paths", {})
    if not isinstance(paths, Mapping):
        raise ConfigError(path, "", "'paths' must be a table of patterns")
    rules = [_rule(path, str(pattern), said, content) for pattern, said in paths.items()]
    return tuple(reversed(rules))


def _rule(path: Path, pattern: str, said: object, content: Mapping[str, object]) -> PathRule:
    line = located(path, pattern)[0]
    compiled, folders = github(pattern), depth(pattern)
    if said is None or said is False:
        return PathRule(compiled, folders, line, None)
    tags = _tags(path, pattern, said)
    about = _about(content, tags.get("service_name"))
    known = {**about, **tags}
    entries = tuple(_entry(path, key, value, line) for key, value in known.items() if value)
    return PathRule(compiled, folders, line, entries, tuple(k for k, v in tags.items() if not v))


def _tags(path: Path, pattern: str, said: object) -> dict[str, str | None]:
    if isinstance(said, str):
        return {"team_id": said}
    if not isinstance(said, Mapping):
        raise ConfigError(path, "", f"'paths' has {pattern!r}, whose owner is no name or table")
    return dict(_known(said))


def _known(said: Mapping[str, object]) -> Iterator[tuple[str, str | None]]:
    for word, value in said.items():
        key = canonical(str(word))
        if key and (isinstance(value, str) or value is None or value is False):
            yield key, value or None


def _about(content: Mapping[str, object], service: str | None) -> dict[str, str | None]:
    services = content.get("services") or content.get("service")
    said = services.get(service) if isinstance(services, Mapping) and service else None
    return dict(_known(said)) if isinstance(said, Mapping) else {}


def _entry(path: Path, key: str, value: str, line: int) -> Entry:
    from untagged_llm.policy.catalog.entries import Entry, place_of

    found, column = located(path, value, line)
    return Entry(key, value, place_of(path, found, column, len(value)))
