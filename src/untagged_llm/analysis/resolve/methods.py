"""Methods of values that are built in: mappings, sequences, texts, and what is built of them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import mappings, names, records, texts
from untagged_llm.analysis.resolve.joining import join, pattern_of
from untagged_llm.analysis.resolve.passing import first_argument
from untagged_llm.analysis.resolve.values import (
    UNKNOWN,
    Built,
    Const,
    Dict,
    Environment,
    Func,
    Instance,
    Method,
    Seq,
    Value,
)

if TYPE_CHECKING:
    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import Point


def method(engine: Engine, callee: Method, node: ast.Call, point: Point, env: Environment) -> Value:
    """A method of a built-in value: `headers.copy()`, `CLIENTS.get(name)`, `url.format(…)`."""
    owner, name = callee.owner, callee.name
    if isinstance(owner, Dict):
        return _dict_method(engine, owner, name, node, point, env)
    if isinstance(owner, Built) and name == "get":
        return _held(engine, owner, node, point, env)
    if isinstance(owner, Built):
        return _copied(engine, owner, node, point, env)
    if isinstance(owner, Instance):
        return records.dumped(engine, owner, name, node, point, env)
    if isinstance(owner, Func):
        return UNKNOWN
    if isinstance(owner, Seq) and name in ("pop", "popleft", "get"):
        return names.elements(owner)
    pattern = pattern_of(owner)
    if pattern is not None:
        return texts.method(engine, pattern, name, node, point, env)
    return owner if name == "copy" else UNKNOWN


def _held(engine: Engine, owner: Built, node: ast.Call, point: Point, env: Environment) -> Value:
    """`current.get()` of a `ContextVar`: what the module sets it to, or its default."""
    default = owner.fields.entries.get("default")
    values = [] if default is None else [default.value]
    for ref in point.scope.module.calls_named("set"):
        func = ref.node.func
        if isinstance(func, ast.Attribute) and engine.value(func.value, ref.point) is owner:
            values.append(first_argument(engine, ref.node, ref.point, {}))
    return join([*values, *(engine.value(a, point, env) for a in node.args)])


def _copied(engine: Engine, owner: Built, node: ast.Call, point: Point, env: Environment) -> Value:
    """`config.model_copy(update={"labels": …})` of a library's settings object."""
    changes = next((k.value for k in node.keywords if k.arg == "update"), None)
    if changes is None:
        return owner
    update = engine.value(changes, point, env)
    return Built(owner.dotted, lambda: (mappings.overlay(owner.fields, update), owner.positional))


def _dict_method(
    engine: Engine, owner: Dict, name: str, node: ast.Call, point: Point, env: Environment
) -> Value:
    from untagged_llm.analysis.resolve import expressions

    if name == "copy":
        return owner
    if name in ("get", "pop", "setdefault", "__getitem__"):
        found = expressions.item(owner, first_argument(engine, node, point, env))
        default = node.args[1] if len(node.args) > 1 else None
        return found if default is None else join([found, engine.value(default, point, env)])
    closed = not owner.open and not any(e.maybe for e in owner.entries.values())
    if name == "keys":
        return Seq(tuple(Const(k) for k in owner.entries), not closed)
    if name == "values":
        every = [e.value for e in owner.entries.values()]
        return Seq(tuple(every or ([owner.element] if owner.element else [])), not closed)
    if name == "items":
        pairs: list[Value] = [Seq((Const(k), e.value)) for k, e in owner.entries.items()] or (
            [Seq((UNKNOWN, owner.element))] if owner.element else []
        )
        return Seq(tuple(pairs), not closed, owner.place)
    if name == "model_dump":
        return owner
    return UNKNOWN
