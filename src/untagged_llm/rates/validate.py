"""Whether a price document has the right shape; each problem is one sentence naming its place."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from untagged_llm.rates.meters import PER


class RatesError(ValueError):
    """A price file, overlay or import is wrong; `str()` is one sentence with the place."""


CONDITIONS = (
    "tier",
    "speed",
    "deployment",
    "region",
    "residency",
    "beta",
    "context",
    "window",
)
CONFIDENCES = ("agreed", "majority", "single", "conflict", "derived", "contract")
STATUSES = ("active", "scheduled", "cancelled", "retired")
EVIDENCE = ("seen", "sources", "confidence", "evidence", "note")
KEYS = {
    "document": (
        "provider",
        "names",
        "prefixes",
        "vendor",
        "seen",
        "currency",
        "snapshot",
        "arn",
        "resells",
        "tiers",
        "speeds",
        "deployments",
        "windows",
        "calendars",
        "rule",
        "alias",
        "entry",
    ),
    "entry": (
        "model",
        "provider",
        "aliases",
        "valid_from",
        "valid_to",
        "known_from",
        "known_to",
        "status",
        "released",
        "retires",
        "note",
        "price",
    ),
    "rule": (
        "id",
        "provider",
        "factor",
        "order",
        "applies_to",
        "when",
        "models",
        "valid_from",
        "valid_to",
        "sources",
        "confidence",
        "note",
        "discount",
    ),
    "alias": (
        "name",
        "provider",
        "target",
        "valid_from",
        "valid_to",
        "sources",
        "confidence",
        "note",
    ),
}
INSTANTS = ("valid_from", "valid_to", "known_from", "known_to")


def validate(document: Mapping[str, Any], where: str, *, kind: str = "document") -> None:
    """Check a provider document or an overlay.

    Raises:
        RatesError: with the first problem.
    """
    _known_keys(document, KEYS["document"], where)
    if kind == "document" and not isinstance(document.get("provider"), str):
        raise RatesError(f'{where}: `provider` is missing; write provider = "openai"')
    for entry in _tables(document, "entry", where):
        _entry(entry, where)
    for rule in _tables(document, "rule", where):
        _rule(rule, where)
    for alias in _tables(document, "alias", where):
        _alias(alias, where)


def _entry(entry: Mapping[str, Any], where: str) -> None:
    place = f"{where}: entry {entry.get('model', '?')!r}"
    _known_keys(entry, KEYS["entry"], place)
    _text(entry, "model", place)
    _instants(entry, place)
    _one_of(entry.get("status", "active"), STATUSES, f"{place}: status")
    if not entry.get("price"):
        raise RatesError(f"{place}: has no [[entry.price]]")
    for price in _tables(entry, "price", place):
        _price(price, place)


def _price(price: Mapping[str, Any], place: str) -> None:
    for key, value in price.items():
        if key == "when":
            _known_keys(value, CONDITIONS, f"{place}: when")
        elif key in PER:
            amount(value, f"{place}: {key}")
        elif key not in EVIDENCE:
            raise RatesError(f"{place}: unknown meter {key!r}{nearest(key, [*PER, *EVIDENCE])}")
    if "context" in price.get("when", {}):
        context(price["when"]["context"], place)
    _one_of(price.get("confidence", "agreed"), CONFIDENCES, f"{place}: confidence")
    for meter in price.get("evidence", {}):
        if meter not in price:
            raise RatesError(f"{place}: evidence for {meter!r}, which has no price here")


def _rule(rule: Mapping[str, Any], where: str) -> None:
    place = f"{where}: rule {rule.get('id', '?')!r}"
    _known_keys(rule, KEYS["rule"], place)
    _text(rule, "id", place)
    _instants(rule, place)
    amount(rule.get("factor"), f"{place}: factor")
    _one_of(rule.get("applies_to", "tokens"), ("tokens", "everything"), f"{place}: applies_to")
    _known_keys(rule.get("when", {}), CONDITIONS, f"{place}: when")


def _alias(alias: Mapping[str, Any], where: str) -> None:
    place = f"{where}: alias {alias.get('name', '?')!r}"
    _known_keys(alias, KEYS["alias"], place)
    _text(alias, "name", place)
    _text(alias, "target", place)
    _instants(alias, place)


def amount(value: Any, place: str) -> Decimal:
    """A price or factor: a quoted, finite decimal number that is not negative.

    Raises:
        RatesError: it is something else.
    """
    if isinstance(value, Mapping):
        _known_keys(value, ("amount", "per", "minimum"), place)
        value = value.get("amount")
    if not isinstance(value, str):
        raise RatesError(f'{place}: must be a quoted number such as "2.50", not {value!r}')
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number < 0:
        raise RatesError(f"{place}: {value!r} is not a price")
    return number


def context(text: str, place: str) -> tuple[str, int]:
    """`"> 272000"` as operator and number of input tokens.

    Raises:
        RatesError: it is not of that form.
    """
    parts = str(text).split()
    if len(parts) == 2 and parts[0] in (">", ">=", "<", "<=") and parts[1].isdigit():
        return parts[0], int(parts[1])
    raise RatesError(f'{place}: context = {text!r} should look like "> 272000"')


def nearest(name: str, known: Iterable[str]) -> str:
    """`; did you mean 'X'?` or nothing."""
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _known_keys(table: Any, known: Iterable[str], place: str) -> None:
    if not isinstance(table, Mapping):
        raise RatesError(f"{place}: should be a table, not {table!r}")
    for key in table:
        if key not in known:
            raise RatesError(f"{place}: unknown key {key!r}{nearest(key, known)}")


def _tables(table: Mapping[str, Any], key: str, place: str) -> list[Mapping[str, Any]]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise RatesError(f"{place}: `{key}` should be written as [[{key}]] tables")
    return value


def _text(table: Mapping[str, Any], key: str, place: str) -> None:
    if not isinstance(table.get(key), str) or not table[key]:
        raise RatesError(f"{place}: `{key}` is missing")


def _one_of(value: Any, allowed: Iterable[str], place: str) -> None:
    if value not in allowed:
        raise RatesError(f"{place}: {value!r} is none of {', '.join(allowed)}")


def _instants(table: Mapping[str, Any], place: str) -> None:
    for key in INSTANTS:
        value = table.get(key)
        if value is None:
            continue
        if not isinstance(value, datetime) or value.tzinfo is None:
            day = value.isoformat() if isinstance(value, date) else value
            raise RatesError(
                f"{place}: {key} = {day} should be an instant with its zone, "
                "such as 2026-08-21T00:00:00Z"
            )
    start, end = table.get("valid_from"), table.get("valid_to")
    if start and end and not start < end:
        raise RatesError(f"{place}: valid_from is not before valid_to")
