"""Kinds of values: how each is read, what JSON Schema says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from untagged_llm.policy import readers
from untagged_llm.policy.gateways import gateway_ids
from untagged_llm.policy.reaches import RANKS

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value; `label` is its name in the documentation."""

    label: str
    schema: Mapping[str, object]
    read: readers.Reader


_STRING = {"type": "string", "minLength": 1}
_STRINGS = {"type": "array", "items": _STRING, "uniqueItems": True}
_CODE = {"type": "string", "pattern": "^(ALL|ULM[0-9]{0,3})$"}
_CODES = {"type": "array", "items": _CODE, "uniqueItems": True}

TEXT = Kind("string", _STRING, readers.text)
URL = Kind("URL", {"type": "string", "pattern": r"^https?://[^/\s]+\S*$"}, readers.url)
FLAG = Kind("boolean", {"type": "boolean"}, readers.flag)
STRINGS = Kind("list of strings", _STRINGS, readers.list_of(readers.text))
TABLE = Kind("table", {"type": "object"}, readers.table_of(lambda raw, spot: raw))
TAGS = Kind("list of tags", _STRINGS, readers.list_of(readers.tag))
CODES = Kind("list of codes", _CODES, readers.list_of(readers.code))
CODES_BY_PATTERN = Kind(
    "table of lists of codes",
    {"type": "object", "additionalProperties": _CODES},
    readers.table_of(readers.list_of(readers.code)),
)
VALUES_BY_TAG = Kind(
    "table of lists of strings",
    {"type": "object", "additionalProperties": _STRINGS},
    readers.table_of(readers.list_of(readers.text), key=readers.tag),
)
TAGS_BY_PATTERN = Kind(
    "table of tables of tags",
    {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": _STRING}},
    readers.table_of(readers.table_of(readers.text, key=readers.tag)),
)
REACHES = Kind(
    "list of reaches",
    {
        "type": "array",
        "items": {"enum": list(RANKS)},
        "minItems": 1,
        "uniqueItems": True,
    },
    readers.reaches,
)
GATEWAY = Kind("gateway preset", {"enum": list(gateway_ids())}, readers.gateway)
PERCENT = Kind(
    "share",
    {"type": ["string", "integer"], "pattern": r"^\d{1,3}(\.\d+)?\s*%?$", "maximum": 100},
    readers.percent,
)


def choice(*names: str) -> Kind:
    """One of a few words."""
    return Kind("one of " + ", ".join(names), {"enum": list(names)}, readers.one_of("value", names))


SPELLINGS = Kind(
    "table of tags",
    {"type": "object", "additionalProperties": {"anyOf": [_STRING, _STRINGS]}},
    readers.spellings,
)
