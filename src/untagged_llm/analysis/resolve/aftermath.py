"""What happens to a value after it was made: attributes set on it, helpers that edit it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve import edits, mappings, outside
from untagged_llm.analysis.resolve.flow import ends_certainly, may_precede
from untagged_llm.analysis.resolve.joining import join, members
from untagged_llm.analysis.resolve.nodes import end_of, start_of
from untagged_llm.analysis.resolve.values import (
    NONE,
    Built,
    Dict,
    Entry,
    Func,
    Origin,
    Seq,
    Union,
    Value,
)

if TYPE_CHECKING:
    import ast
    from collections.abc import Sequence

    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.nodes import Position
    from untagged_llm.analysis.resolve.scopes import Binding, Mutation, Point, Scope
    from untagged_llm.model import CarrierUse


def of_variable(
    engine: Engine,
    value: Value,
    name: str,
    scope: Scope,
    after: Position,
    before: Position | None,
    use: Point,
    pos: Position,
) -> Value:
    """The value of a variable at a use, helpers and attribute assignments in between applied."""
    if isinstance(value, Dict):
        edited = _edited(engine, value, name, scope, after, before)
        if scope.kind == "module":
            edited = outside.through_getters(engine, edited, name, scope)
        others = scope.module.elsewhere(name, scope)
        return by_others(engine, edited, [m for m in others if not _made_before(m, pos, use)])
    if isinstance(value, Seq):
        return _appended(engine, value, name, scope)
    if isinstance(value, Built):
        return _assigned(engine, value, name, scope, after, before, use)
    return value


def _made_before(mutation: Mutation, pos: Position, use: Point) -> bool:
    """Whether a change stands in the very function that uses the mapping, before the use."""
    return mutation.point.scope is use.scope and mutation.pos < pos


def by_others(engine: Engine, value: Dict, mutations: Sequence[Mutation]) -> Dict:
    """A mapping that other functions change: what they put in may be there, what they take out
    may not."""
    for mutation in mutations:
        if mutation.kind in ("delete", "clear", "unknown"):
            return Dict(
                value.entries_maybe(), True, "another function edits it", None, value.element
            )
        if mutation.kind == "set" and mutation.value is not None:
            added = engine.value(mutation.value, mutation.point)
            element = added if value.element is None else join([value.element, added])
            value = replace(edits.perhaps(engine, value, mutation), element=element)
        elif mutation.kind in ("update", "setdefault", "inside"):
            value = edits.perhaps(engine, value, mutation)
    return value


def _appended(engine: Engine, value: Seq, name: str, scope: Scope) -> Seq:
    """A list that grows by `append`, here or in other functions."""
    mutations = [*scope.mutations.get(name, ()), *scope.module.elsewhere(name, scope)]
    added = [
        engine.value(m.value, m.point)
        for m in mutations
        if m.kind == "append" and m.value is not None
    ]
    return replace(value, items=(*value.items, *added), open=True) if added else value


def _edited(
    engine: Engine,
    value: Dict,
    name: str,
    scope: Scope,
    after: Position,
    before: Position | None,
) -> Dict:
    """A mapping that was handed to a function of the project which changes it in place."""
    for ref, index in scope.module.handed(scope, name):
        here = start_of(ref.node)
        if here < after or (before is not None and here >= before):
            continue
        for callee in members(engine.value(ref.node.func, ref.point)):
            if isinstance(callee, Func) and _edits(callee, index):
                return Dict(value.entries_maybe(), True, "a function that it is passed to edits it")
    return value


def _edits(callee: Func, index: int) -> bool:
    args = callee.node.args
    listed = [*args.posonlyargs, *args.args]
    position = index + (1 if callee.owner is not None and callee.scope.self_name else 0)
    return position < len(listed) and listed[position].arg in callee.scope.mutations


def _assigned(
    engine: Engine,
    value: Built,
    name: str,
    scope: Scope,
    after: Position,
    before: Position | None,
    use: Point,
) -> Value:
    """A settings object whose fields were set one by one: `config.labels = {...}`."""
    value = _fields_edited(engine, value, name, scope, after, before, use)
    changes = [
        (text[len(name) + 1 :], binding)
        for text, bindings in scope.bindings.items()
        if text.startswith(f"{name}.")
        for binding in bindings
        if binding.pos > after and (before is None or binding.pos <= before)
    ]
    if not changes:
        return value
    return Built(value.dotted, lambda: (_with(engine, value, changes, use), value.positional))


def _fields_edited(
    engine: Engine,
    value: Built,
    name: str,
    scope: Scope,
    after: Position,
    before: Position | None,
    use: Point,
) -> Built:
    """Mappings inside an object that were changed in place: `session.headers.update({...})`."""
    block = use.block if before is not None else None
    for text, mutations in scope.mutations.items():
        field = text[len(name) + 1 :]
        if not text.startswith(f"{name}.") or "." in field:
            continue
        entry = value.fields.entries.get(field)
        held = entry.value if entry is not None else Dict({})
        edited = edits.changed(engine, held, text, scope, after, before, block, {})
        if edited is not held:
            place = engine.place(mutations[0].node, scope.module)
            fields = mappings.with_entry(value.fields, field, Entry(edited, place))
            value = Built(value.dotted, partial(_looked_at, fields, value.positional))
    return value


def _looked_at(fields: Dict, positional: tuple[Value, ...]) -> tuple[Dict, tuple[Value, ...]]:
    return fields, positional


def _with(engine: Engine, value: Built, changes: Sequence[tuple[str, Binding]], use: Point) -> Dict:
    from untagged_llm.analysis.resolve import names

    fields = value.fields
    for attribute, binding in changes:
        if "." in attribute or not may_precede(binding.point.block, use.block):
            continue
        held = names.of_binding(engine, binding, {})
        if not ends_certainly(binding.point.block, use.block):
            before = fields.entries.get(attribute)
            held = Union((held, before.value if before is not None else NONE))
        place = engine.place(binding.value or binding.node, binding.point.scope.module)
        fields = mappings.with_entry(fields, attribute, Entry(held, place))
    return fields


def current(
    engine: Engine, origin: Origin, uses: tuple[CarrierUse, ...], node: ast.expr, point: Point
) -> tuple[CarrierUse, ...]:
    """A client's carriers when it is called: SDKs keep the very mapping they were given.

    Editing it after the construction changes what is sent; an empty one was replaced by the
    client's own (openai 3.x, observed).
    """
    for kept in origin.kept:
        edited = _kept_value(engine, kept.node, kept.point, node, point)
        if edited is None:
            continue
        uses = tuple(
            kept.read(edited, use)
            if use.level == "construct" and use.carrier == kept.carrier
            else use
            for use in uses
        )
    return uses


def _kept_value(
    engine: Engine, name: ast.Name, made: Point, node: ast.expr, point: Point
) -> Value | None:
    value = engine.value(name, made)
    if not isinstance(value, Dict) or not (value.entries or value.open):
        return None
    scope: Scope | None = made.scope
    while scope is not None and name.id not in scope.bindings:
        scope = scope.parent
    if scope is None or name.id not in scope.mutations:
        return None
    here = point.scope is scope
    before = start_of(node) if here else None
    block = point.block if here else None
    changed = edits.changed(engine, value, name.id, scope, end_of(name), before, block, {})
    return None if changed is value else changed
