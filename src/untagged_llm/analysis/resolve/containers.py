"""Calls of the standard library that make mappings and sequences of others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import mappings, names, records, unrolling
from untagged_llm.analysis.resolve.joining import join, members, text_of
from untagged_llm.analysis.resolve.passing import first_argument
from untagged_llm.analysis.resolve.values import (
    UNKNOWN,
    Built,
    Const,
    Dict,
    Entry,
    Environment,
    Instance,
    Seq,
    Sym,
    Value,
)

if TYPE_CHECKING:
    import ast

    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import Point

_MERGES = ("operator.or_", "operator.ior")


def _second(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    return engine.value(node.args[1], point, env) if len(node.args) > 1 else UNKNOWN


def sequence(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`list(x)`, `tuple(x)`, `sorted(x)`: the elements, in an order that does not matter."""
    value = first_argument(engine, node, point, env)
    if isinstance(value, Seq):
        return value
    listed = unrolling.elements(value)
    return Seq((), open=True) if listed is None else Seq(listed)


def enumerated(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`enumerate(x)`: pairs of a number and an element."""
    iterable = first_argument(engine, node, point, env)
    listed = unrolling.elements(iterable)
    if listed is None:
        return Seq((Seq((UNKNOWN, names.elements(iterable))),), open=True)
    return Seq(tuple(Seq((Const(index), item)) for index, item in enumerate(listed)))


def zipped(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`zip(a, b)`: the elements side by side."""
    iterables = [engine.value(argument, point, env) for argument in node.args]
    listed = [found for i in iterables if (found := unrolling.elements(i)) is not None]
    if len(listed) < len(iterables):
        return Seq((Seq(tuple(names.elements(i) for i in iterables)),), open=True)
    place = engine.place(node, point.scope.module)
    return Seq(tuple(Seq(row) for row in zip(*listed, strict=False)), place=place)


def chained(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`itertools.chain(a.items(), b.items())`."""
    listed = [unrolling.elements(engine.value(a, point, env)) for a in node.args]
    items = tuple(item for part in listed if part is not None for item in part)
    return Seq(items, None in listed, engine.place(node, point.scope.module))


def from_keys(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`dict.fromkeys(KEYS, "search")`."""
    place = engine.place(node, point.scope.module)
    keys = unrolling.elements(first_argument(engine, node, point, env))
    if keys is None or any(text_of(key) is None for key in keys):
        return Dict({}, True, "its keys are only known at run time", place)
    value = _second(engine, node, point, env) if len(node.args) > 1 else Const(None)
    return Dict({str(text_of(key)): Entry(value, place) for key in keys}, place=place)


def layered(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`ChainMap(first, second)`: what the first holds beats the second."""
    built = Dict({}, place=engine.place(node, point.scope.module))
    for argument in reversed(node.args):
        built = mappings.overlay(built, engine.value(argument, point, env))
    return built


def defaulted(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`defaultdict(str, {...})`."""
    built = Dict({}, place=engine.place(node, point.scope.module))
    for argument in node.args[1:2]:
        built = mappings.overlay(built, engine.value(argument, point, env))
    return mappings.overlay(built, mappings.keywords(engine, node.keywords, point, env))


def as_dict(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`dataclasses.asdict(owner)`, `vars(owner)`."""
    owner = first_argument(engine, node, point, env)
    return join(
        [
            records.fields_of(engine, m) if isinstance(m, Instance) else UNKNOWN
            for m in members(owner)
        ]
    )


def replaced(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`dataclasses.replace(owner, team_id="growth")`."""
    owner = first_argument(engine, node, point, env)
    if not isinstance(owner, Instance):
        return UNKNOWN
    return records.dumped(engine, owner, "_replace", node, point, env)


def loads(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`json.loads('{"team_id": "search"}')`: a text that is known."""
    text = text_of(first_argument(engine, node, point, env))
    try:
        parsed = None if text is None else json.loads(text)
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        return Built("json.loads", lambda: (Dict({}), (UNKNOWN,)))
    place = engine.place(node, point.scope.module)
    return Dict({k: Entry(_plain(v), place) for k, v in parsed.items()}, place=place)


def _plain(value: object) -> Value:
    return Const(value) if isinstance(value, (str, int, float, type(None))) else UNKNOWN


def dumps(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """JSON text of a mapping; a value only known at run time is `null` in it."""
    mapping = first_argument(engine, node, point, env)
    if (
        not isinstance(mapping, Dict)
        or mapping.open
        or any(e.maybe for e in mapping.entries.values())
    ):
        return UNKNOWN
    return Const(json.dumps(_jsonable(mapping)))


def _jsonable(value: Value) -> object:
    """What JSON makes of a value; null of what is only known at run time."""
    if isinstance(value, Dict) and not (value.open or _wavers(value)):
        return {key: _jsonable(entry.value) for key, entry in value.entries.items()}
    plain = isinstance(value, Const) and isinstance(value.value, (str, bool, int, float))
    return value.value if isinstance(value, Const) and plain else None


def _wavers(value: Dict) -> bool:
    return any(entry.maybe for entry in value.entries.values())


def next_call(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`next(x)`, `random.choice(x)`: one of the elements."""
    return names.elements(first_argument(engine, node, point, env))


def dict_call(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`dict(other, key=value)`."""
    built = Dict({}, place=engine.place(node, point.scope.module))
    for argument in node.args[:1]:
        built = mappings.overlay(built, engine.value(argument, point, env))
    return mappings.overlay(built, mappings.keywords(engine, node.keywords, point, env))


def folded(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """`functools.reduce(operator.or_, parts)`: mappings laid over each other."""
    step = first_argument(engine, node, point, env)
    listed = unrolling.elements(_second(engine, node, point, env))
    if not (isinstance(step, Sym) and step.dotted in _MERGES) or listed is None:
        return UNKNOWN
    built = Dict({}, place=engine.place(node, point.scope.module))
    start = [engine.value(argument, point, env) for argument in node.args[2:3]]
    for part in (*start, *listed):
        built = mappings.overlay(built, part)
    return built
