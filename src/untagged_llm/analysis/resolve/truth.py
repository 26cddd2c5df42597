"""Tests whose outcome is known: they tell which branch runs, which element is kept."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve.joining import text_of
from untagged_llm.analysis.resolve.scopes import ancestors
from untagged_llm.analysis.resolve.values import (
    Class,
    Const,
    Dict,
    Environment,
    Func,
    ModuleValue,
    Partial,
    Seq,
    Text,
    Value,
)

if TYPE_CHECKING:
    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import Block, Point

_SIMPLE = (ast.Attribute, ast.Constant, ast.Name, ast.Subscript)
_NEVER_NONE = (Class, Dict, Func, ModuleValue, Partial, Seq, Text)


def holds(engine: Engine, test: ast.expr, point: Point, env: Environment) -> bool | None:
    """Whether a test is true; None when that is only known at run time."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = holds(engine, test.operand, point, env)
        return None if inner is None else not inner
    if isinstance(test, ast.BoolOp):
        return _joined(engine, test, point, env)
    if isinstance(test, ast.Compare):
        return _compared(engine, test, point, env)
    return is_true(engine.value(test, point, env)) if isinstance(test, _SIMPLE) else None


def is_true(value: Value) -> bool | None:
    """What `bool(value)` gives; None when that is only known at run time."""
    if isinstance(value, Const):
        return bool(value.value)
    if isinstance(value, Dict):
        certain = any(not e.maybe for e in value.entries.values())
        return True if certain else (None if value.open or value.entries else False)
    if isinstance(value, Seq):
        return None if value.open else bool(value.items)
    if isinstance(value, Text):
        return True if any(value.parts) else None
    return True if isinstance(value, (Class, Func, ModuleValue)) else None


def _joined(engine: Engine, test: ast.BoolOp, point: Point, env: Environment) -> bool | None:
    each = [holds(engine, value, point, env) for value in test.values]
    decisive = isinstance(test.op, ast.Or)
    if decisive in each:
        return decisive
    return None if None in each else not decisive


def _compared(engine: Engine, test: ast.Compare, point: Point, env: Environment) -> bool | None:
    if len(test.ops) != 1 or not isinstance(test.left, _SIMPLE):
        return None
    left = engine.value(test.left, point, env)
    right = engine.value(test.comparators[0], point, env)
    operator = test.ops[0]
    if isinstance(operator, (ast.Is, ast.Eq)):
        return _equal(left, right)
    if isinstance(operator, (ast.IsNot, ast.NotEq)):
        return _negated(_equal(left, right))
    if isinstance(operator, ast.In):
        return _contains(right, left)
    return _negated(_contains(right, left)) if isinstance(operator, ast.NotIn) else None


def _negated(verdict: bool | None) -> bool | None:
    return None if verdict is None else not verdict


def _equal(left: Value, right: Value) -> bool | None:
    if isinstance(left, Const) and isinstance(right, Const):
        return left.value == right.value
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Const) and one.value is None:
            return False if isinstance(other, _NEVER_NONE) else None
    return None


def _contains(container: Value, item: Value) -> bool | None:
    if not isinstance(item, Const):
        return None
    if isinstance(container, Seq):
        known = [i.value for i in container.items if isinstance(i, Const)]
        if item.value in known:
            return True
        return False if len(known) == len(container.items) and not container.open else None
    if isinstance(container, Dict):
        entry = container.entries.get(str(item.value))
        if entry is not None:
            return None if entry.maybe else True
        return None if container.open else False
    text = text_of(container)
    return None if text is None else str(item.value) in text


def runs(engine: Engine, block: Block | None, point: Point, env: Environment) -> bool | None:
    """Whether code in `block` runs when code at `point` does: the tests between the two."""
    around = {id(b) for b in ancestors(point.block)}
    verdict: bool | None = True
    for each in ancestors(block):
        if id(each) in around:
            break
        passed = _passed(engine, each, point, env)
        if passed is False:
            return False
        verdict = None if passed is None else verdict
    return verdict


def _passed(engine: Engine, block: Block, point: Point, env: Environment) -> bool | None:
    at = type(point)(point.scope, block.parent, point.withs)
    if isinstance(block.node, ast.Match):
        return _chosen(engine, block.node, block.branch, at, env)
    if not isinstance(block.node, ast.If):
        return None
    outcome = holds(engine, block.node.test, at, env)
    return outcome if block.branch == "body" else _negated(outcome)


def _chosen(
    engine: Engine, node: ast.Match, branch: str, point: Point, env: Environment
) -> bool | None:
    """Whether a `match` takes the case called `branch`."""
    subject = engine.value(node.subject, point, env)
    certain = True
    for index, case in enumerate(node.cases):
        fits = None if case.guard is not None else _fits(engine, case.pattern, subject, point)
        if branch == f"case{index}":
            return fits if certain or fits is False else None
        if fits is True:
            return False if certain else None
        certain = certain and fits is False
    return None


def _fits(engine: Engine, pattern: ast.pattern, subject: Value, point: Point) -> bool | None:
    if isinstance(pattern, ast.MatchAs) and pattern.pattern is None:
        return True
    if isinstance(pattern, ast.MatchValue):
        return _equal(subject, engine.value(pattern.value, point))
    return None
