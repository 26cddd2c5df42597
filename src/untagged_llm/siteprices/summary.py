"""The price summary of a pull request, as Markdown."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from untagged_llm.cost import Usage
from untagged_llm.siteprices.quote import seller_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from untagged_llm.cost import RateCard
    from untagged_llm.model import Site
    from untagged_llm.siteprices.changes import Change

REQUESTS = 1000
# Nobody knows the tokens of a call from its code: a small and a large request bound the answer.
SMALL = Usage(input_tokens=500, output_tokens=150)
LARGE = Usage(input_tokens=10_000, output_tokens=1_000)

Span = tuple[Decimal, Decimal]


def markdown(changes: Iterable[Change], card: RateCard, at: datetime) -> Iterator[str]:
    """Lines of Markdown, the dearest change first; one sentence when there is none."""
    rows = [
        (_worst(spans), _row(change, spans))
        for change in changes
        for spans in [(_span(change.before, card, at), _span(change.after, card, at))]
    ]
    if not rows:
        yield "No LLM call site changed its model."
        return
    rows.sort(key=lambda row: -row[0])
    sites = "1 LLM call site" if len(rows) == 1 else f"{len(rows)} LLM call sites"
    yield f"**Another model at {sites}.** Price of {REQUESTS:,} requests:"
    yield ""
    yield "| site | before | after | price before | price after | change |"
    yield "| --- | --- | --- | ---: | ---: | ---: |"
    yield from (text for _, text in rows)
    yield ""
    yield (
        f"From {_tokens(SMALL)} to {_tokens(LARGE)} tokens a request, nothing cached, list prices "
        f"of {at:%Y-%m-%d} (card {card.version})."
    )


def _tokens(usage: Usage) -> str:
    return f"{usage.input_tokens:,} + {usage.output_tokens:,}"


def _span(site: Site | None, card: RateCard, at: datetime) -> Span | None:
    if site is None or site.model is None:
        return None
    totals = [
        card.price(usage, model=site.model, provider=seller_of(site), at=at).list_total
        for usage in (SMALL, LARGE)
    ]
    low, high = totals
    return None if low is None or high is None else (low * REQUESTS, high * REQUESTS)


def _worst(spans: tuple[Span | None, Span | None]) -> Decimal:
    """How much more the large request costs; what has no price counts as nothing."""
    before, after = spans
    return (after[1] if after else Decimal(0)) - (before[1] if before else Decimal(0))


def _row(change: Change, spans: tuple[Span | None, Span | None]) -> str:
    site = change.here
    cells = (
        f"`{site.path}:{site.range.line}` `{site.text}`",
        _model(change.before),
        _model(change.after),
        _money(change.before, spans[0]),
        _money(change.after, spans[1]),
        _percent(*spans),
    )
    return f"| {' | '.join(cells)} |"


def _model(site: Site | None) -> str:
    return f"`{site.model}`" if site else "-"


def _money(site: Site | None, span: Span | None) -> str:
    if site is None:
        return "-"
    return "no price" if span is None else f"${span[0]:,.2f} to ${span[1]:,.2f}"


def _percent(before: Span | None, after: Span | None) -> str:
    """The change as a range, or one number where small and large requests agree."""
    if before is None or after is None:
        return "-"
    steps = sorted(round((new / old - 1) * 100) for old, new in zip(before, after, strict=True))
    low, high = f"{steps[0]:+d} %", f"{steps[1]:+d} %"
    return low if low == high else f"{low} to {high}"
