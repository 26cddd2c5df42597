"""Mappings: displays, merges, and what is known of their keys."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve.joining import members, text_of
from untagged_llm.analysis.resolve.values import (
    UNKNOWN,
    Built,
    Const,
    Dict,
    Entry,
    Env,
    Environment,
    Seq,
    Sym,
    Union,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.analysis.resolve.scopes import Point


SENT = frozenset(
    {"contents", "documents", "instructions", "messages", "response_format", "system", "texts"}
    | {"toolConfig", "tools", "tool_choice", "parallel_tool_calls", "functions", "function_call"}
    | {"temperature", "top_p", "top_k", "stop", "stop_sequences", "seed", "presence_penalty"}
    | {"frequency_penalty", "logprobs", "logit_bias", "reasoning", "reasoning_effort", "thinking"}
    | {"modalities", "response_model", "verbosity", "dimensions", "encoding_format"}
)
"""Keys of requests under which stands what is asked of the model and how, and no owner."""
CONTENT = Unknown("what is sent to the model is not looked at")


def display(engine: Engine, node: ast.Dict, point: Point, env: Environment) -> Dict:
    """`{"k": v, **other}`."""
    from untagged_llm.analysis.resolve import edits

    built = Dict({}, place=engine.place(node, point.scope.module))
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            built = overlay(built, engine.value(value, point, env))
            continue
        name = key_of(engine, key, point, env)
        if name is None:
            built = opened(built, "a key is only known at run time")
            continue
        place = engine.place(value, point.scope.module)
        sent = name in SENT and not isinstance(value, ast.Constant)
        held = CONTENT if sent else engine.value(value, point, env)
        held = edits.shared(held, value, point)
        built = with_entry(built, name, Entry(held, place))
    return built


def key_of(engine: Engine, node: ast.expr | None, point: Point, env: Environment) -> str | None:
    """The key that an expression spells; None when only the run tells, by its environment too."""
    if node is None:
        return None
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    if isinstance(node, ast.BinOp):
        parts = [node.left, node.right]
    inner = (p.value if isinstance(p, ast.FormattedValue) else p for p in parts)
    if any(isinstance(engine.value(p, point, env), Env) for p in inner):
        return None
    return text_of(engine.value(node, point, env))


def with_entry(base: Dict, key: str, entry: Entry) -> Dict:
    """A mapping with one key set."""
    return Dict({**base.entries, key: entry}, base.open, base.why, base.place, base.element)


def opened(base: Dict, why: str) -> Dict:
    """A mapping that may hold more than is seen."""
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
    if not (is_mapping(left) or is_mapping(right)):
        return UNKNOWN
    base = as_mapping(left)
    return overlay(base if base is not None else Dict({}), right)


def is_mapping(value: Value) -> bool:
    """Whether one of the alternatives is a mapping that is seen into."""
    return any(isinstance(m, Dict) for m in members(value))


def as_mapping(value: Value) -> Dict | None:
    """The mapping a value is, as far as it can be seen; None when it is nothing (`None`)."""
    if isinstance(value, Union):
        return meet([as_mapping(m) for m in value.members])
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
            built = opened(built, f"{value.dotted}() takes something that cannot be seen into")
    if not value.positional and not value.fields.entries:
        return opened(built, f"what {value.dotted}() returns cannot be seen into")
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


def meet(mappings: Iterable[Dict | None]) -> Dict:
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
