"""Mappings after they were made: `h["k"] = v`, `h.update(…)`, `del h["k"]`, in loops too."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import truth, unrolling
from untagged_llm.analysis.resolve.aliases import edits
from untagged_llm.analysis.resolve.flow import changes_between
from untagged_llm.analysis.resolve.joining import join
from untagged_llm.analysis.resolve.mappings import (
    CONTENT,
    SENT,
    as_mapping,
    is_mapping,
    key_of,
    keywords,
    meet,
    opened,
    overlay,
    with_entry,
)
from untagged_llm.analysis.resolve.nodes import start_of
from untagged_llm.analysis.resolve.scopes import Point, ancestors
from untagged_llm.analysis.resolve.values import (
    UNKNOWN,
    Built,
    Dict,
    Entry,
    Environment,
    Union,
    Value,
)

if TYPE_CHECKING:
    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.nodes import Position
    from untagged_llm.analysis.resolve.scopes import Block, Mutation, Scope
    from untagged_llm.model import Place


def changed(
    engine: Engine,
    value: Value,
    text: str,
    scope: Scope,
    after: Position,
    before: Position | None,
    use: Block | None,
    env: Environment,
) -> Value:
    """`value` after the changes that `scope` makes to `text` in place between two positions."""
    if not scope.mutations or not isinstance(value, (Dict, Union, Built)):
        return value
    every = edits(scope, text)
    relevant = changes_between(every, after, before)
    again = [m for m in every if before is not None and _comes_again(m, after, before, use)]
    if not (relevant or again) or (isinstance(value, Union) and not is_mapping(value)):
        return value
    current = as_mapping(value)
    if current is None:
        return value
    for mutation in relevant:
        current = _followed(engine, current, mutation, Point(scope, use, ()), env)
    for mutation in again:
        current = perhaps(engine, current, mutation)
    return current


def _comes_again(mutation: Mutation, after: Position, before: Position, use: Block | None) -> bool:
    """Whether a change further down in a loop is seen by the next turn of it."""
    if mutation.pos < before:
        return False
    loops = {id(b.node): b.node for b in ancestors(use) if b.loop}
    around = (loops.get(id(b.node)) for b in ancestors(mutation.point.block))
    return any(loop is not None and getattr(loop, "lineno", 0) > after[0] for loop in around)


def _followed(engine: Engine, base: Dict, mutation: Mutation, use: Point, env: Environment) -> Dict:
    """A change, made once for each turn of the loop that it stands in, where that is known."""
    rounds = unrolling.rounds(engine, mutation.point.block, use, env)
    for turn in (env,) if rounds is None else rounds.each:
        stop = use if rounds is None else rounds.inside
        runs = truth.runs(engine, mutation.point.block, stop, turn)
        if runs is not False:
            certain = runs is True and (rounds is None or rounds.certain)
            base = _apply(engine, base, mutation, certain, turn)
    return base


def _apply(engine: Engine, base: Dict, mutation: Mutation, certain: bool, env: Environment) -> Dict:
    if mutation.kind in ("set", "setdefault"):
        return _set(engine, base, mutation, certain, env)
    if mutation.kind == "update":
        merged = overlay(base, _update_value(engine, mutation, env))
        return merged if certain else meet([base, merged])
    if mutation.kind == "delete":
        return _deleted(engine, base, mutation, certain, env)
    if mutation.kind == "clear":
        return Dict({}) if certain else meet([base, Dict({})])
    if mutation.kind == "inside" and mutation.inner is not None:
        return _inside(engine, base, mutation, mutation.inner, certain, env)
    return opened(base, "it is changed in a way that cannot be followed")


def perhaps(engine: Engine, base: Dict, mutation: Mutation) -> Dict:
    """A mapping that a change may have been made to."""
    return _apply(engine, base, mutation, False, {})


def shared(value: Value, node: ast.expr, point: Point) -> Value:
    """A mapping that is kept under a key or by another: later changes of its name reach it too."""
    if not isinstance(value, Dict) or not isinstance(node, ast.Name):
        return value
    later = changes_between(edits(point.scope, node.id), start_of(node), None)
    if any(m.kind in ("delete", "clear", "unknown") for m in later):
        return Dict(value.entries_maybe(), True, "its name is used to edit it later", value.place)
    return value


def _deleted(
    engine: Engine, base: Dict, mutation: Mutation, certain: bool, env: Environment
) -> Dict:
    key = key_of(engine, mutation.key, mutation.point, env)
    if key is None:
        return Dict(base.entries_maybe(), base.open, base.why)
    without = Dict({k: e for k, e in base.entries.items() if k != key}, base.open, base.why)
    return without if certain else meet([base, without])


def _inside(
    engine: Engine,
    base: Dict,
    mutation: Mutation,
    inner: Mutation,
    certain: bool,
    env: Environment,
) -> Dict:
    """`params["extra_headers"].update(…)`: a change of what stands under a key."""
    key = key_of(engine, mutation.key, mutation.point, env)
    if key is None:
        return Dict(base.entries_maybe(), True, "what stands under some key is changed")
    entry = base.entries.get(key)
    held = as_mapping(entry.value) if entry is not None else None
    if entry is None or held is None:
        return base
    edited = _apply(engine, held, inner, certain, env)
    return with_entry(base, key, Entry(edited, entry.place, entry.maybe))


def _set(engine: Engine, base: Dict, mutation: Mutation, certain: bool, env: Environment) -> Dict:
    key = key_of(engine, mutation.key, mutation.point, env)
    if key in SENT:
        value: Value = CONTENT
    elif mutation.value is None:
        value = UNKNOWN
    else:
        value = engine.value(mutation.value, mutation.point, env)
    if key is None:
        element = value if base.element is None else join([base.element, value])
        why = base.why or "a key is only known at run time"
        return Dict(base.entries, True, why, base.place, element)
    before = base.entries.get(key)
    existed = before is not None and not before.maybe
    if mutation.kind == "setdefault" and existed:
        return base
    if before is not None and not certain:
        value = join([before.value, value])
    place = _place_of(engine, mutation)
    return with_entry(base, key, Entry(value, place, maybe=not certain and not existed))


def _place_of(engine: Engine, mutation: Mutation) -> Place:
    return engine.place(mutation.value or mutation.node, mutation.point.scope.module)


def _update_value(engine: Engine, mutation: Mutation, env: Environment) -> Value:
    """What `.update(other, key=value)` or `|= other` adds."""
    node = mutation.value
    if node is None:
        return UNKNOWN
    if mutation.node is not node or not isinstance(node, ast.Call):
        return engine.value(node, mutation.point, env)
    added = Dict({})
    for argument in node.args[:1]:
        added = overlay(added, engine.value(argument, mutation.point, env))
    return overlay(added, keywords(engine, node.keywords, mutation.point, env))
