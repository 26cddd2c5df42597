"""The tags of a plain HTTP request: its headers, its query, the metadata in its body."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import arguments as args
from untagged_llm.analysis.resolve import carriers, payload
from untagged_llm.analysis.resolve.joining import members
from untagged_llm.analysis.resolve.values import Built, Const, Dict, Entry, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.analysis.resolve.arguments import Arguments, Given
    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import CallRef
    from untagged_llm.model import CarrierUse, Level
    from untagged_llm.sdks.endpoints import Endpoint

_BODIES = ("json", "data", "content", "body")


def uses(engine: Engine, ref: CallRef, endpoint: Endpoint) -> tuple[CarrierUse, ...]:
    """What a plain HTTP request to an endpoint carries."""
    given = args.of_call(engine, ref.node, ref.point, {})
    found = [
        _use(given, "headers", "http-header"),
        _use(given, "params", "query"),
        _metadata(given, endpoint),
        _client_headers(engine, ref),
        *(_request_headers(argument) for argument in given.positional),
    ]
    return tuple(use for use in found if use is not None)


def _use(given: Arguments, param: str, reach: str) -> CarrierUse | None:
    value = given.get(param)
    return None if value is None else _held(value, param, reach, "call")


def _held(given: Given, param: str, reach: str, level: Level) -> CarrierUse | None:
    return carriers.of_value("raw-http", param, param, reach, level, given)


def _metadata(given: Arguments, endpoint: Endpoint) -> CarrierUse | None:
    """`metadata` in the body, where the provider takes it."""
    for body in _bodies(given):
        metadata = carriers.inside(body, "metadata")
        if metadata is None or isinstance(metadata.value, Unknown):
            continue
        taken = _takes_metadata(body, endpoint)
        if taken is None:
            opened = Dict({}, True, "store= is only known at run time")
            metadata = args.Given("metadata", opened, metadata.place)
        if taken is not False:
            return _held(metadata, "json", "body", "call")
    return None


def _bodies(given: Arguments) -> Iterator[Given]:
    for name in _BODIES:
        body = given.get(name)
        mapping = None if body is None else payload.mapping_of(body.value, body.place)
        if body is not None and mapping is not None:
            yield args.Given(name, mapping, body.place)


def _takes_metadata(body: Given, endpoint: Endpoint) -> bool | None:
    """Whether the provider keeps tags there; None when that is only known at run time."""
    if endpoint.provider == "anthropic":
        return False
    if endpoint.provider != "openai" or endpoint.kind != "chat":
        return True
    store: Entry | None = body.value.entries.get("store") if isinstance(body.value, Dict) else None
    if store is None:
        return None if isinstance(body.value, Dict) and body.value.open else False
    return store.value.value is True if isinstance(store.value, Const) else None


def _client_headers(engine: Engine, ref: CallRef) -> CarrierUse | None:
    func = ref.node.func
    if not isinstance(func, ast.Attribute):
        return None
    for owner in members(engine.value(func.value, ref.point)):
        if isinstance(owner, Built) and "headers" in owner.fields.entries:
            return _built_headers(owner)
    return None


def _request_headers(given: Given) -> CarrierUse | None:
    for member in members(given.value):
        if isinstance(member, Built) and "headers" in member.fields.entries:
            return _built_headers(member)
    return None


def _built_headers(owner: Built) -> CarrierUse | None:
    entry = owner.fields.entries["headers"]
    return _held(
        args.Given("headers", entry.value, entry.place), "headers", "http-header", "construct"
    )
