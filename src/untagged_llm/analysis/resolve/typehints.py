"""Annotations: the value that something annotated may hold."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import calling
from untagged_llm.analysis.resolve.clients import canonical
from untagged_llm.analysis.resolve.joining import clients, join, members
from untagged_llm.analysis.resolve.nodes import callee_name
from untagged_llm.analysis.resolve.values import (
    UNKNOWN,
    Class,
    ClientValue,
    Const,
    Dict,
    Returns,
    Seq,
    Sym,
    Unknown,
    Value,
)
from untagged_llm.model import Place, Step

if TYPE_CHECKING:
    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import Point

_TRANSPARENT = {"Optional", "Union", "Final", "ClassVar", "Required", "NotRequired", "Awaitable"}
_CONTAINERS = {"list", "List", "tuple", "Tuple", "set", "Set", "Sequence", "Iterable", "Iterator"}
_PRODUCERS = {"AsyncIterator", "AsyncGenerator", "Generator", "AsyncIterable", "Coroutine"}
_MAPPINGS = {"dict", "Dict", "Mapping", "MutableMapping", "defaultdict", "OrderedDict"}

_ANYTHING = ("builtins.", "typing.", "typing_extensions.", "botocore.client.BaseClient")


def instance_of(engine: Engine, node: ast.expr, point: Point) -> Value:
    """What a name annotated with `node` holds, as far as the annotation tells."""
    if isinstance(node, ast.Constant):
        return _quoted(engine, node, point)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return join([instance_of(engine, side, point) for side in (node.left, node.right)])
    if isinstance(node, ast.Subscript):
        return _subscripted(engine, node, point)
    return join(
        [
            of_class_value(engine, member, engine.place(node, point.scope.module))
            for member in members(engine.value(node, point))
        ]
    )


def _quoted(engine: Engine, node: ast.Constant, point: Point) -> Value:
    if not isinstance(node.value, str):
        return Const(None) if node.value is None else UNKNOWN
    parsed = engine.parsed_annotation(node)
    return UNKNOWN if parsed is None else instance_of(engine, parsed, point)


def _subscripted(engine: Engine, node: ast.Subscript, point: Point) -> Value:
    head = callee_name(node.value)
    inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if not inner:
        return Seq((), open=False) if head in _CONTAINERS else UNKNOWN
    if head == "Annotated":
        return _annotated(engine, inner, point)
    if head in _TRANSPARENT:
        return join([instance_of(engine, part, point) for part in inner])
    if head in _PRODUCERS:
        return instance_of(engine, inner[-1] if head == "Coroutine" else inner[0], point)
    if head in ("type", "Type"):
        return engine.value(inner[0], point)
    if head == "Callable":
        return Returns(instance_of(engine, inner[-1], point))
    if head in _CONTAINERS:
        return Seq((instance_of(engine, inner[0], point),), open=True)
    if head in _MAPPINGS:
        element = instance_of(engine, inner[-1], point)
        return Dict({}, True, "it is a parameter", None, element) if clients(element) else UNKNOWN
    return instance_of(engine, node.value, point)


def _annotated(engine: Engine, inner: list[ast.expr], point: Point) -> Value:
    for extra in inner[1:]:
        value = engine.value(extra, point)
        if clients(value):
            return value
    return instance_of(engine, inner[0], point)


def _traced(value: Sym, place: Place) -> tuple[Step, ...]:
    return (Step(place, f"annotated {value.dotted}; its construction is not followed"),)


def of_class_value(engine: Engine, value: Value, place: Place) -> Value:
    """An instance of the class that `value` is, its constructor unseen."""
    if isinstance(value, Class):
        return calling.unseen_instance(engine, value)
    if isinstance(value, Sym):
        row = engine.registry.client_named(value.dotted)
        if row is not None and row.kind in ("class", "product"):
            return ClientValue(row, canonical(row, value.dotted), trace=_traced(value, place))
        return UNKNOWN if row is not None or value.dotted.startswith(_ANYTHING) else value
    return value if isinstance(value, (Unknown, Returns)) else UNKNOWN
