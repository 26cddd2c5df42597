"""Which ownership tags a recorded request carried: read from the wire, not from our policy.

On purpose this shares no code with `untagged_llm`: an instrument that shares code with what it
measures agrees with its bugs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .capture import Request

REQUIRED = ("team_id", "service_name", "project_id")

_SPELLINGS = {
    "team": "team_id",
    "service": "service_name",
    "product": "service_name",
    "project": "project_id",
    "http_referer": "service_name",
    "title": "service_name",
}
_JSON_HEADERS = ("x-portkey-metadata", "cf-aig-metadata", "x-amzn-bedrock-request-metadata")
_PREFIXES = ("x-owner-", "helicone-property-", "x-")


def required_tags(request: Request) -> dict[str, str]:
    """The required tags that a request brought to somebody who keeps it; {} if refused."""
    if request.rejected:
        return {}
    return {
        key: str(value)
        for name, value in _pairs(request)
        if (key := _canonical(name)) in REQUIRED and value
    }


def _pairs(request: Request) -> Iterator[tuple[str, Any]]:
    yield from request.query.items()
    yield from _header_pairs(request.headers)
    for place in ("metadata", "labels", "requestMetadata"):
        found = request.body.get(place)
        if isinstance(found, Mapping):
            yield from found.items()
            yield from _listed(found.get("tags", ()))


def _header_pairs(headers: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    for name, value in headers.items():
        if name in _JSON_HEADERS:
            yield from json.loads(value).items()
        elif name == "x-litellm-tags":
            yield from _listed(value.split(","))
        else:
            yield name, value


def _listed(tags: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Tags as gateways without pairs take them: "team_id:search"."""
    for tag in tags:
        key, _, value = tag.strip().partition(":")
        yield key, value


def _canonical(name: str) -> str:
    lowered = name.lower()
    for prefix in _PREFIXES:
        if lowered.startswith(prefix):
            lowered = lowered[len(prefix) :]
            break
    spelled = lowered.replace("-", "_")
    return _SPELLINGS.get(spelled, spelled)
