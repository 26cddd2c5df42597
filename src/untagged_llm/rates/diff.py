"""What differs between two states of the card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime
    from decimal import Decimal

    from untagged_llm.rates.rows import Row

Place = tuple[str, str, str, str]
State = dict[Place, "Decimal"]


@dataclass(frozen=True, slots=True)
class Change:
    """A number that was added (`before` is None), dropped (`after` is None) or changed."""

    provider: str
    model: str
    condition: str
    meter: str
    before: Decimal | None
    after: Decimal | None

    @property
    def percent(self) -> Decimal | None:
        """By how much, in percent; None where one side is missing or was zero."""
        if not self.before or self.after is None:
            return None
        return (self.after / self.before - 1) * 100


def state(rows: Iterable[Row], at: datetime) -> State:
    """The numbers in force at an instant."""
    return {
        (row.provider, row.model, row.condition, row.meter): row.amount
        for row in rows
        if row.holds(at)
    }


def diff(before: Mapping[Place, Decimal], after: Mapping[Place, Decimal]) -> Iterator[Change]:
    """The changes, in order of provider and model."""
    for place in sorted(before.keys() | after.keys()):
        old, new = before.get(place), after.get(place)
        if old != new:
            yield Change(*place, old, new)
