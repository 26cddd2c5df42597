"""What a call of a client gives: another client, a view of it, a product, or an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import arguments as args
from untagged_llm.analysis.resolve import carriers
from untagged_llm.analysis.resolve.clients import MODEL_PARAMS, first_spelled
from untagged_llm.analysis.resolve.values import (
    UNKNOWN,
    ClientValue,
    Environment,
    Value,
)
from untagged_llm.model import Step

if TYPE_CHECKING:
    import ast

    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import Point
    from untagged_llm.sdks.schema import Carrier, Client


_ERASING = "set_default_headers"


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
    own = () if client.fed and method == "bind" else carriers.uses(rows, given, "derive")
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
    own = carriers.uses(rows, given, "derive")
    step = Step(engine.place(node, point.scope.module), f"{'.'.join(client.path)}() on it")
    origin = client.origin
    model = first_spelled(given, MODEL_PARAMS)
    if origin is not None and model is not None:
        origin = replace(origin, model=model)
    name = row.names[0] if row.names else client.name
    uses = carriers.stacked(own, client.uses)
    return ClientValue(row, name, (), origin, uses, (*client.trace, step))
