"""The published JSON Schema of a recorded event, out of the names that records use.

`python -m untagged_llm.runtime.schema` writes it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from untagged_llm.runtime.event import SCHEMA_VERSION
from untagged_llm.runtime.records import USAGE_NAMES
from untagged_llm.runtime.sinks.columns import NOTICE_COLUMNS, USAGE_COLUMNS, Column

SCHEMA = Path(__file__).with_name("usage-event.schema.json")
REQUIRED = (
    *("kind", "schema_version", "event_id", "timestamp", "source", "request_id"),
    *("provider.name", "tags", "owner_source", "status", "attempt", "usage_source"),
    "pricing_status",
)
MONEY = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
ID = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer", "minimum": 0},
    "real": {"type": "number", "minimum": 0},
    "money": MONEY,
    "boolean": {"type": "boolean"},
    "time": {"type": "string", "format": "date-time"},
}
SPECIAL: dict[str, dict[str, Any]] = {
    "event_id": ID,
    "schema_version": {"const": SCHEMA_VERSION},
    "tags": {"type": "object", "additionalProperties": {"type": "string"}},
    "missing": {"type": "array", "items": {"type": "string"}},
    "status": {"enum": ["success", "error", "timeout", "retry", "fallback", "cancelled"]},
    "usage_source": {"enum": ["provider", "gateway", "estimate", "missing"]},
    "pricing_status": {"enum": ["priced", "partial", "upper_bound", "free", "unpriced"]},
    "cost.components": {"type": "array", "items": {"$ref": "#/$defs/cost_line"}},
    "components": {"type": "array", "items": {"$ref": "#/$defs/component"}},
    "usage.seconds": {"oneOf": [{"type": "integer", "minimum": 0}, MONEY]},
}
COST_LINE = {
    "type": "object",
    "properties": {
        "class": {"type": "string"},
        "quantity": MONEY,
        "rate": MONEY,
        "per": {"type": "integer"},
        "amount": MONEY,
        "rate_id": {"type": "string"},
    },
    "required": ["class", "quantity", "rate", "per", "amount", "rate_id"],
    "additionalProperties": False,
}


def schema() -> str:
    """The schema of one line of a JSON lines sink."""
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "untagged-llm usage event",
        "description": "One attempt of one request, or a notice. What is not known is left out.",
        "oneOf": [{"$ref": "#/$defs/usage"}, {"$ref": "#/$defs/notice"}],
        "$defs": {
            "usage": _object({"kind": {"const": "usage"}, **_usage()}, REQUIRED),
            "notice": _object(_notice(), [column.key for column in NOTICE_COLUMNS]),
            "component": _object(_component(), ()),
            "cost_line": COST_LINE,
        },
    }
    return json.dumps(document, indent=2) + "\n"


def _usage() -> dict[str, Any]:
    kept = {column.key: _type(column) for column in USAGE_COLUMNS if column.key != "usage"}
    return {**kept, **_quantities(), "components": SPECIAL["components"]}


def _notice() -> dict[str, Any]:
    kinds = {"enum": ["alert", "dropped", "refused"]}
    return {**{column.key: _type(column) for column in NOTICE_COLUMNS}, "kind": kinds}


def _component() -> dict[str, Any]:
    text = {"type": "string"}
    flag = {"type": "boolean"}
    return {"model": text, "kind": text, "aggregate": flag, **_quantities()}


def _quantities() -> dict[str, Any]:
    return {name: SPECIAL.get(name, TYPES["integer"]) for name in USAGE_NAMES.values()}


def _type(column: Column) -> dict[str, Any]:
    return SPECIAL.get(column.key) or TYPES[column.kind]


def _object(properties: dict[str, Any], required: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


if __name__ == "__main__":
    SCHEMA.write_text(schema(), encoding="utf-8")
