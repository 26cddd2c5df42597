"""Loops and comprehensions over what is known, turn by turn."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import truth
from untagged_llm.analysis.resolve.mappings import key_of, opened, with_entry
from untagged_llm.analysis.resolve.scopes import Point, ancestors
from untagged_llm.analysis.resolve.values import (
    ELEMENT,
    Const,
    Dict,
    Entry,
    Environment,
    Seq,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import Block

_MOST_TURNS = 24
_LEAVERS = (ast.Break, ast.Continue, ast.Return, ast.Raise)


@dataclass(frozen=True, slots=True)
class Rounds:
    """The turns of a loop: what is known in each, and whether every one is made to its end."""

    each: tuple[Environment, ...]
    inside: Point
    certain: bool


def rounds(engine: Engine, block: Block | None, use: Point, env: Environment) -> Rounds | None:
    """The turns of the loop around `block` that `use` stands behind; None when not known."""
    around = {id(b) for b in ancestors(use.block)}
    for each in ancestors(block):
        if id(each) in around:
            return None
        if isinstance(each.node, ast.For) and each.branch == "body":
            at = Point(use.scope, each.parent, use.withs)
            turns = _turns(engine, each.node, at, env)
            if turns is None:
                return None
            outside = truth.runs(engine, each.parent, use, env)
            leaves = any(isinstance(n, _LEAVERS) for n in ast.walk(each.node))
            inside = Point(use.scope, each, use.withs)
            return Rounds(tuple(turns), inside, outside is True and not leaves)
    return None


def elements(value: Value) -> tuple[Value, ...] | None:
    """What iterating over a value gives, one by one; None when that is not known."""
    if isinstance(value, Seq):
        found: tuple[Value, ...] | None = None if value.open else value.items
    elif isinstance(value, Dict):
        known = not value.open and not any(e.maybe for e in value.entries.values())
        found = tuple(Const(key) for key in value.entries) if known else None
    else:
        found = None
    return None if found is None or len(found) > _MOST_TURNS else found


def _turns(
    engine: Engine,
    loop: ast.For | ast.comprehension,
    point: Point,
    env: Environment,
) -> list[Environment] | None:
    listed = elements(engine.value(loop.iter, point, env))
    if listed is None:
        return None
    return [{**env, loop: {ELEMENT: element}} for element in listed]


def mapping(engine: Engine, node: ast.DictComp, point: Point, env: Environment) -> Dict:
    """`{k: v for …}`: its pairs, when what it runs over is known; else any keys."""
    place = engine.place(node, point.scope.module)
    turns = _kept(engine, node.generators, point, env)
    if turns is None:
        element = engine.value(node.value, point, env)
        return Dict({}, True, "its keys are computed by a comprehension", place, element)
    built = Dict({}, place=place)
    for turn, certain in turns:
        key = key_of(engine, node.key, point, turn)
        if key is None:
            built = opened(built, "a key is only known at run time")
            continue
        entry = Entry(engine.value(node.value, point, turn), place, maybe=not certain)
        built = with_entry(built, key, entry)
    return built


def sequence(
    engine: Engine,
    node: ast.ListComp | ast.SetComp | ast.GeneratorExp,
    point: Point,
    env: Environment,
) -> Seq:
    """`[x for …]`: its elements, when what it runs over is known; else one of their kind."""
    simple = not isinstance(node.elt, (ast.Call, ast.Await))
    turns = _kept(engine, node.generators, point, env) if simple else None
    if turns is None or not all(certain for _, certain in turns):
        return Seq((engine.value(node.elt, point, env),), open=True)
    place = engine.place(node, point.scope.module)
    return Seq(tuple(engine.value(node.elt, point, turn) for turn, _ in turns), place=place)


def _kept(
    engine: Engine, generators: Sequence[ast.comprehension], point: Point, env: Environment
) -> list[tuple[Environment, bool]] | None:
    """The turns that a comprehension's conditions let through; the flag: for certain."""
    if len(generators) != 1 or generators[0].is_async:
        return None
    turns = _turns(engine, generators[0], point, env)
    return None if turns is None else list(_passed(engine, generators[0], turns, point))


def _passed(
    engine: Engine, generator: ast.comprehension, turns: list[Environment], point: Point
) -> Iterator[tuple[Environment, bool]]:
    for turn in turns:
        verdicts = [truth.holds(engine, test, point, turn) for test in generator.ifs]
        if False not in verdicts:
            yield turn, None not in verdicts
