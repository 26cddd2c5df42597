"""Whether a model is still served, for who reads code and not bills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm import rates
from untagged_llm.cost.card import RateCard

if TYPE_CHECKING:
    from collections.abc import Iterator


def lists(provider: str, model: str) -> bool:
    """Whether the bundled card has a price for a provider's model, old or new."""
    return next(_entries(provider, model), None) is not None


def retired_on(provider: str, model: str) -> str | None:
    """The day (ISO) a model was switched off, None when it is served or the day is not known.

    Judged on the day the card was published, so that the same card says the same tomorrow.
    """
    days = [entry.get("retires") for entry in _entries(provider, model)]
    if not days or None in days:
        return None
    last = max(day for day in days if day)
    return last if last <= rates.index()["published"] else None


def _entries(provider: str, model: str) -> Iterator[dict[str, str]]:
    for catalogue in RateCard.bundled().catalogues(provider):
        found = catalogue.find(model)
        for listing in found[1] if found else ():
            yield dict(listing.entry)
