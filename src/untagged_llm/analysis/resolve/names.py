"""What a name stands for: its bindings that reach the use, each evaluated where it was made."""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import aftermath, edits, importing, typehints
from untagged_llm.analysis.resolve.flow import reaching
from untagged_llm.analysis.resolve.joining import clients, join, members
from untagged_llm.analysis.resolve.nodes import Position, dotted_text, start_of
from untagged_llm.analysis.resolve.values import (
    ELEMENT,
    NONE,
    UNKNOWN,
    Built,
    Class,
    ClientValue,
    Dict,
    Environment,
    Func,
    Seq,
    Sym,
    Union,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import Binding, Point, Scope

_START = (0, 0)
_BUILTINS = frozenset(dir(builtins))


def lookup(engine: Engine, node: ast.Name, point: Point, env: Environment) -> Value:
    """The value of a name at its use."""
    return find(engine, node.id, start_of(node), point, env)


def find(engine: Engine, name: str, pos: Position, point: Point, env: Environment) -> Value:
    """The value of the variable `name`, seen from a position."""
    scope: Scope | None = point.scope
    skip_class = False
    while scope is not None:
        if not (skip_class and scope.kind == "class"):
            bindings = scope.bindings.get(name)
            if bindings and name not in point.scope.globals:
                return bound(engine, name, bindings, scope, pos, point, env)
            if bindings and scope.kind == "module":
                return bound(engine, name, bindings, scope, pos, point, env)
            starred = importing.from_star(engine, name, scope)
            if starred is not None:
                return starred
        skip_class = True
        scope = scope.parent
    return Sym(f"builtins.{name}") if name in _BUILTINS else UNKNOWN


def bound(
    engine: Engine,
    name: str,
    bindings: list[Binding],
    scope: Scope,
    pos: Position,
    point: Point,
    env: Environment,
) -> Value:
    """The value of `name` at `pos`, of those bindings of `scope` that reach it."""
    reached = reaching(bindings, scope, pos, point)
    here = point.scope is scope
    before, block = (pos, point.block) if here else (None, None)
    values = []
    for binding in reached:
        value = of_binding(engine, binding, env)
        if isinstance(value, (Dict, Union, Built, Seq)):
            after = binding.pos
            value = edits.changed(engine, value, name, scope, after, before, block, env)
            if not here:
                value = edits.changed(
                    engine, value, name, point.scope, _START, pos, point.block, env
                )
            value = aftermath.of_variable(engine, value, name, scope, after, before, point, pos)
        values.append(value)
    return _typed(engine, join(values), reached)


def _typed(engine: Engine, joined: Value, reached: list[Binding]) -> Value:
    """An annotation tells the type of a variable whose values could not be followed."""
    if clients(joined) or not (joined == NONE or isinstance(joined, Unknown)):
        return joined
    for binding in reached:
        if binding.annotation is not None and binding.kind != "param":
            typed = typehints.instance_of(engine, binding.annotation, binding.point)
            if not isinstance(typed, Unknown):
                return typed
    return joined


def assigned_attribute(
    engine: Engine, node: ast.Attribute, point: Point, env: Environment
) -> Value | None:
    """`obj.attr` that the same scope assigned before: `holder.client = OpenAI()`."""
    text = dotted_text(node)
    scope = point.scope
    if text is None or text.partition(".")[0] == scope.self_name:
        return None
    bindings = scope.bindings.get(text)
    if not bindings:
        return None
    before = [b for b in bindings if b.pos < start_of(node)]
    if not before:
        return None
    return join(
        [of_binding(engine, b, env) for b in reaching(before, scope, start_of(node), point)]
    )


def of_binding(engine: Engine, binding: Binding, env: Environment) -> Value:
    """What one binding gives its name."""
    kind = binding.kind
    if kind in ("assign", "for", "with"):
        return _assigned(engine, binding, env)
    if kind == "import":
        return importing.imported(engine, binding)
    if kind == "function":
        assert isinstance(binding.node, (ast.FunctionDef, ast.AsyncFunctionDef))
        return _function(engine, binding, env)
    if kind == "class":
        assert isinstance(binding.node, ast.ClassDef)
        return Class(binding.node, binding.point.scope.children[binding.node])
    if kind == "param":
        assert isinstance(binding.node, ast.arg)
        return engine.parameter(binding.node, binding.point, env)
    if kind == "annotation" and binding.annotation is not None:
        return typehints.instance_of(engine, binding.annotation, binding.point)
    return UNKNOWN


def _function(engine: Engine, binding: Binding, env: Environment) -> Value:
    node = binding.node
    assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    return Func(node, binding.point.scope.children[node], None, env)


def _assigned(engine: Engine, binding: Binding, env: Environment) -> Value:
    if binding.value is None:
        return UNKNOWN
    turn = env.get(binding.node) if env and binding.kind == "for" else None
    value = engine.value(binding.value, binding.point, env) if turn is None else turn[ELEMENT]
    if binding.kind == "with":
        value = entered(engine, value)
    if binding.kind == "for" and turn is None:
        value = elements(value)
    for index in binding.path:
        value = _unpacked(value, index)
    return value


def entered(engine: Engine, value: Value) -> Value:
    """What `with value as x` gives x."""
    results: list[Value] = []
    for member in members(value):
        if isinstance(member, (ClientValue, Sym)):
            results.append(member)
        else:
            entered_ = _enter_method(engine, member)
            results.append(member if entered_ is None else entered_)
    return join(results)


def _enter_method(engine: Engine, value: Value) -> Value | None:
    from untagged_llm.analysis.resolve import calling
    from untagged_llm.analysis.resolve.values import Instance

    if not isinstance(value, Instance):
        return None
    for name in ("__aenter__", "__enter__"):
        method = engine.attribute(value, name)
        if isinstance(method, Func):
            return calling.returned(engine, method, {})
    return None


def elements(value: Value) -> Value:
    """What iterating over a value gives."""
    results: list[Value] = []
    for member in members(value):
        if isinstance(member, Seq):
            results.extend(member.items)
        elif isinstance(member, Dict):
            results.append(UNKNOWN)
        else:
            results.append(UNKNOWN)
    return join(results)


def _unpacked(value: Value, index: int) -> Value:
    results: list[Value] = []
    for member in members(value):
        if isinstance(member, Seq) and index < len(member.items) and not member.open:
            results.append(member.items[index])
        elif isinstance(member, Seq) and member.open:
            results.append(join(member.items))
        else:
            results.append(UNKNOWN)
    return join(results)
