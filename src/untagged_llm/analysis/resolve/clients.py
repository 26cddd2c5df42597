"""Making, deriving and wrapping SDK clients: what the abstract client carries afterwards."""

from __future__ import annotations

import ast
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import arguments as args
from untagged_llm.analysis.resolve import attributes, carriers, identity, parameters
from untagged_llm.analysis.resolve.arguments import Arguments
from untagged_llm.analysis.resolve.values import (
    UNKNOWN,
    Built,
    Class,
    ClientValue,
    Environment,
    Func,
    Instance,
    Kept,
    Origin,
    Partial,
    Seq,
    Sym,
    Value,
    clients,
    members,
    text_of,
)
from untagged_llm.model import CarrierUse, Level, Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import CallRef, Point
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
_ERASING = "set_default_headers"


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
    own = (*carriers.uses(engine, rows, given, "construct"), *_own_http_client(row, given))
    uses = carriers.stacked(own, tuple(inherited(given)))
    facts = dict(args.facts(given))
    origin = Origin(
        place,
        identity.site_id(node, point, name),
        uses,
        facts,
        bool(given.why_open),
        _first_spelled(given, BASE_URL_PARAMS),
        _first_spelled(given, MODEL_PARAMS),
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


def _first_spelled(given: Arguments, params: tuple[str, ...]) -> str | None:
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


def of_subclass(
    engine: Engine,
    cls: Class,
    base: ClientValue,
    node: ast.Call,
    point: Point,
    env: Environment,
    bound: Environment,
) -> ClientValue:
    """`MyClient(…)` for `class MyClient(OpenAI)`: `super().__init__(…)` tells what it carries."""
    given = args.of_call(engine, node, point, env)
    lineage = tuple(attributes.mro(engine, cls))
    given = _given_to_sdk(engine, lineage, bound, given)
    return made(engine, base.row, base.name, given, node, point)


def _given_to_sdk(
    engine: Engine, lineage: tuple[Class, ...], bound: Environment, given: Arguments
) -> Arguments:
    """What reaches the SDK's constructor through the `__init__`s of a class and its bases."""
    for index, cls in enumerate(lineage):
        if "__init__" not in cls.scope.bindings:
            continue
        ref = _super_init(cls)
        if ref is None:
            return given
        given = args.of_call(engine, ref.node, ref.point, bound)
        above = _init_above(engine, lineage[index + 1 :], ref)
        if above is None:
            return given
        inner = parameters.bind(engine, above, ref.node, ref.point, bound)
        return _given_to_sdk(engine, lineage[index + 1 :], {above.scope: inner}, given)
    return given


def _init_above(engine: Engine, lineage: Sequence[Class], ref: CallRef) -> Func | None:
    """The project's `__init__` that `super().__init__(…)` calls; None when it is the SDK's."""
    callee = engine.value(ref.node.func, ref.point)
    if not any(isinstance(m, Func) for m in members(callee)):
        return None
    for cls in lineage:
        for binding in cls.scope.bindings.get("__init__", ()):
            if isinstance(binding.node, ast.FunctionDef):
                scope = cls.scope.children[binding.node]
                return Func(binding.node, scope, Instance(cls))
    return None


def _super_init(cls: Class) -> CallRef | None:
    for ref in cls.scope.module.calls:
        func = ref.node.func
        if (
            isinstance(func, ast.Attribute)
            and func.attr == "__init__"
            and ref.point.scope.enclosing_class is cls.scope
        ):
            return ref
    return None


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


# -- calls on a client ------------------------------------------------------------------------


def result(
    engine: Engine,
    client: ClientValue,
    node: ast.Call,
    point: Point,
    env: Environment,
    skip: int = 0,
) -> Value:
    """What calling an attribute of a client gives back: a derived client, a product, an answer."""
    path = ".".join(client.path)
    products = engine.registry.products(client.row)
    if path in products:
        return _product(engine, client, products[path], node, point, env, skip)
    if len(client.path) == 1 and client.path[0] in (*client.row.derive, *client.row.derive_plain):
        return _derived(engine, client, node, point, env, skip)
    if client.path and client.path[-1] in ("__enter__", "__aenter__"):
        return client.at(*client.path[:-1])
    return UNKNOWN


def _derived(
    engine: Engine,
    client: ClientValue,
    node: ast.Call,
    point: Point,
    env: Environment,
    skip: int,
) -> ClientValue:
    """`client.with_options(default_headers=…)`: the same client with more, or other, tags."""
    method = client.path[-1]
    given = args.of_call(engine, node, point, env, skip)
    rows = _derive_carriers(engine, client.row, method)
    own = () if client.fed and method == "bind" else carriers.uses(engine, rows, given, "derive")
    inherited = client.uses
    erased = given.get(_ERASING)
    if erased is not None:
        use = carriers.of_value(
            client.row.sdk, "default_headers", _ERASING, "http-header", "derive", erased
        )
        inherited = tuple(u for u in inherited if u.param != "default_headers")
        own = (*own, *([use] if use is not None else []))
    step = Step(engine.place(node, point.scope.module), f"derived by {method}()")
    uses = carriers.stacked(own, inherited)
    return replace(client, path=(), uses=uses, trace=(*client.trace, step))


def _derive_carriers(engine: Engine, row: Client, method: str) -> list[Carrier]:
    if method in row.derive_plain:
        return []
    ids = row.derive_carriers.get(method, () if row.derive_carriers else row.carriers)
    return carriers.carriers_of(engine, row.sdk, ids, "derive")


def _product(
    engine: Engine,
    client: ClientValue,
    row: Client,
    node: ast.Call,
    point: Point,
    env: Environment,
    skip: int,
) -> ClientValue:
    """`client.chats.create(config=…)`: an object of its own calls, owned as its client is."""
    given = args.of_call(engine, node, point, env, skip)
    rows = [engine.registry.carrier(row.sdk, c) for c in row.carriers]
    own = carriers.uses(engine, rows, given, "derive")
    step = Step(engine.place(node, point.scope.module), f"{'.'.join(client.path)}() on it")
    origin = client.origin
    model = _first_spelled(given, MODEL_PARAMS)
    if origin is not None and model is not None:
        origin = replace(origin, model=model)
    name = row.names[0] if row.names else client.name
    uses = carriers.stacked(own, client.uses)
    return ClientValue(row, name, (), origin, uses, (*client.trace, step))
