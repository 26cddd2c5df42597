"""Which argument of a call a parameter gets."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import edits, mappings
from untagged_llm.analysis.resolve.scopes import Point, Scope
from untagged_llm.analysis.resolve.values import (
    UNKNOWN,
    Dict,
    Environment,
    Func,
    Value,
)

if TYPE_CHECKING:
    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import CallRef


def argument(
    engine: Engine,
    ref: CallRef,
    function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
    node: ast.arg,
    bound: bool,
) -> Value | None:
    """What one call passes for a parameter; None when it leaves it to the default."""
    for keyword in ref.node.keywords:
        if keyword.arg == node.arg:
            return _given(engine, keyword.value, ref)
    args = function.args
    listed = [*args.posonlyargs, *args.args]
    if node in listed:
        index = listed.index(node) - (1 if bound else 0)
        if any(isinstance(a, ast.Starred) for a in ref.node.args[: index + 1]):
            return UNKNOWN
        if 0 <= index < len(ref.node.args):
            return _given(engine, ref.node.args[index], ref)
    return _from_spread(engine, ref, node)


def _given(engine: Engine, node: ast.expr, ref: CallRef) -> Value:
    return edits.shared(engine.value(node, ref.point), node, ref.point)


def _from_spread(engine: Engine, ref: CallRef, node: ast.arg) -> Value | None:
    for keyword in ref.node.keywords:
        if keyword.arg is None:
            spread = engine.value(keyword.value, ref.point)
            if isinstance(spread, Dict):
                if node.arg in spread.entries:
                    return spread.entries[node.arg].value
                if not spread.open:
                    continue
            return UNKNOWN
    return None


def bind(
    engine: Engine,
    function: Func,
    call: ast.Call,
    point: Point,
    env: Environment,
    skip: int = 0,
) -> dict[str, Value]:
    """The parameters that a call gives a function, evaluated at the call."""
    args = function.node.args
    listed = [*args.posonlyargs, *args.args]
    bound: dict[str, Value] = {}
    if function.owner is not None and listed and function.scope.self_name is not None:
        bound[listed[0].arg] = function.owner
        listed = listed[1:]
    for parameter, given in zip(listed, call.args[skip:], strict=False):
        if isinstance(given, ast.Starred):
            break
        bound[parameter.arg] = edits.shared(engine.value(given, point, env), given, point)
    names = {a.arg for a in (*listed, *args.kwonlyargs)}
    extra: list[ast.keyword] = []
    for keyword in call.keywords:
        if keyword.arg in names:
            bound[str(keyword.arg)] = engine.value(keyword.value, point, env)
        else:
            extra.append(keyword)
    _bind_rest(engine, function, extra, bound, point, env, names)
    return bound


def _bind_rest(
    engine: Engine,
    function: Func,
    extra: list[ast.keyword],
    bound: dict[str, Value],
    point: Point,
    env: Environment,
    names: set[str],
) -> None:
    """What goes into `**kwargs`, and the parameters that stay at their defaults."""
    rest = mappings.keywords(engine, extra, point, env)
    for name in names & set(rest.entries):
        bound.setdefault(name, rest.entries[name].value)
    kwarg = function.node.args.kwarg
    if kwarg is not None:
        left = {k: e for k, e in rest.entries.items() if k not in names}
        bound[kwarg.arg] = Dict(left, rest.open, rest.why, rest.place)
    if rest.open:
        return
    every = [
        *function.node.args.posonlyargs,
        *function.node.args.args,
        *function.node.args.kwonlyargs,
    ]
    for parameter in every:
        if parameter.arg not in bound:
            default = default_of(engine, function.node, parameter, function.scope)
            if default is not None:
                bound[parameter.arg] = default


def default_of(
    engine: Engine,
    function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
    node: ast.arg,
    scope: Scope,
) -> Value | None:
    """The value of a parameter's default; None when it has none."""
    args = function.args
    listed = [*args.posonlyargs, *args.args]
    point = Point(scope.parent or scope, None, ())
    if node in listed:
        index = listed.index(node) - (len(listed) - len(args.defaults))
        return engine.value(args.defaults[index], point) if index >= 0 else None
    default = args.kw_defaults[args.kwonlyargs.index(node)]
    return None if default is None else engine.value(default, point)


def first_argument(engine: Engine, node: ast.Call, point: Point, env: Environment) -> Value:
    """The value of a call's first positional argument."""
    return engine.value(node.args[0], point, env) if node.args else UNKNOWN
