"""Kinds of values: how each is checked, what JSON Schema says of it.

A reader takes the raw value and a `Spot` (where it stands, for the error) and gives what
`Settings` holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from untagged_llm.policy.errors import ConfigError, mend
from untagged_llm.policy.gateways import gateway_ids
from untagged_llm.policy.names import is_selector, rule_codes
from untagged_llm.policy.reaches import RANKS

if TYPE_CHECKING:
    from pathlib import Path

    from untagged_llm.policy.tags import Vocabulary


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value stands: its file (None: the command line), its key, the tags known there."""

    path: Path | None
    key: str
    vocabulary: Vocabulary

    def inside(self, key: str) -> Spot:
        """The spot of one of a table's keys."""
        return replace(self, key=f"{self.key}.{key}")

    def wrong(self, message: str) -> ConfigError:
        """An error about this key."""
        shown = self.key if self.path else f"--{self.key}"
        return ConfigError(self.path, self.key, f"{shown!r} {message}")


Reader = Callable[[object, Spot], Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value; `label` is its name in the documentation."""

    label: str
    schema: Mapping[str, object]
    read: Reader


def _text(raw: object, spot: Spot) -> str:
    if not isinstance(raw, str):
        raise spot.wrong(f"must be a string, not {_named(raw)}")
    if not raw.strip():
        raise spot.wrong("must not be empty")
    return raw


def _flag(raw: object, spot: Spot) -> bool:
    if not isinstance(raw, bool):
        raise spot.wrong(f"must be true or false, not {_named(raw)}")
    return raw


def _list_of(item: Reader) -> Reader:
    def read(raw: object, spot: Spot) -> tuple[Any, ...]:
        if not isinstance(raw, (list, tuple)):
            raise spot.wrong(f"must be a list, not {_named(raw)}")
        return tuple(dict.fromkeys(item(each, spot) for each in raw))

    return read


def _table_of(item: Reader, key: Reader | None = None) -> Reader:
    def read(raw: object, spot: Spot) -> dict[str, Any]:
        if not isinstance(raw, Mapping):
            raise spot.wrong(f"must be a table, not {_named(raw)}")
        return {
            (key(name, spot) if key else name): item(each, spot.inside(name))
            for name, each in raw.items()
        }

    return read


def _reaches(raw: object, spot: Spot) -> frozenset[str]:
    found = frozenset(_list_of(_one_of("reach", RANKS))(raw, spot))
    if not found:
        raise spot.wrong("must name at least one reach")
    return found


def _one_of(what: str, known: Mapping[str, object] | tuple[str, ...]) -> Reader:
    def read(raw: object, spot: Spot) -> str:
        text = _text(raw, spot)
        if text not in known:
            raise spot.wrong(f"has an unknown {what} {text!r}{mend(text, known)}")
        return text

    return read


def _gateway(raw: object, spot: Spot) -> str:
    return str(_one_of("gateway preset", gateway_ids())(raw, spot))


def _code(raw: object, spot: Spot) -> str:
    text = _text(raw, spot)
    if not is_selector(text):
        raise spot.wrong(f"has an unknown rule code {text!r}{mend(text, rule_codes())}")
    return text


def _tag(raw: object, spot: Spot) -> str:
    text = _text(raw, spot)
    key = spot.vocabulary.canonical(text)
    if key is None:
        raise spot.wrong(f"has an unknown tag {text!r}{mend(text, spot.vocabulary.words())}")
    return key


def _percent(raw: object, spot: Spot) -> str:
    text = f"{raw}%" if isinstance(raw, int) and not isinstance(raw, bool) else _text(raw, spot)
    found = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)\s*%?", text)
    if found is None or float(found[1]) > 100:
        raise spot.wrong(f"must be a share such as '80%', not {raw!r}")
    return f"{found[1]}%"


def _named(raw: object) -> str:
    names = {bool: "a boolean", str: "a string", int: "a number", float: "a number"}
    if isinstance(raw, (list, tuple)):
        return "a list"
    return names.get(type(raw), "a table" if isinstance(raw, Mapping) else type(raw).__name__)


_STRING = {"type": "string", "minLength": 1}
_STRINGS = {"type": "array", "items": _STRING, "uniqueItems": True}
_CODE = {"type": "string", "pattern": "^(ALL|ULM[0-9]{0,3})$"}
_CODES = {"type": "array", "items": _CODE, "uniqueItems": True}

TEXT = Kind("string", _STRING, _text)
FLAG = Kind("boolean", {"type": "boolean"}, _flag)
STRINGS = Kind("list of strings", _STRINGS, _list_of(_text))
TABLE = Kind("table", {"type": "object"}, _table_of(lambda raw, spot: raw))
TAGS = Kind("list of tags", _STRINGS, _list_of(_tag))
CODES = Kind("list of codes", _CODES, _list_of(_code))
CODES_BY_PATTERN = Kind(
    "table of lists of codes",
    {"type": "object", "additionalProperties": _CODES},
    _table_of(_list_of(_code)),
)
VALUES_BY_TAG = Kind(
    "table of lists of strings",
    {"type": "object", "additionalProperties": _STRINGS},
    _table_of(_list_of(_text), key=_tag),
)
REACHES = Kind(
    "list of reaches",
    {
        "type": "array",
        "items": {"enum": list(RANKS)},
        "minItems": 1,
        "uniqueItems": True,
    },
    _reaches,
)
GATEWAY = Kind("gateway preset", {"enum": list(gateway_ids())}, _gateway)
PERCENT = Kind(
    "share",
    {"type": ["string", "integer"], "pattern": r"^\d{1,3}(\.\d+)?\s*%?$", "maximum": 100},
    _percent,
)


def choice(*names: str) -> Kind:
    """One of a few words."""
    return Kind("one of " + ", ".join(names), {"enum": list(names)}, _one_of("value", names))


def spellings(raw: object, spot: Spot) -> dict[str, str]:
    """Spelling to tag; a list under a tag (`team_id = ["squad"]`) says the same the other way."""
    if not isinstance(raw, Mapping):
        raise spot.wrong(f"must be a table, not {_named(raw)}")
    found = {}
    for name, each in raw.items():
        if isinstance(each, str):
            found[name] = _text(each, spot.inside(name))
        else:
            found.update(dict.fromkeys(STRINGS.read(each, spot.inside(name)), name))
    return found


SPELLINGS = Kind(
    "table of tags",
    {"type": "object", "additionalProperties": {"anyOf": [_STRING, _STRINGS]}},
    spellings,
)
