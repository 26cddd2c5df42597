"""What a provider asks for one model under one request's terms, over time."""

from __future__ import annotations

from datetime import datetime, timezone
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from untagged_llm.cost.names import Catalogue, Listing, instant
from untagged_llm.cost.period import Factor, Period
from untagged_llm.cost.windows import Window

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from untagged_llm.cost.terms import Terms

BEGINNING = datetime(1, 1, 1, tzinfo=timezone.utc)
END = datetime(9999, 1, 1, tzinfo=timezone.utc)


class Offer:
    """The periods of a model; `period` finds the one that holds at an instant."""

    __slots__ = ("_periods", "model", "provisioned", "tiers")

    def __init__(
        self,
        model: str,
        listings: Sequence[Listing],
        catalogue: Catalogue,
        rules: Sequence[Mapping[str, Any]],
        terms: Terms,
        known_at: datetime | None,
    ) -> None:
        self.model = model
        self.provisioned = terms.provisioned
        self.tiers = _tiers(listings)
        known = [listing for listing in listings if _known(listing, known_at)]
        # What was learnt later overrides what was known before.
        known.sort(key=lambda listing: listing.known_from or BEGINNING, reverse=True)
        provider = catalogue.document["provider"]
        self._periods = [
            part
            for listing in known
            for part in _by_rules(listing, rules, terms, catalogue.document, provider)
        ]

    def period(self, at: datetime) -> Period | None:
        """The prices that hold at an instant, or None when none did."""
        for start, end, period in self._periods:
            if start <= at < end:
                return period
        return None


def _known(listing: Listing, known_at: datetime | None) -> bool:
    """Whether an entry was known, and not yet withdrawn, at an instant (None: by now)."""
    if known_at is None:
        return listing.known_to is None
    if listing.known_from is not None and known_at < listing.known_from:
        return False
    return listing.known_to is None or known_at < listing.known_to


def _by_rules(
    listing: Listing,
    rules: Sequence[Mapping[str, Any]],
    terms: Terms,
    document: Mapping[str, Any],
    provider: str,
) -> list[tuple[datetime, datetime, Period]]:
    """A listing cut where a multiplier begins or ends, so that each part has fixed factors."""
    entry = listing.entry
    mine = [rule for rule in rules if _covers(rule, entry["model"], terms)]
    mine.sort(key=lambda rule: int(rule.get("order", 0)))
    start, end = listing.start or BEGINNING, listing.end or END
    cuts = {instant(rule.get(key)) for rule in mine for key in ("valid_from", "valid_to")}
    edges = [start, *sorted(cut for cut in cuts if cut and start < cut < end), end]
    prefix = f"{provider}/{entry['model']}{_since(entry)}"
    prices = [price for price in entry["price"] if terms.meet(price.get("when", {}))]
    calendars = document.get("calendars", {})
    windows = {name: Window(t, calendars) for name, t in document.get("windows", {}).items()}
    return [
        (lo, hi, Period(prices, prefix, [Factor(r) for r in mine if _holds(r, lo)], windows))
        for lo, hi in pairwise(edges)
    ]


def _covers(rule: Mapping[str, Any], model: str, terms: Terms) -> bool:
    models = rule.get("models")
    return (models is None or model in models) and terms.meet_rule(rule.get("when", {}))


def _holds(rule: Mapping[str, Any], at: datetime) -> bool:
    start, end = instant(rule.get("valid_from")), instant(rule.get("valid_to"))
    return (start is None or start <= at) and (end is None or at < end)


def _since(entry: Mapping[str, Any]) -> str:
    start = entry.get("valid_from")
    return f"@{start[:10]}" if start else ""


def _tiers(listings: Sequence[Listing]) -> list[str]:
    """The tiers that have a price, for the reason of a refusal."""
    found: dict[str, None] = {}
    for listing in listings:
        for price in listing.entry["price"]:
            tier = price.get("when", {}).get("tier", "standard")
            if tier != "any":
                found[tier] = None
    return list(found)
