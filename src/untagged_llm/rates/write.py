"""Price tables as TOML text, the way the bundled files are written."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


def to_toml(entries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The lines of `[[entry]]` tables."""
    for entry in entries:
        yield "[[entry]]"
        for key, value in entry.items():
            if key != "price":
                yield f"{key} = {literal(value)}"
        for price in entry["price"]:
            yield ""
            yield "    [[entry.price]]"
            for key, value in price.items():
                yield f"    {key} = {literal(value)}"
        yield ""


def literal(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(literal(item) for item in value)}]"
    if isinstance(value, dict):
        pairs = ", ".join(f"{key} = {literal(item)}" for key, item in value.items())
        return f"{{ {pairs} }}"
    return json.dumps(value, ensure_ascii=False)
