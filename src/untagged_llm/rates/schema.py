"""The JSON Schema of a price file, for editors: made from the same tables as the validation."""

from __future__ import annotations

import json
from typing import Any

from untagged_llm.rates.meters import PER
from untagged_llm.rates.validate import CONDITIONS, CONFIDENCES, KEYS, STATUSES

AMOUNT = {"type": "string", "pattern": r"^\d+(\.\d+)?$"}
AMOUNT_OR_TABLE = {"$ref": "#/$defs/amount"}
FLAG = {"type": "boolean"}
TABLE = {"type": "object"}
TEXT = {"type": "string", "minLength": 1}
TEXTS = {"type": "array", "items": TEXT}
INSTANT = {"type": "string", "format": "date-time"}
DAY = {"type": "string", "format": "date"}
WHEN = {
    "type": "object",
    "properties": {
        **dict.fromkeys(CONDITIONS, TEXT),
        "context": {"type": "string", "pattern": r"^[<>]=? \d+$"},
    },
    "additionalProperties": False,
}
EVIDENCE: dict[str, Any] = {
    "sources": TEXTS,
    "confidence": {"enum": list(CONFIDENCES)},
    "against": TEXT,
    "note": TEXT,
}
PRICE = {
    "type": "object",
    "properties": {
        "when": WHEN,
        "seen": DAY,
        **EVIDENCE,
        "evidence": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "properties": EVIDENCE,
                "additionalProperties": False,
            },
        },
        **dict.fromkeys(PER, AMOUNT_OR_TABLE),
    },
    "additionalProperties": False,
}
SPECIAL: dict[str, Any] = {
    **dict.fromkeys(("valid_from", "valid_to", "known_from", "known_to"), INSTANT),
    **dict.fromkeys(("released", "retires", "seen"), DAY),
    **dict.fromkeys(
        ("aliases", "models", "names", "prefixes", "resells", "snapshot", "sources"), TEXTS
    ),
    **dict.fromkeys(("vendor", "arn", "discount"), FLAG),
    **dict.fromkeys(("tiers", "speeds", "deployments", "windows", "calendars"), TABLE),
    "status": {"enum": list(STATUSES)},
    "confidence": {"enum": list(CONFIDENCES)},
    "applies_to": {"enum": ["tokens", "everything"]},
    "order": {"type": "integer"},
    "factor": AMOUNT,
    "when": WHEN,
    "price": {"type": "array", "items": PRICE, "minItems": 1},
}


def schema() -> dict[str, Any]:
    """The schema of one provider file."""
    document = _object("document", required=("provider", "names", "seen"))
    document["properties"].update(
        entry={"type": "array", "items": _object("entry", required=("model", "price"))},
        rule={"type": "array", "items": _object("rule", required=("id", "factor"))},
        alias={"type": "array", "items": _object("alias", required=("name", "target"))},
    )
    table = {"type": "object", "properties": {"amount": AMOUNT}, "required": ["amount"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "untagged-llm price file",
        "$defs": {"amount": {"anyOf": [AMOUNT, table]}},
        **document,
    }


def text() -> str:
    """The schema as it is shipped."""
    return json.dumps(schema(), indent=2) + "\n"


def _object(kind: str, required: tuple[str, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {key: SPECIAL.get(key, TEXT) for key in KEYS[kind]},
        "required": list(required),
        "additionalProperties": False,
    }
