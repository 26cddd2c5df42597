"""Making, deriving and wrapping SDK clients: what the abstract client carries afterwards."""

from __future__ import annotations

import ast
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import arguments as args
from untagged_llm.analysis.resolve import carriers, identity
from untagged_llm.analysis.resolve.arguments import Arguments
from untagged_llm.analysis.resolve.joining import clients, members, text_of
from untagged_llm.analysis.resolve.values import (
    UNKNOWN,
    Built,
    ClientValue,
    Environment,
    Kept,
    Origin,
    Partial,
    Seq,
    Sym,
    Value,
)
from untagged_llm.model import CarrierUse, Level, Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import Point
    from untagged_llm.policy.settings import Wrapper
    from untagged_llm.sdks.schema import Carrier, Client

MODEL_PARAMS = (
    "model",
    "modelId",
    "model_id",
    "model_name",
    "azure_deployment",
    "deployment_name",
    "deployment",
    "engine",
    "llm",
)
BASE_URL_PARAMS = (
    "base_url",
    "openai_api_base",
    "api_base",
    "azure_endpoint",
    "endpoint",
    "endpoint_url",
    "anthropic_api_url",
    "host",
)


def canonical(row: Client, dotted: str) -> str:
    """The registry's spelling of a class that code may have named by another path."""
    if dotted in row.names:
        return dotted
    last = dotted.rpartition(".")[2]
    return next((n for n in row.names if n.rpartition(".")[2] == last), row.names[0])


def row_for(engine: Engine, dotted: str, arguments: Arguments) -> Client | None:
    """The client row that calling `dotted` with these arguments makes."""
    for row in engine.registry.clients_named(dotted):
        if row.kind not in ("class", "factory", "wrapper"):
            continue
        if row.match is None:
            return row
        given = arguments.get(row.match.arg, row.match.position)
        if given is not None and _may_equal(given.value, row.match.equals):
            return row
    return None


def _may_equal(value: Value, literal: str) -> bool:
    return any(text_of(member) == literal for member in members(value))


def constructed(
    engine: Engine, dotted: str, node: ast.Call, point: Point, env: Environment, skip: int = 0
) -> ClientValue | None:
    """The client that calling a library's name makes; None when it makes none."""
    if not engine.registry.clients_named(dotted):
        return None
    given = args.of_call(engine, node, point, env, skip)
    row = row_for(engine, dotted, given)
    if row is None:
        return None
    if row.kind == "wrapper":
        return _wrapping(engine, row, dotted, given, node, point)
    return made(engine, row, canonical(row, dotted), given, node, point)


def by_partial(
    engine: Engine,
    before: Partial,
    callee: Sym,
    node: ast.Call,
    point: Point,
    env: Environment,
    skip: int,
) -> ClientValue | None:
    """`partial(OpenAI, default_headers=A)(default_headers=B)`: built where the partial is."""
    own = args.of_call(engine, node, point, env, skip)
    given = args.with_partial(engine, before, own)
    row = row_for(engine, callee.dotted, given)
    if row is None or row.kind == "wrapper":
        return None
    name = canonical(row, callee.dotted)
    return made(engine, row, name, given, before.call, before.point)


def made(
    engine: Engine, row: Client, name: str, given: Arguments, node: ast.AST, point: Point
) -> ClientValue:
    """The client that a construction gives, with what it was given."""
    module = point.scope.module
    place = engine.place(node, module)
    rows = carriers.carriers_of(engine, row.sdk, row.carriers, "construct")
    own = (*carriers.uses(rows, given, "construct"), *_own_http_client(row, given))
    uses = carriers.stacked(own, tuple(inherited(given)))
    facts = dict(args.facts(given))
    origin = Origin(
        place,
        identity.site_id(node, point, name),
        uses,
        facts,
        bool(given.why_open),
        first_spelled(given, BASE_URL_PARAMS),
        first_spelled(given, MODEL_PARAMS),
        tuple(_kept(engine, rows, node, point)),
    )
    return ClientValue(row, name, (), origin, uses, (Step(place, f"{name} built here"),))


def _kept(engine: Engine, rows: Sequence[Carrier], node: ast.AST, point: Point) -> Iterator[Kept]:
    """The variables that carriers were given by name."""
    by_param = {row.param: row for row in rows if row.param == "default_headers"}
    for keyword in node.keywords if isinstance(node, ast.Call) else ():
        row = by_param.get(keyword.arg or "")
        if row is not None and isinstance(keyword.value, ast.Name):
            yield Kept(row.id, keyword.value, point, partial(_reread, row))


def _reread(row: Carrier, value: Value, use: CarrierUse) -> CarrierUse:
    given = args.Given(row.param, value, use.value_place)
    read = carriers.of_value(row.sdk, row.id, row.param, row.reaches, use.level, given)
    return use if read is None else read


def _own_http_client(row: Client, given: Arguments) -> Iterator[CarrierUse]:
    """`http_client=httpx.Client(headers=…)`: its headers are on every request too."""
    client = given.get("http_client")
    if client is None or not isinstance(client.value, Built):
        return
    headers = client.value.fields.entries.get("headers")
    if headers is not None:
        held = args.Given("headers", headers.value, headers.place)
        use = carriers.of_value(
            row.sdk, "http_client", "http_client", "http-header", "construct", held
        )
        if use is not None:
            yield use


def first_spelled(given: Arguments, params: tuple[str, ...]) -> str | None:
    """The first of `params` whose value is written out, as it is written."""
    for param in params:
        text = args.spelled(given.get(param))
        if text is not None:
            return text
    return None


def inherited(given: Arguments) -> Iterator[CarrierUse]:
    """Carriers of the clients that a construction is handed: an agent's model, a wrapped client."""
    for argument in given.all:
        for value in members(argument.value):
            listed = value.items if isinstance(value, Seq) else (value,)
            for client in (c for v in listed for c in clients(v)):
                yield from client.uses


def inner_client(given: Arguments) -> ClientValue | None:
    """The first client among a call's arguments."""
    for argument in given.all:
        for client in clients(argument.value):
            return client
    return None


def _wrapping(
    engine: Engine, row: Client, dotted: str, given: Arguments, node: ast.Call, point: Point
) -> ClientValue:
    """`instructor.from_openai(OpenAI(), metadata=…)`: the client given, under another face."""
    inner = inner_client(given)
    wrapper = made(engine, row, canonical(row, dotted), given, node, point)
    if inner is None:
        return replace(wrapper, origin=None)
    step = Step(engine.place(node, point.scope.module), f"wrapped by {dotted}")
    known = engine.registry.calls(row)
    face = inner.row if not known else row
    name = inner.name if not known else wrapper.name
    return ClientValue(face, name, inner.path, inner.origin, wrapper.uses, (*inner.trace, step))


def passed_class(
    engine: Engine, node: ast.expr, point: Point, env: Environment
) -> ClientValue | None:
    """`default_factory=OpenAI`: a client built with no arguments, where the class stands."""
    value = engine.value(node, point, env)
    if not isinstance(value, Sym):
        return None
    row = engine.registry.client_named(value.dotted)
    if row is None or row.kind != "class" or not row.site:
        return None
    return made(engine, row, canonical(row, value.dotted), Arguments((), ()), node, point)


def wrapped(
    engine: Engine, wrapper: Wrapper, node: ast.Call, point: Point, env: Environment
) -> Value:
    """What an in-house factory declared in the configuration gives."""
    row = engine.wrapper_row(wrapper)
    if row is None:
        return UNKNOWN
    given = args.of_call(engine, node, point, env)
    value = made(engine, row, row.names[0] if row.names else wrapper.name, given, node, point)
    extra = tuple(wrapper_uses(wrapper, given, "construct"))
    uses = (*extra, *value.uses)
    assert value.origin is not None
    return replace(value, uses=uses, origin=replace(value.origin, uses=uses))


def wrapper_uses(wrapper: Wrapper, given: Arguments, level: Level) -> Iterator[CarrierUse]:
    """The carriers that the configuration declares for an in-house wrapper."""
    for carrier in wrapper.carriers:
        argument = given.get(carrier.param)
        if argument is not None:
            use = carriers.of_value(
                wrapper.sdk, carrier.param, carrier.param, carrier.reach, level, argument
            )
            if use is not None:
                yield use
