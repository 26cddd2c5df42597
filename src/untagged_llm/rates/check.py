"""What is suspicious in price files: gaps, overlaps, equal matches, outliers, stale evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

from untagged_llm.rates.meters import PER
from untagged_llm.rates.rows import rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from untagged_llm.rates import Document

STALE = timedelta(days=180)
BEGINNING = datetime.min.replace(tzinfo=timezone.utc)
END = datetime.max.replace(tzinfo=timezone.utc)

# A published price list keeps these proportions; a number outside them is usually a slip of a
# column or of a unit. meter -> (compared with, smallest, largest share of it).
PROPORTIONS = {
    "cache_read": ("input", Decimal("0.005"), Decimal("1.2")),
    "cache_write": ("input", Decimal("0.1"), Decimal("2.5")),
    "output": ("input", Decimal("0.5"), Decimal("20")),
}


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One thing to look at; `kind` is gap, overlap, equal-match, outlier, stale or evidence."""

    kind: str
    provider: str
    model: str
    message: str

    def __str__(self) -> str:
        return f"{self.provider} {self.model}: {self.kind}: {self.message}"


def check(document: Document, today: date) -> Iterator[Suspicion]:
    """Everything suspicious in one provider file (as TOML has it)."""
    provider = document.get("provider", "overlay")
    for model, entries in _by_model(document).items():
        for kind, message in (
            *_time(entries),
            *_equal_matches(entries),
            *_outliers(entries),
        ):
            yield Suspicion(kind, provider, model, message)
    for row in rows(document):
        seen = row.seen
        if seen is not None and row.status == "active" and today - seen > STALE:
            text = f"{row.meter} ({row.condition or 'standard'}) was last seen on {seen}"
            yield Suspicion("stale", provider, row.model, text)
        if not row.sources:
            yield Suspicion("evidence", provider, row.model, f"{row.meter} names no source")
    yield from _calendars(document, provider, today)


def _by_model(document: Document) -> dict[str, list[Mapping[str, Any]]]:
    models: dict[str, list[Mapping[str, Any]]] = {}
    for entry in document.get("entry", ()):
        models.setdefault(entry["model"], []).append(entry)
    return models


def _time(entries: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Gaps and overlaps between the entries that hold by what is known today."""
    known = [entry for entry in entries if entry.get("known_to") is None]
    spans = sorted((_start(entry), _end(entry)) for entry in known)
    for (_, end), (start, _) in pairwise(spans):
        if end < start:
            yield "gap", f"no price from {end:%Y-%m-%d} to {start:%Y-%m-%d}"
        if start < end:
            yield "overlap", f"two entries hold from {start:%Y-%m-%d}"


def _start(entry: Mapping[str, Any]) -> datetime:
    start: datetime | None = entry.get("valid_from")
    return BEGINNING if start is None else start


def _end(entry: Mapping[str, Any]) -> datetime:
    end: datetime | None = entry.get("valid_to")
    return END if end is None else end


def _equal_matches(entries: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Two prices of one meter that one request can meet with equal right."""
    for entry in entries:
        for one, other in combinations(entry["price"], 2):
            ours, theirs = one.get("when", {}), other.get("when", {})
            meters = [meter for meter in PER if meter in one and meter in other]
            if meters and len(ours) == len(theirs) and _together(ours, theirs):
                yield "equal-match", f"two prices for {', '.join(meters)} under {_text(ours)}"


CLOSED = {"tier": "standard", "speed": "standard", "deployment": "global"}


def _together(ours: Mapping[str, str], theirs: Mapping[str, str]) -> bool:
    """Whether one request can meet both. Nested context bounds are no conflict."""
    if ours.get("context") != theirs.get("context"):
        return False
    for name in {*CLOSED, *ours, *theirs}:
        left, right = ours.get(name, CLOSED.get(name)), theirs.get(name, CLOSED.get(name))
        if left != right and (name in CLOSED or (left is not None and right is not None)):
            return False
    return True


def _outliers(entries: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for entry in entries:
        for price in entry["price"]:
            for meter, (base, low, high) in PROPORTIONS.items():
                if not isinstance(price.get(meter), str) or not isinstance(price.get(base), str):
                    continue
                value, whole = Decimal(price[meter]), Decimal(price[base])
                if whole and value and not low <= value / whole <= high:
                    share = value / whole
                    yield "outlier", f"{meter} {value} is {share:.4f} of {base} {whole}"


def _calendars(document: Document, provider: str, today: date) -> Iterator[Suspicion]:
    for name, calendar in document.get("calendars", {}).items():
        until = calendar.get("until")
        if until is not None and until - today < timedelta(days=30):
            text = f"calendar {name!r} ends on {until}"
            yield Suspicion("stale", provider, "(all)", text)


def _text(when: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in when.items()) or "no condition"
