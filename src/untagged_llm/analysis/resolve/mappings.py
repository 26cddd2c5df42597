"""Mappings: displays, merges, changes in place, and what is known of their keys."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve.flow import changes_between, is_certain
from untagged_llm.analysis.resolve.values import (
    UNKNOWN,
    Built,
    Const,
    Dict,
    Entry,
    Environment,
    Seq,
    Sym,
    Union,
    Unknown,
    Value,
    join,
    members,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import Block, Mutation, Point, Position, Scope
    from untagged_llm.model import Place


def display(engine: Engine, node: ast.Dict, point: Point, env: Environment) -> Dict:
    """`{"k": v, **other}`."""
    built = Dict({}, place=engine.place(node, point.scope.module))
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            built = overlay(built, engine.value(value, point, env))
            continue
        name = text_of(engine.value(key, point, env))
        if name is None:
            built = _opened(built, "a key is only known at run time")
            continue
        place = engine.place(value, point.scope.module)
        built = with_entry(built, name, Entry(engine.value(value, point, env), place))
    return built


def comprehension(engine: Engine, node: ast.DictComp, point: Point, env: Environment) -> Dict:
    """`{k: v for …}`: any keys, of one kind of value."""
    element = engine.value(node.value, point, env)
    place = engine.place(node, point.scope.module)
    return Dict({}, True, "its keys are computed by a comprehension", place, element)


def with_entry(base: Dict, key: str, entry: Entry) -> Dict:
    """A mapping with one key set."""
    return Dict({**base.entries, key: entry}, base.open, base.why, base.place, base.element)


def _opened(base: Dict, why: str) -> Dict:
    return Dict(base.entries, True, base.why or why, base.place, base.element)


def overlay(base: Dict, other: Value) -> Dict:
    """`{**base, **other}`."""
    mapping = as_mapping(other)
    if mapping is None:
        return base
    entries = dict(base.entries)
    for key, entry in mapping.entries.items():
        below = entries.get(key)
        keeps = entry.maybe and below is not None and not below.maybe
        entries[key] = Entry(entry.value, entry.place) if keeps else entry
    return Dict(
        entries,
        base.open or mapping.open,
        base.why or mapping.why,
        base.place,
        base.element or mapping.element,
    )


def merged(engine: Engine, left: Value, right: Value) -> Value:
    """`left | right`, when one of them is a mapping."""
    if not (_is_mapping(left) or _is_mapping(right)):
        return UNKNOWN
    base = as_mapping(left)
    return overlay(base if base is not None else Dict({}), right)


def _is_mapping(value: Value) -> bool:
    return any(isinstance(m, Dict) for m in members(value))


def as_mapping(value: Value) -> Dict | None:
    """The mapping a value is, as far as it can be seen; None when it is nothing (`None`)."""
    if isinstance(value, Union):
        return _meet([as_mapping(m) for m in value.members])
    if isinstance(value, Dict):
        return value
    if isinstance(value, Built):
        return _of_built(value)
    if isinstance(value, Seq):
        return _of_pairs(value)
    if isinstance(value, Const) and value.value is None:
        return None
    if isinstance(value, Sym) and value.dotted.rpartition(".")[2] in ("NOT_GIVEN", "omit", "OMIT"):
        return None
    why = (
        value.why if isinstance(value, Unknown) and value.why else "the mapping cannot be seen into"
    )
    return Dict({}, True, why)


def _of_built(value: Built) -> Dict:
    """A library's mapping or settings object: `httpx.Headers({...})`, `HttpOptions(headers=…)`."""
    built = value.fields
    for given in value.positional[:1]:
        if isinstance(given, (Dict, Seq)):
            inner = as_mapping(given)
            built = overlay(inner, built) if inner is not None else built
        elif not isinstance(given, Const):
            built = _opened(built, f"{value.dotted}() takes something that cannot be seen into")
    if not value.positional and not value.fields.entries:
        return _opened(built, f"what {value.dotted}() returns cannot be seen into")
    return built


def _of_pairs(value: Seq) -> Dict:
    entries: dict[str, Entry] = {}
    is_open = value.open
    for pair in value.items:
        key = text_of(pair.items[0]) if isinstance(pair, Seq) and len(pair.items) == 2 else None
        if key is None or not isinstance(pair, Seq) or value.place is None:
            is_open = True
            continue
        entries[key] = Entry(pair.items[1], value.place)
    return Dict(entries, is_open, "a pair cannot be seen into" if is_open else "")


def _meet(mappings: Iterable[Dict | None]) -> Dict:
    """One of several mappings: keys that all have are certain, the others may be absent."""
    listed = [m if m is not None else Dict({}) for m in mappings]
    keys = dict.fromkeys(key for m in listed for key in m.entries)
    entries: dict[str, Entry] = {}
    for key in keys:
        found = [m.entries[key] for m in listed if key in m.entries]
        maybe = len(found) < len(listed) or any(e.maybe for e in found)
        texts = {text_of(e.value) for e in found}
        value = found[0].value if len(texts) == 1 else UNKNOWN
        entries[key] = Entry(value, found[0].place, maybe)
    why = next((m.why for m in listed if m.why), "")
    place = next((m.place for m in listed if m.place), None)
    return Dict(entries, any(m.open for m in listed), why, place)


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
    mutations = scope.mutations.get(text)
    if not mutations or not isinstance(value, (Dict, Union, Built)):
        return value
    current = as_mapping(value)
    if current is None or (isinstance(value, Union) and not _is_mapping(value)):
        return value
    relevant = changes_between(mutations, after, before)
    for mutation in relevant:
        current = _apply(engine, current, mutation, is_certain(mutation, use), env)
    return current if relevant else value


def _apply(engine: Engine, base: Dict, mutation: Mutation, certain: bool, env: Environment) -> Dict:
    if mutation.kind in ("set", "setdefault"):
        return _set(engine, base, mutation, certain, env)
    if mutation.kind == "update":
        other = _update_value(engine, mutation, env)
        merged_ = overlay(base, other)
        return merged_ if certain else _meet([base, merged_])
    if mutation.kind == "delete":
        key = text_of(engine.value(mutation.key, mutation.point, env)) if mutation.key else None
        if key is None:
            return Dict({k: _perhaps(e) for k, e in base.entries.items()}, base.open, base.why)
        without = Dict({k: e for k, e in base.entries.items() if k != key}, base.open, base.why)
        return without if certain else _meet([base, without])
    if mutation.kind == "clear":
        return Dict({}) if certain else _meet([base, Dict({})])
    return _opened(base, "it is changed in a way that cannot be followed")


def _perhaps(entry: Entry) -> Entry:
    return Entry(entry.value, entry.place, True)


def _set(engine: Engine, base: Dict, mutation: Mutation, certain: bool, env: Environment) -> Dict:
    assert mutation.key is not None
    key = text_of(engine.value(mutation.key, mutation.point, env))
    if key is None:
        value = engine.value(mutation.value, mutation.point, env) if mutation.value else UNKNOWN
        element = value if base.element is None else join([base.element, value])
        why = base.why or "a key is only known at run time"
        return Dict(base.entries, True, why, base.place, element)
    if mutation.kind == "setdefault" and key in base.entries and not base.entries[key].maybe:
        return base
    value = UNKNOWN if mutation.value is None else engine.value(mutation.value, mutation.point, env)
    place = _place_of(engine, mutation)
    existed = key in base.entries and not base.entries[key].maybe
    return with_entry(base, key, Entry(value, place, maybe=not certain and not existed))


def _place_of(engine: Engine, mutation: Mutation) -> Place:
    return engine.place(mutation.value or mutation.node, mutation.point.scope.module)


def _update_value(engine: Engine, mutation: Mutation, env: Environment) -> Value:
    """What `.update(other, key=value)` or `|= other` adds."""
    node = mutation.value
    if node is None:
        return UNKNOWN
    if not isinstance(mutation.node, ast.Expr) or not isinstance(node, ast.Call):
        return engine.value(node, mutation.point, env)
    added = Dict({})
    for argument in node.args[:1]:
        added = overlay(added, engine.value(argument, mutation.point, env))
    return overlay(added, keywords(engine, node.keywords, mutation.point, env))


def keywords(engine: Engine, given: list[ast.keyword], point: Point, env: Environment) -> Dict:
    """A call's keyword arguments as a mapping."""
    built = Dict({})
    for keyword in given:
        value = engine.value(keyword.value, point, env)
        if keyword.arg is None:
            built = overlay(built, value)
        else:
            place = engine.place(keyword.value, point.scope.module)
            built = with_entry(built, keyword.arg, Entry(value, place))
    return built


def entries_of(value: Value) -> Mapping[str, Entry]:
    """The known entries of a mapping-like value."""
    mapping = as_mapping(value)
    return {} if mapping is None else mapping.entries
