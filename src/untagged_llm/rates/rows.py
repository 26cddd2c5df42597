"""The numbers of the card one by one, each with its conditions and its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from untagged_llm.rates.meters import PER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from untagged_llm.rates import Document


@dataclass(frozen=True, slots=True)
class Row:
    """One number: `amount` of `currency` for `per` units of `meter`, under `when`.

    `valid_from` and `valid_to` are instants (None: open), half-open; `known_from` and `known_to`
    say when it was believed. `against` names sources that say otherwise.
    """

    provider: str
    model: str
    when: tuple[tuple[str, str], ...]
    meter: str
    amount: Decimal
    per: int
    status: str
    valid_from: datetime | None
    valid_to: datetime | None
    known_from: datetime | None
    known_to: datetime | None
    seen: date | None
    sources: tuple[str, ...]
    confidence: str
    against: str
    note: str

    @property
    def condition(self) -> str:
        """The conditions as text, empty for the ordinary price."""
        return ", ".join(f"{name} {value}" for name, value in self.when if value != "any")

    def holds(self, at: datetime) -> bool:
        """Whether the number was in force at an instant, as known today."""
        started = self.valid_from is None or self.valid_from <= at
        return started and (self.valid_to is None or at < self.valid_to) and self.known_to is None


def rows(document: Document, model: str | None = None) -> Iterator[Row]:
    """The numbers of a provider file (as TOML has it), or of one of its models."""
    for entry in document.get("entry", ()):
        names = (entry["model"], *entry.get("aliases", ()))
        if model is None or model in names:
            for price in entry["price"]:
                yield from _rows_of(document, entry, price)


def _rows_of(
    document: Document, entry: Mapping[str, Any], price: Mapping[str, Any]
) -> Iterator[Row]:
    for meter in price:
        if meter not in PER:
            continue
        value = price[meter]
        table = value if isinstance(value, dict) else {"amount": value}
        evidence = {**price, **price.get("evidence", {}).get(meter, {})}
        if meter in price.get("evidence", {}):
            evidence["confidence"] = price["evidence"][meter].get("confidence", "agreed")
        yield Row(
            provider=entry.get("provider", document.get("provider", "")),
            model=entry["model"],
            when=tuple(price.get("when", {}).items()),
            meter=meter,
            amount=Decimal(table["amount"]),
            per=int(table.get("per", PER[meter])),
            status=entry.get("status", "active"),
            valid_from=entry.get("valid_from"),
            valid_to=entry.get("valid_to"),
            known_from=entry.get("known_from"),
            known_to=entry.get("known_to"),
            seen=evidence.get("seen", document.get("seen")),
            sources=tuple(evidence.get("sources", ())),
            confidence=evidence.get("confidence", "agreed"),
            against=evidence.get("against", ""),
            note=evidence.get("note", entry.get("note", "")),
        )
