"""`[[wrappers]]`: in-house callables that build clients or make billable requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from untagged_llm.policy.errors import mend
from untagged_llm.policy.kinds import Kind
from untagged_llm.policy.reaches import RANKS
from untagged_llm.policy.readers import Spot, text
from untagged_llm.policy.settings import Wrapper, WrapperCarrier

_TEXT = {"type": "string", "minLength": 1}
_CARRIER = {
    "anyOf": [
        _TEXT,
        {
            "type": "object",
            "required": ["param"],
            "properties": {"param": _TEXT, "reach": {"enum": list(RANKS)}},
            "additionalProperties": False,
        },
    ]
}
_PROPERTIES: dict[str, Any] = {
    "name": _TEXT,
    "kind": {"enum": ["client", "call"]},
    "sdk": _TEXT,
    "client": _TEXT,
    "carriers": {"type": "array", "items": _CARRIER},
    "model": _TEXT,
}


def _read(raw: object, spot: Spot) -> tuple[Wrapper, ...]:
    if not isinstance(raw, list) or not all(isinstance(each, Mapping) for each in raw):
        raise spot.wrong("must be a list of tables: [[wrappers]]")
    return tuple(_wrapper(each, spot) for each in raw)


def _wrapper(raw: Mapping[str, object], spot: Spot) -> Wrapper:
    _only(raw, _PROPERTIES, spot)
    facts: dict[str, Any] = {
        key: text(each, spot.inside(key)) for key, each in raw.items() if key != "carriers"
    }
    for key in ("name", "kind"):
        if key not in facts:
            raise spot.wrong(f"has an entry without {key!r}")
    if facts["kind"] not in ("client", "call"):
        raise spot.inside("kind").wrong(f"must be 'client' or 'call', not {facts['kind']!r}")
    return Wrapper(**facts, carriers=_carriers(raw.get("carriers", []), spot.inside("carriers")))


def _carriers(raw: object, spot: Spot) -> tuple[WrapperCarrier, ...]:
    if not isinstance(raw, list):
        raise spot.wrong("must be a list")
    return tuple(_carrier(each, spot) for each in raw)


def _carrier(raw: object, spot: Spot) -> WrapperCarrier:
    if isinstance(raw, str):
        return WrapperCarrier(text(raw, spot))
    if not isinstance(raw, Mapping) or "param" not in raw:
        raise spot.wrong("must hold parameter names, or tables with 'param' and 'reach'")
    _only(raw, {"param": None, "reach": None}, spot)
    found = WrapperCarrier(**{key: text(each, spot.inside(key)) for key, each in raw.items()})
    if found.reach not in RANKS:
        raise spot.wrong(f"has an unknown reach {found.reach!r}{mend(found.reach, RANKS)}")
    return found


def _only(raw: Mapping[str, object], known: Mapping[str, object], spot: Spot) -> None:
    for key in raw:
        if key not in known:
            raise spot.wrong(f"has an unknown key {key!r}{mend(key, known)}")


WRAPPERS = Kind(
    "list of tables",
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["name", "kind"],
            "properties": _PROPERTIES,
            "additionalProperties": False,
        },
    },
    _read,
)
