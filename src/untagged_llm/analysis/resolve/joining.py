"""Values that may be one of several: put together, taken apart, compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve.values import (
    HOLE,
    NONE,
    UNKNOWN,
    ClientValue,
    Const,
    Dict,
    Env,
    Instance,
    Origin,
    Seq,
    Text,
    Union,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

_WIDEST = 8
_LEFT_OUT = (Dict, Seq, Const, Text, Env)


def members(value: Value) -> tuple[Value, ...]:
    """The alternatives of a value; itself when there is one."""
    return value.members if isinstance(value, Union) else (value,)


def join(values: Iterable[Value]) -> Value:
    """One of the values.

    `None` gives way, because a client is used once it is there; not to mappings and texts, which
    may well be left out.
    """
    flat: list[Value] = []
    for value in values:
        for member in value.members if isinstance(value, Union) else (value,):
            if member in flat or len(flat) >= 2 * _WIDEST:
                continue
            if not isinstance(member, ClientValue) or not any(same(member, f) for f in flat):
                flat.append(member)
    if len(flat) == 1:
        return flat[0]
    there = [v for v in flat if not (isinstance(v, Const) and v.value is None)]
    if not there:
        return flat[0] if flat else UNKNOWN
    if all(isinstance(v, _LEFT_OUT) for v in there):
        there = flat
    known = [v for v in there if not isinstance(v, Unknown)]
    kept = there if len(there) - len(known) <= 1 else [*known, UNKNOWN]
    return kept[0] if len(kept) == 1 else Union(tuple(kept[:_WIDEST]))


def same(a: Value, b: Value) -> bool:
    """Whether two clients need not be told apart."""
    if a is b:
        return True
    if isinstance(a, ClientValue) and isinstance(b, ClientValue):
        return (
            a.row is b.row
            and a.path == b.path
            and a.uses == b.uses
            and (a.origin is b.origin or _same_place(a.origin, b.origin))
        )
    return False


def _same_place(a: Origin | None, b: Origin | None) -> bool:
    return a is not None and b is not None and a.place == b.place and a.uses == b.uses


def clients(value: Value) -> tuple[ClientValue, ...]:
    """The SDK clients that a value may be, an SDK subclass's objects included."""
    found = []
    for member in members(value):
        if isinstance(member, ClientValue):
            found.append(member)
        elif isinstance(member, Instance) and member.client is not None:
            found.append(member.client)
    return tuple(found)


def solid(value: Value) -> Value:
    """The value as it is where it is not `None`."""
    if not isinstance(value, Union):
        return value
    kept = tuple(m for m in value.members if m != NONE)
    return kept[0] if len(kept) == 1 else value


def text_of(value: Value) -> str | None:
    """The string a value is, if it is known whole; that it may be `None` is not regarded."""
    value = solid(value)
    if isinstance(value, Const) and isinstance(value.value, str):
        return value.value
    return None


def pattern_of(value: Value) -> str | None:
    """The string with `HOLE` for each unknown part; None when it is no string at all."""
    value = solid(value)
    if isinstance(value, Text):
        return "".join(HOLE if part is None else part for part in value.parts)
    if isinstance(value, Env):
        return value.default if isinstance(value.default, str) else HOLE
    return text_of(value)
