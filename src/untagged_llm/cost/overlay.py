"""Prices laid over the bundled card: discounts, private models, deployment names.

An overlay has the tables of a price file (`[[entry]]`, `[[alias]]`, `[[rule]]`), each naming its
`provider` or taking the file's, and `[[discount]]`: a factor on list prices. List prices stay
visible beside what is paid.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from untagged_llm import rates
from untagged_llm.rates.compile import lean
from untagged_llm.rates.source import read_toml
from untagged_llm.rates.validate import RatesError, validate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

KINDS = ("entry", "alias", "rule")


def read_overlay(path: Path) -> dict[str, Any]:
    """The overlay in a TOML file, ready for `RateCard.with_overlay`.

    Raises:
        RatesError: the file cannot be read, or breaks the schema.
    """
    return overlay_from(read_toml(path), path.name)


def overlay_from(table: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The overlay in a table, such as `[tool.untagged-llm.rates]`.

    Raises:
        RatesError: the table breaks the schema; the message starts with `where`.
    """
    contents = {key: value for key, value in table.items() if key != "discount"}
    discounts = table.get("discount", ())
    if not isinstance(discounts, (list, tuple)):
        raise RatesError(f"{where}: discounts are written as [[discount]] tables")
    contents["rule"] = [*contents.get("rule", ()), *_discounts(discounts)]
    validate(contents, where, kind="overlay")
    overlay = lean({kind: list(_placed(contents, kind, where)) for kind in KINDS})
    text = json.dumps(overlay, sort_keys=True)
    return {"id": hashlib.sha256(text.encode()).hexdigest()[:8], **overlay}


def _discounts(tables: Any) -> Iterator[dict[str, Any]]:
    for number, table in enumerate(tables, 1):
        # The last factor of the stack: a contract is a share of what the list asks.
        yield {"id": f"discount-{number}", "order": 100, **table, "discount": True}


def _placed(contents: Mapping[str, Any], kind: str, where: str) -> Iterator[dict[str, Any]]:
    names: Mapping[str, str] = rates.index()["names"]
    for table in contents.get(kind, ()):
        given = table.get("provider", contents.get("provider"))
        if not given:
            name = table.get("model") or table.get("name") or table.get("id")
            raise RatesError(f"{where}: {kind} {name!r}: `provider` is missing")
        yield {**table, "provider": names.get(given.lower(), given.lower())}
