"""Which calls of a module are sites. What a site is like is worked out for those alone."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from untagged_llm.analysis.resolve import (
    calling,
    clients,
    http,
    library,
    relevance,
    shapes,
    sites,
)
from untagged_llm.analysis.resolve.billing import billed_by
from untagged_llm.analysis.resolve.joining import clients as clients_in
from untagged_llm.analysis.resolve.joining import members
from untagged_llm.analysis.resolve.nodes import callee_name
from untagged_llm.analysis.resolve.tagging import tagged
from untagged_llm.analysis.resolve.values import (
    Class,
    ClientValue,
    Func,
    Partial,
    Sym,
    Unknown,
    Value,
)
from untagged_llm.model import Site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import CallRef
    from untagged_llm.analysis.resolve.tree import ModuleTree
    from untagged_llm.policy.settings import Wrapper

Spot: TypeAlias = Callable[[], Site]
"""A site that was found, to be described when somebody wants it."""


def of_module(engine: Engine, scout: Engine, module: ModuleTree) -> tuple[Site, ...]:
    """The sites of a module, in source order.

    `scout` sees enough of the project to tell where a client may be; `engine` sees all of it.
    """
    found: dict[tuple[object, str], Site] = {}
    for ref in module.calls:
        if id(ref.node) in module.decorators and callee_name(ref.node.func) in http.VERBS:
            continue
        if relevance.worth_a_look(scout, ref) and next(_spots(scout, ref), None) is not None:
            for spot in _spots(engine, ref):
                site = spot()
                found.setdefault((site.range, site.kind), site)
    listed = tagged(engine, module, found.values())
    return tuple(sorted(listed, key=lambda s: (s.range.line, s.range.column, s.kind)))


def _spots(engine: Engine, ref: CallRef) -> Iterator[Spot]:
    yield from _references(engine, ref)
    yield from _passed_classes(engine, ref)
    if not relevance.may_matter(engine, ref):
        return
    callee = engine.value(ref.node.func, ref.point)
    billed = [b for m in members(callee) for b in billed_by(engine, m, ref)]
    if billed:
        partly = any(isinstance(m, Unknown) for m in members(callee))
        yield partial(sites.of_call, engine, billed, ref.node, ref.node, ref.point, partly=partly)
        return
    made = next(_constructions(engine, ref, callee), None)
    if made is not None:
        yield made
        return
    wrapper = _wrapper(engine, callee)
    if wrapper is not None and wrapper.kind == "call":
        yield partial(sites.of_wrapper, engine, wrapper, ref)
        return
    yield from _unresolved(engine, ref, callee)


def _unresolved(engine: Engine, ref: CallRef, callee: Value) -> Iterator[Spot]:
    endpoint = http.endpoint_of(engine, ref)
    if endpoint is not None:
        yield partial(sites.of_request, engine, endpoint, ref)
        return
    billed = shapes.billed_by_shape(engine, ref, callee)
    if billed is not None:
        yield lambda: replace(
            sites.of_call(engine, [billed], ref.node, ref.node, ref.point), confidence="shape"
        )


def _constructions(engine: Engine, ref: CallRef, callee: Value) -> Iterator[Spot]:
    if not any(_may_construct(engine, m) for m in members(callee)):
        return
    place = engine.place(ref.node, ref.point.scope.module)
    result = engine.value(ref.node, ref.point)
    for member in members(result):
        if isinstance(member, Partial):
            yield from _partial_construction(engine, member, ref)
        for client in clients_in(member):
            if client.origin is not None and client.origin.place == place and _listed(client):
                yield partial(sites.of_construction, engine, client, ref.node, ref.point)


def _may_construct(engine: Engine, callee: Value) -> bool:
    if isinstance(callee, Sym):
        listed = callee.dotted in library.PARTIALS or callee.dotted in engine.wrappers
        return listed or bool(engine.registry.clients_named(callee.dotted))
    if isinstance(callee, Class):
        return calling.sdk_client(engine, callee) is not None or bool(engine.wrapper_of(callee))
    if isinstance(callee, Func):
        return engine.wrapper_of(callee) is not None
    return isinstance(callee, Partial)


def _partial_construction(engine: Engine, made: Partial, ref: CallRef) -> Iterator[Spot]:
    if made.call is not ref.node or not isinstance(made.func, Sym):
        return
    client = clients.constructed(engine, made.func.dotted, ref.node, ref.point, {}, 1)
    if client is not None and client.row.kind == "class" and _listed(client):
        yield partial(sites.of_construction, engine, client, ref.node, ref.point)


def _listed(client: ClientValue) -> bool:
    return client.row.site and client.row.kind in ("class", "factory") and not client.path


def _passed_classes(engine: Engine, ref: CallRef) -> Iterator[Spot]:
    """`field(default_factory=OpenAI)`: the class is called later, with no arguments."""
    for keyword in ref.node.keywords:
        if keyword.arg in relevance.FACTORIES:
            client = clients.passed_class(engine, keyword.value, ref.point, {})
            if client is not None:
                yield partial(sites.of_construction, engine, client, keyword.value, ref.point)


def _references(engine: Engine, ref: CallRef) -> Iterator[Spot]:
    """`asyncio.to_thread(client.messages.create, model=…)`: the method is an argument."""
    node = ref.node
    if isinstance(node.func, ast.Name) and not relevance.is_foreign(node.func.id, ref):
        return
    for argument in (*node.args, *(k.value for k in node.keywords)):
        if not relevance.is_reference(engine, argument):
            continue
        value = engine.value(argument, ref.point)
        billed = [
            b for m in members(value) if not isinstance(m, Partial) for b in billed_by(engine, m)
        ]
        if billed:
            skip = node.args.index(argument) + 1 if argument in node.args else len(node.args)
            yield partial(sites.of_call, engine, billed, node, argument, ref.point, skip=skip)


def _wrapper(engine: Engine, callee: Value) -> Wrapper | None:
    for member in members(callee):
        if isinstance(member, (Func, Class)):
            found = engine.wrapper_of(member)
        else:
            found = engine.wrappers.get(member.dotted) if isinstance(member, Sym) else None
        if found is not None:
            return found
    return None
