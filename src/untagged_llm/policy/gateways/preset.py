"""What a gateway preset says: how it is read, how it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Tags = Mapping[str, str]

OWNER_HEADERS: Mapping[str, str] = {
    "team_id": "x-owner-team",
    "service_name": "x-owner-service",
    "project_id": "x-owner-project",
    "environment": "x-owner-env",
    "trace_id": "x-trace-id",
}


@dataclass(frozen=True, slots=True)
class Gateway:
    """How one gateway spells ownership tags.

    Keys on the reading side are squashed (`tags.squash`). `packed` are headers whose value
    holds several tags; when it is only known at run time it may hold any. `lists` are keys that
    are common elsewhere too and so are only read when their value is literal. `nested` are
    mappings inside a body whose keys are tags ("metadata.team_id"). `prefixes` stand in front
    of a tag's name; `aliases` are names that mean one tag.
    """

    id: str
    title: str
    docs: str
    headers: Callable[[Tags], dict[str, str]]
    packed: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    nested: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)


def owner_headers(tags: Tags) -> dict[str, str]:
    """One `x-owner-...` header for each tag."""
    return {OWNER_HEADERS.get(key, f"x-owner-{dashed(key)}"): tags[key] for key in tags}


def json_header(name: str) -> Callable[[Tags], dict[str, str]]:
    """One header that holds all tags as a JSON object."""

    def write(tags: Tags) -> dict[str, str]:
        import json

        return {name: json.dumps(dict(tags), separators=(", ", ": "))} if tags else {}

    return write


def dashed(key: str) -> str:
    """`team_id` as header names spell it: `team-id`."""
    return key.replace("_", "-")
