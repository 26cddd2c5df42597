"""Evaluate an expression by its kind."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from untagged_llm.analysis.resolve import mappings, texts, truth, unrolling
from untagged_llm.analysis.resolve.joining import clients, join, members, pattern_of, text_of
from untagged_llm.analysis.resolve.values import (
    UNKNOWN,
    Built,
    Class,
    Const,
    Dict,
    Env,
    Environment,
    Func,
    Seq,
    Sym,
    Text,
    Union,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import Point


def evaluate(engine: Engine, node: ast.expr, point: Point, env: Environment) -> Value:
    """What an expression may stand for."""
    handler = _KINDS.get(type(node))
    return UNKNOWN if handler is None else handler(engine, node, point, env)


def _constant(engine: Engine, node: ast.Constant, point: Point, env: Environment) -> Value:
    return Const(node.value)


def _name(engine: Engine, node: ast.Name, point: Point, env: Environment) -> Value:
    return engine.name(node, point, env)


def _attribute(engine: Engine, node: ast.Attribute, point: Point, env: Environment) -> Value:
    from untagged_llm.analysis.resolve import names

    direct = names.assigned_attribute(engine, node, point, env)
    if direct is not None:
        return direct
    return engine.attribute(engine.value(node.value, point, env), node.attr)


def _call(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    return engine.call(node, point, env)


def _await(engine: Engine, node: ast.Await, point: Point, env: Environment) -> Value:
    return engine.value(node.value, point, env)


def _walrus(engine: Engine, node: ast.NamedExpr, point: Point, env: Environment) -> Value:
    return engine.value(node.value, point, env)


def _starred(engine: Engine, node: ast.Starred, point: Point, env: Environment) -> Value:
    return engine.value(node.value, point, env)


def _conditional(engine: Engine, node: ast.IfExp, point: Point, env: Environment) -> Value:
    sides = [engine.value(side, point, env) for side in (node.body, node.orelse)]
    if env or any(isinstance(side, Dict) for side in sides):
        outcome = truth.holds(engine, node.test, point, env)
        if outcome is not None:
            return sides[0 if outcome else 1]
    return join(sides)


def _bool(engine: Engine, node: ast.BoolOp, point: Point, env: Environment) -> Value:
    values = [engine.value(v, point, env) for v in node.values]
    if isinstance(node.op, ast.And):
        return values[-1]
    first = values[0]
    if isinstance(first, Dict) and first.entries:
        return first
    return join(values)


def _lambda(engine: Engine, node: ast.Lambda, point: Point, env: Environment) -> Value:
    scope = point.scope.children.get(node)
    return UNKNOWN if scope is None else Func(node, scope, None, env)


def _sequence(
    engine: Engine, node: ast.List | ast.Tuple | ast.Set, point: Point, env: Environment
) -> Value:
    items: list[Value] = []
    is_open = False
    for element in node.elts:
        value = engine.value(element, point, env)
        if isinstance(element, ast.Starred):
            is_open = is_open or not isinstance(value, Seq)
            items.extend(value.items if isinstance(value, Seq) else ())
        else:
            items.append(value)
    return Seq(tuple(items), is_open, engine.place(node, point.scope.module))


def _comprehension(
    engine: Engine,
    node: ast.ListComp | ast.SetComp | ast.GeneratorExp,
    point: Point,
    env: Environment,
) -> Value:
    return unrolling.sequence(engine, node, point, env)


def _dict(engine: Engine, node: ast.Dict, point: Point, env: Environment) -> Value:
    return mappings.display(engine, node, point, env)


def _dict_comprehension(
    engine: Engine, node: ast.DictComp, point: Point, env: Environment
) -> Value:
    return unrolling.mapping(engine, node, point, env)


def _joined(engine: Engine, node: ast.JoinedStr, point: Point, env: Environment) -> Value:
    parts: list[str | None] = []
    for piece in node.values:
        inner = piece.value if isinstance(piece, ast.FormattedValue) else piece
        parts.append(_spelled(engine.value(inner, point, env)))
    return _text(parts)


def _spelled(value: Value) -> str | None:
    if isinstance(value, Const) and isinstance(value.value, (str, int)):
        return str(value.value)
    if isinstance(value, Union):
        patterns = [p for p in (pattern_of(m) for m in value.members) if p and p != "\0"]
        return patterns[0] if len(patterns) == 1 and "\0" not in patterns[0] else None
    return pattern_of(value)


def _text(parts: list[str | None]) -> Value:
    if all(p is not None and "\0" not in p for p in parts):
        return Const("".join(p for p in parts if p is not None))
    split = [q or None for p in parts for q in _split(p)]
    return Text(tuple(split))


def _split(part: str | None) -> list[str | None]:
    if part is None:
        return [None]
    pieces: list[str | None] = []
    for index, piece in enumerate(part.split("\0")):
        pieces += [None, piece] if index else [piece]
    return [p for p in pieces if p != ""]


def _binary(engine: Engine, node: ast.BinOp, point: Point, env: Environment) -> Value:
    if isinstance(node.op, ast.BitOr):
        return _pipe(engine, node, point, env)
    if isinstance(node.op, ast.Add):
        return _plus(engine, node, point, env)
    if isinstance(node.op, ast.Mod):
        left = pattern_of(engine.value(node.left, point, env))
        if left is None:
            return UNKNOWN
        return texts.percent(left, engine.value(node.right, point, env))
    if isinstance(node.op, ast.Div):
        return _slash(engine, node, point, env)
    return UNKNOWN


def _slash(engine: Engine, node: ast.BinOp, point: Point, env: Environment) -> Value:
    left = engine.value(node.left, point, env)
    if not (isinstance(left, Built) and left.dotted.startswith("yarl.")):
        return UNKNOWN
    base = pattern_of(left.positional[0]) if left.positional else None
    tail = _spelled(engine.value(node.right, point, env))
    parts: list[str | None] = [None if base is None else base.rstrip("/") + "/", tail]
    text = _text(parts)
    return Built(left.dotted, lambda: (left.fields, (text,)))


def _plus(engine: Engine, node: ast.BinOp, point: Point, env: Environment) -> Value:
    chain: list[ast.expr] = []
    current: ast.expr = node
    while isinstance(current, ast.BinOp) and isinstance(current.op, ast.Add):
        chain.append(current.right)
        current = current.left
    values = [engine.value(part, point, env) for part in (current, *reversed(chain))]
    if any(isinstance(v, Seq) for v in values):
        items = [i for v in values if isinstance(v, Seq) for i in v.items]
        is_open = any(not isinstance(v, Seq) or v.open for v in values)
        return Seq(tuple(items), is_open)
    if not any(pattern_of(v) for v in values):
        return UNKNOWN
    return _text([_spelled(v) for v in values])


def _pipe(engine: Engine, node: ast.BinOp, point: Point, env: Environment) -> Value:
    left = engine.value(node.left, point, env)
    right = engine.value(node.right, point, env)
    behind = [replace(c, fed=True) for c in clients(right) if not c.path]
    piped = [*(c for c in clients(left) if not c.path), *behind]
    if piped:
        return join(piped)
    return mappings.merged(engine, left, right)


def _subscript(engine: Engine, node: ast.Subscript, point: Point, env: Environment) -> Value:
    owner = engine.value(node.value, point, env)
    if isinstance(node.slice, ast.Slice):
        return _sliced(engine, owner, node.slice, point, env)
    index = engine.value(node.slice, point, env)
    return join([item(owner_member, index) for owner_member in members(owner)])


def _sliced(engine: Engine, owner: Value, node: ast.Slice, point: Point, env: Environment) -> Value:
    bounds = [None if b is None else engine.value(b, point, env) for b in (node.lower, node.upper)]
    known = [b.value for b in bounds if isinstance(b, Const) and isinstance(b.value, int)]
    if not isinstance(owner, Seq):
        return UNKNOWN
    if owner.open or node.step is not None or len(known) + bounds.count(None) < len(bounds):
        return Seq(owner.items, True)
    start = known[0] if bounds[0] is not None else None
    stop = known[-1] if bounds[1] is not None else None
    return Seq(owner.items[start:stop], place=owner.place)


def item(owner: Value, index: Value) -> Value:
    """What `owner[index]` stands for."""
    if isinstance(owner, (Sym, Class)):
        if isinstance(owner, Sym) and owner.dotted == "os.environ":
            name = text_of(index)
            return UNKNOWN if name is None else Env(name)
        return owner
    if isinstance(owner, Seq):
        return _element(owner, index)
    if isinstance(owner, Dict):
        key = text_of(index)
        if key is not None and key in owner.entries:
            return owner.entries[key].value
        if owner.element is not None:
            return owner.element
        if key is None:
            return join([e.value for e in owner.entries.values()])
    return UNKNOWN


def _element(owner: Seq, index: Value) -> Value:
    number = index.value if isinstance(index, Const) else None
    if (
        isinstance(number, int)
        and not owner.open
        and -len(owner.items) <= number < len(owner.items)
    ):
        return owner.items[number]
    return join(owner.items) if owner.items else UNKNOWN


_KINDS: dict[type[ast.expr], Callable[[Any, Any, Any, Any], Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.Await: _await,
    ast.NamedExpr: _walrus,
    ast.Starred: _starred,
    ast.IfExp: _conditional,
    ast.BoolOp: _bool,
    ast.Lambda: _lambda,
    ast.List: _sequence,
    ast.Tuple: _sequence,
    ast.Set: _sequence,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.Dict: _dict,
    ast.DictComp: _dict_comprehension,
    ast.JoinedStr: _joined,
    ast.BinOp: _binary,
    ast.Subscript: _subscript,
}
