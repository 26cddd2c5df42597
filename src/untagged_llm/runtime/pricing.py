"""What a request's usage costs, by the rate card of the terms that held for it. Never raises."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from untagged_llm.cost import Cost, RateCard, Reading
    from untagged_llm.runtime.terms import Terms

log = logging.getLogger("untagged_llm")


@lru_cache(maxsize=4)
def _card(now: Terms) -> RateCard:
    """The bundled rate card with the project's overlays; without them when they are wrong."""
    from untagged_llm.cost import RateCard

    bundled = RateCard.bundled()
    settings = now.configuration.settings
    if not settings.rates:
        return bundled
    try:
        from untagged_llm.cost.settings import configured

        return configured(bundled, settings.root)
    except Exception as error:
        log.error("%s; the prices of the bundled rate card are used", error)
        return bundled


def priced(reading: Reading, provider: str, model: str | None, at: datetime, now: Terms) -> Cost:
    """The cost of what was read off a response."""
    return _card(now).price(
        reading.usage,
        provider=provider or None,
        model=reading.model or model or "",
        at=at,
        tier=reading.tier,
        speed=reading.speed,
        region=reading.region,
    )


def unknown(reason: str, now: Terms) -> Cost:
    """The cost of a request of which the usage is not known."""
    from untagged_llm.cost.pricing import unpriced

    return unpriced(_card(now).version, reason)


def nothing(status: int, now: Terms) -> Cost:
    """The cost of a request that the provider refused."""
    from untagged_llm.cost.pricing import free

    return free(_card(now).version, f"HTTP {status}: nothing was used")
