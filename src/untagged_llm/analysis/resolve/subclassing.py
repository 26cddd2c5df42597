"""Clients that are the project's own subclasses of an SDK's."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import arguments as args
from untagged_llm.analysis.resolve import classes, passing
from untagged_llm.analysis.resolve.clients import made
from untagged_llm.analysis.resolve.joining import members
from untagged_llm.analysis.resolve.values import Class, ClientValue, Environment, Func, Instance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from untagged_llm.analysis.resolve.arguments import Arguments
    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import CallRef, Point


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
    lineage = tuple(classes.mro(engine, cls))
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
        inner = passing.bind(engine, above, ref.node, ref.point, bound)
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
