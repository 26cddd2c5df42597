"""Carriers: which parameters of a call hold tags, and what can be seen inside them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from untagged_llm.analysis.resolve.arguments import Arguments, Given
from untagged_llm.analysis.resolve.joining import text_of
from untagged_llm.analysis.resolve.mappings import as_mapping
from untagged_llm.analysis.resolve.values import (
    UNKNOWN,
    Built,
    Const,
    Dict,
    Entry,
    Env,
    Seq,
    Sym,
    Union,
    Unknown,
    Value,
)
from untagged_llm.model import CarrierUse, Level, Place, Tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from untagged_llm.analysis.resolve.engine import Engine
    from untagged_llm.sdks.schema import Carrier

REMOVED = "\0removed"
"""The value of a tag that a call takes away again (`extra_headers={"x-owner-team": Omit()}`)."""

_WHERE = {"construct": "constructor", "derive": "derive", "call": "call", "module": "module"}
_OMITTED = ("Omit", "NotGiven", "omit", "not_given", "NOT_GIVEN")
ORIGIN_UNSEEN = "the client's construction is not in sight"


def carriers_of(engine: Engine, sdk: str, ids: Iterable[str], level: Level) -> list[Carrier]:
    """The registry's carriers that count at a level."""
    rows = [engine.registry.carrier(sdk, carrier_id) for carrier_id in ids]
    return [row for row in rows if _WHERE.get(level, level) in row.where]


def uses(carriers: Sequence[Carrier], arguments: Arguments, level: Level) -> tuple[CarrierUse, ...]:
    """What a call gives each of its carriers; carriers that it leaves alone are not listed."""
    replaced = _replaced(arguments)
    rows = [r for r in carriers if r.param not in replaced or r.inside is not None]
    found = [use for row in rows if (use := _use(row, arguments, level)) is not None]
    if arguments.why_open and carriers:
        found.append(_spread_use(carriers[0], arguments, level))
    return tuple(found)


def _replaced(arguments: Arguments) -> frozenset[str]:
    """The parameters that a body given beside them replaces: `extra_body={"metadata": {…}}`."""
    body = arguments.get("extra_body")
    mapping = body.value if body is not None else None
    return frozenset(mapping.entries) if isinstance(mapping, Dict) else frozenset()


def _spread_use(row: Carrier, arguments: Arguments, level: Level) -> CarrierUse:
    place = arguments.spread_place
    assert place is not None
    return CarrierUse(
        row.sdk, row.id, "**", row.reaches, level, (), True, place, arguments.why_open
    )


def _use(row: Carrier, arguments: Arguments, level: Level) -> CarrierUse | None:
    given = arguments.get(row.param, row.position)
    if given is None:
        return None
    found = inside(given, row.inside)
    if found is None:
        return None
    return of_value(row.sdk, row.id, row.param, row.reaches, level, found)


def of_value(
    sdk: str, carrier: str, param: str, reach: str, level: Level, given: Given
) -> CarrierUse | None:
    """A carrier that holds `given`; None when that is nothing (`None`, NOT_GIVEN)."""
    mapping = _mapping(given.value, given.place)
    if mapping is None:
        return None
    certain = {k: e for k, e in mapping.entries.items() if not _may_lack(e)}
    tags = tuple(_tags(certain))
    maybe = len(certain) < len(mapping.entries)
    why = mapping.why or ("some keys are only sometimes there" if maybe else "")
    is_open = mapping.open or maybe
    return CarrierUse(sdk, carrier, param, reach, level, tags, is_open, given.place, why)


def _tags(entries: Mapping[str, Entry], lead: str = "") -> Iterator[Tag]:
    """The pairs; those of a mapping inside under dotted keys ("metadata.team_id")."""
    for key, entry in entries.items():
        inner = entry.value
        if isinstance(inner, Dict) and not inner.open and not _wavers(inner):
            yield from _tags(inner.entries, f"{lead}{key}.")
        else:
            yield Tag(lead + key, _spelled(inner), entry.place)


def _wavers(mapping: Dict) -> bool:
    return any(_may_lack(entry) for entry in mapping.entries.values())


def _may_lack(entry: Entry) -> bool:
    """Whether an entry is not always there, or names nobody where something is not set."""
    held = entry.value
    if isinstance(held, Env):
        return entry.maybe or held.default == ""
    empty = isinstance(held, Union) and any(_is_empty(m) for m in held.members)
    return entry.maybe or empty


def _is_empty(value: Value) -> bool:
    return (isinstance(value, Const) and value.value in ("", None)) or _is_omitted(value)


def _mapping(value: Value, place: Place) -> Dict | None:
    text = text_of(value)
    if text is None:
        return None if _is_omitted(value) else as_mapping(value)
    try:
        parsed = json.loads(text)
    except ValueError:
        return Dict({})
    pairs = parsed.items() if isinstance(parsed, dict) else ()
    return Dict(
        {str(k): Entry(UNKNOWN if v is None else Const(str(v)), place) for k, v in pairs},
    )


def _spelled(value: Value) -> str | None:
    if _is_omitted(value):
        return REMOVED
    if isinstance(value, Const):
        return "" if value.value is None else str(value.value)
    texts = [text_of(item) for item in value.items] if isinstance(value, Seq) else []
    return ",".join(text for text in texts if text is not None) if all(texts) and texts else None


def _is_omitted(value: Value) -> bool:
    dotted = value.dotted if isinstance(value, (Built, Sym)) else ""
    return dotted.rpartition(".")[2] in _OMITTED


def inside(given: Given, path: str | None) -> Given | None:
    """The value at a dotted path inside an argument; None when that part is not given."""
    current = given
    for key in path.split(".") if path else ():
        step = _step(current, key)
        if step is None:
            return None
        current = step
    return current


def _step(given: Given, key: str) -> Given | None:
    value = given.value
    if isinstance(value, Union):
        steps = [_step(Given(given.name, m, given.place), key) for m in value.members]
        found = [s for s in steps if s is not None]
        if not found:
            return None
        absent = [Const(None)] if len(found) < len(steps) else []
        return Given(key, Union((*(f.value for f in found), *absent)), found[0].place)
    fields = value.fields if isinstance(value, Built) else value
    if isinstance(fields, Dict):
        for spelling in (key, _camel(key)):
            if spelling in fields.entries:
                entry = fields.entries[spelling]
                held = Union((entry.value, Const(None))) if entry.maybe else entry.value
                return Given(key, held, entry.place)
        if isinstance(value, Built) and _is_opaque(value):
            return Given(key, Unknown(f"what {value.dotted}() returns"), given.place)
        return Given(key, Unknown(fields.why), given.place) if fields.open else None
    if isinstance(value, Const) or _is_omitted(value):
        return None
    return Given(key, Unknown(_why(value)), given.place)


def _is_opaque(value: Built) -> bool:
    """Whether a library's function, not a class, made the value: `json.loads(text)`."""
    return value.dotted.rpartition(".")[2][:1].islower()


def _why(value: Value) -> str:
    return value.why if isinstance(value, Unknown) and value.why else "it cannot be seen into"


def _camel(key: str) -> str:
    head, *rest = key.split("_")
    return head + "".join(part.title() for part in rest)


# -- several levels, several possible clients -------------------------------------------------


def stacked(inner: Sequence[CarrierUse], outer: Sequence[CarrierUse]) -> tuple[CarrierUse, ...]:
    """Carriers of a call on top of those of its client.

    Header mappings of different parameters merge; a parameter given again replaces what it held
    before; a header set to Omit() is gone.
    """
    again = {(u.param, u.carrier) for u in inner if not _merges(u)}
    kept = [u for u in outer if (u.param, u.carrier) not in again]
    removed = {t.key.lower() for u in inner for t in u.tags if t.value == REMOVED}
    listed = [*inner, *(_without(u, removed) for u in kept)] if removed else [*inner, *kept]
    return tuple(_without(u, removed, only_removed=True) if removed else u for u in listed)


def _merges(use: CarrierUse) -> bool:
    return use.param == "default_headers" or (use.open and not use.tags and use.param == "**")


def _without(use: CarrierUse, keys: set[str], only_removed: bool = False) -> CarrierUse:
    tags = tuple(
        t for t in use.tags if not (t.value == REMOVED if only_removed else t.key.lower() in keys)
    )
    return use if len(tags) == len(use.tags) else replace(use, tags=tags)


def alternatives(each: Sequence[tuple[CarrierUse, ...]]) -> tuple[CarrierUse, ...]:
    """What is certain of a site whose client is one of several: the tags that all of them carry.

    When they differ, the rest is open: the tag is there on some paths only.
    """
    if len(each) == 1 or all(e == each[0] for e in each):
        return each[0]
    shared = set.intersection(*({_key(u, t.key) for u in e for t in u.tags} for e in each))
    first = max(each, key=lambda e: sum(len(u.tags) for u in e))
    values = _values(each)
    result = []
    for use in first:
        tags = tuple(_common(t, values) for t in use.tags if _key(use, t.key) in shared)
        partly = len(tags) < len(use.tags)
        why = use.why_open or ("only some of the possible clients carry it" if partly else "")
        result.append(replace(use, tags=tags, open=use.open or partly, why_open=why))
    opened = [u for e in each if e is not first for u in e if u.open]
    return (*result, *opened[:1])


def _key(use: CarrierUse, key: str) -> tuple[str, str]:
    return use.reach, key.lower()


def _values(each: Sequence[tuple[CarrierUse, ...]]) -> dict[str, set[str | None]]:
    values: dict[str, set[str | None]] = {}
    for alternative in each:
        for use in alternative:
            for tag in use.tags:
                values.setdefault(tag.key.lower(), set()).add(tag.value)
    return values


def _common(tag: Tag, values: dict[str, set[str | None]]) -> Tag:
    return tag if len(values[tag.key.lower()]) == 1 else replace(tag, value=None)
