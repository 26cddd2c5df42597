"""The arithmetic: quantities times rates, exactly."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from untagged_llm.cost.partition import partition
from untagged_llm.cost.period import EXACT
from untagged_llm.cost.result import Cost, CostLine

if TYPE_CHECKING:
    from datetime import datetime

    from untagged_llm.cost.offer import Offer
    from untagged_llm.cost.usage import Usage

ZERO = Decimal(0)
# A fee of some models for every request, whatever it used: never missing where there is none.
REQUESTS = "requests"

# The functions of the hot loop, looked up once.
_add, _multiply, _tuple = EXACT.add, EXACT.multiply, tuple.__new__


def price_usage(usage: Usage, offer: Offer, at: datetime, version: str) -> Cost:
    """The price of one response's own totals (its components are priced on their own)."""
    period = offer.period(at)
    if period is None:
        return unpriced(version, f"{offer.model} had no price on {at.date().isoformat()}")
    # A tier is a matter of one request: a sum of many says nothing about any of them.
    sheet = period.sheet(0 if usage.aggregate else usage.input_tokens, at)
    total = saved = ZERO
    lines = []
    missing = []
    parts = partition(usage)
    if REQUESTS in sheet:
        parts.append((REQUESTS, usage.requests))
    for meter, quantity in parts:
        rate = sheet.get(meter)
        if rate is None:
            missing.append(meter)
            continue
        if quantity < rate.minimum and not usage.aggregate:
            quantity = rate.minimum
        unit, price = rate.unit, rate.price
        amount = rate.amount(quantity) if unit is None else _multiply(unit, quantity)
        total = _add(total, amount)
        if rate.discounted:
            saved = _add(saved, EXACT.subtract(rate.list_amount(quantity), amount))
        lines.append(
            _tuple(CostLine, (meter, quantity, price, rate.per, amount, rate.id, rate.list_price))
        )
    list_total = _add(total, saved) if saved else total
    if missing:
        return _incomplete(total, list_total, lines, missing, offer, version)
    if not usage.cache_split and "cache_read" in sheet and usage.input_tokens:
        reason = "the source does not say how much of the input was cached"
        return Cost(total, tuple(lines), "upper_bound", reason, version, list_total)
    return Cost(total, tuple(lines), "priced", "", version, list_total)


def unpriced(version: str, reason: str) -> Cost:
    """No price, and why."""
    return Cost(None, (), "unpriced", reason, version)


def free(version: str, reason: str) -> Cost:
    """Nothing to pay, and why."""
    return Cost(ZERO, (), "free", reason, version, ZERO)


def _incomplete(
    total: Decimal,
    list_total: Decimal,
    lines: list[CostLine],
    missing: list[str],
    offer: Offer,
    version: str,
) -> Cost:
    names = ", ".join(missing)
    if lines:
        reason = f"{offer.model} has no rate for {names}"
        return Cost(total, tuple(lines), "partial", reason, version, list_total)
    tiers = ", ".join(offer.tiers)
    return unpriced(
        version, f"{offer.model} has no rate for {names} under these terms; listed tiers: {tiers}"
    )
