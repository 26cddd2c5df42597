"""Sub-inferences inside one response, each priced as a request of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.cost.period import EXACT
from untagged_llm.cost.result import Cost

if TYPE_CHECKING:
    from datetime import datetime

    from untagged_llm.cost.card import RateCard
    from untagged_llm.cost.usage import Component, Usage


def add_components(
    card: RateCard,
    usage: Usage,
    own: Cost,
    model: str,
    provider: str | None,
    at: datetime,
    key: tuple[object, ...],
) -> Cost:
    """`own` plus the price of every component, under the same terms."""
    terms = dict(
        zip(
            ("tier", "speed", "region", "residency", "deployment", "beta", "known_at"),
            key[2:],
            strict=True,
        )
    )
    for component in usage.components:
        part = card.price(
            component.usage,
            model=component.model or model,
            provider=provider,
            at=at,
            **terms,  # type: ignore[arg-type]
        )
        own = _sum(own, part, component)
    return own


def _sum(one: Cost, other: Cost, component: Component) -> Cost:
    if other.total is None or other.list_total is None:
        return _worse(one, f"{component.kind or 'component'}: {other.reason}")
    if one.total is None or one.list_total is None:
        return _worse(other, one.reason)
    reasons = [cost.reason for cost in (one, other) if cost.reason]
    return Cost(
        EXACT.add(one.total, other.total),
        (*one.lines, *other.lines),
        _status(one, other),
        "; ".join(reasons),
        one.rate_card_version,
        EXACT.add(one.list_total, other.list_total),
    )


def _worse(cost: Cost, reason: str) -> Cost:
    status = "unpriced" if cost.total is None else "partial"
    reasons = [text for text in (cost.reason, reason) if text]
    return cost._replace(status=status, reason="; ".join(reasons))


def _status(one: Cost, other: Cost) -> str:
    for status in ("partial", "upper_bound", "priced"):
        if status in (one.status, other.status):
            return status
    return one.status
