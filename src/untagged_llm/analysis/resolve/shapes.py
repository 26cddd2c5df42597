"""Attribute paths so distinctive that they give a billable call away, receiver unknown."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve.joining import members
from untagged_llm.analysis.resolve.values import ClientValue, Unknown, Value
from untagged_llm.model import Step

if TYPE_CHECKING:
    from untagged_llm.analysis.resolve.billing import Billed
    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import CallRef
    from untagged_llm.sdks.schema import Shape


def billed_by_shape(engine: Engine, ref: CallRef, callee: Value) -> Billed | None:
    """The billable call that `x.chat.completions.create(…)` must be, whatever `x` is.

    Only when nothing is known of `x`: a value that was followed to something else is something
    else.
    """
    func = ref.node.func
    if not isinstance(func, ast.Attribute) or func.attr not in engine.shape_terminals:
        return None
    if not all(isinstance(m, Unknown) for m in members(callee)):
        return None
    path, root = _path(func, engine)
    for length in range(len(path), 0, -1):
        tail = ".".join(path[-length:])
        shape = engine.shapes.get(tail)
        if shape is not None and _fits(shape, ref.node) and not _is_literal(root):
            return _billed(engine, shape, ref)
    return None


def _path(func: ast.Attribute, engine: Engine) -> tuple[list[str], ast.expr]:
    views = {"with_raw_response", "with_streaming_response"}
    path: list[str] = []
    current: ast.expr = func
    while isinstance(current, ast.Attribute):
        if current.attr not in views:
            path.insert(0, current.attr)
        current = current.value
    return path, current


def _fits(shape: Shape, node: ast.Call) -> bool:
    named = {k.arg for k in node.keywords}
    spread = None in named
    if not spread and not named.issuperset(shape.keywords):
        return False
    return not shape.any_keywords or spread or bool(named.intersection(shape.any_keywords))


def _is_literal(root: ast.expr) -> bool:
    return isinstance(root, (ast.Constant, ast.List, ast.Dict, ast.JoinedStr))


def _billed(engine: Engine, shape: Shape, ref: CallRef) -> Billed | None:
    from untagged_llm.analysis.resolve.billing import Billed

    row = engine.registry.client(shape.sdk, shape.client)
    call = engine.registry.calls(row).get(shape.path)
    if call is None:
        return None
    place = engine.place(ref.node.func, ref.point.scope.module)
    step = Step(place, f"recognised by its shape: .{shape.path}()")
    client = ClientValue(row, row.names[0], tuple(shape.path.split(".")), trace=(step,))
    return Billed(client, call, shape.path)
