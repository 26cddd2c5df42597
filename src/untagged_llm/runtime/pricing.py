"""What a request's usage costs, by the rate card of the configuration. Never raises."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import TYPE_CHECKING

from untagged_llm.runtime.configuration import on_change
from untagged_llm.runtime.terms import terms

if TYPE_CHECKING:
    from datetime import datetime

    from untagged_llm.cost import Cost, RateCard, Reading

log = logging.getLogger("untagged_llm")


@lru_cache(maxsize=1)
def card() -> RateCard:
    """The bundled rate card with the project's overlays; without them when they are wrong."""
    from untagged_llm.cost import RateCard

    bundled = RateCard.bundled()
    settings = terms().configuration.settings
    if not settings.rates:
        return bundled
    try:
        from untagged_llm.cost.settings import configured

        return configured(bundled, settings.root)
    except Exception as error:
        log.error("%s; the prices of the bundled rate card are used", error)
        return bundled


on_change(card.cache_clear)


def priced(reading: Reading, provider: str, model: str | None, at: datetime) -> Cost:
    """The cost of what was read off a response."""
    return card().price(
        reading.usage,
        provider=provider or None,
        model=reading.model or model or "",
        at=at,
        tier=reading.tier,
        speed=reading.speed,
        region=reading.region,
    )


def unknown(reason: str) -> Cost:
    """The cost of a request of which the usage is not known."""
    from untagged_llm.cost.pricing import unpriced

    return unpriced(card().version, reason)


def nothing(status: int) -> Cost:
    """The cost of a request that the provider refused."""
    from untagged_llm.cost.pricing import free

    return free(card().version, f"HTTP {status}: nothing was used")
