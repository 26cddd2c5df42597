"""What must be true of every price, whatever is in the card."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from untagged_llm.cost import RateCard, Usage
from untagged_llm.rates.source import documents

from . import reference

CARD = RateCard.bundled()
DOCUMENTS = [document for _, document in documents()]
ENTRIES = [
    (document, entry)
    for document in DOCUMENTS
    for entry in document.get("entry", ())
    if entry.get("known_to") is None
]
MODELS = sorted({(document["provider"], entry["model"]) for document, entry in ENTRIES})
AT = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)

tokens = st.integers(0, 400_000)
usages = st.builds(
    lambda fresh, read, short, long, out, calls: Usage(
        input_tokens=fresh + read + short + long,
        cache_read_input_tokens=read,
        cache_write_5m_input_tokens=short,
        cache_write_1h_input_tokens=long,
        output_tokens=out,
        web_search_calls=calls,
    ),
    tokens,
    tokens,
    tokens,
    tokens,
    tokens,
    st.integers(0, 5),
)


def inside(entry: dict[str, Any], share: float) -> datetime:
    """An instant in the validity of an entry."""
    start = entry.get("valid_from") or datetime(2024, 1, 1, tzinfo=timezone.utc)
    end = entry.get("valid_to") or start + timedelta(days=700)
    moment: datetime = start + (end - start) * share
    return moment.replace(microsecond=0)


def meters(usage: Usage) -> dict[str, int]:
    return {
        "input": usage.input_tokens
        - usage.cache_read_input_tokens
        - usage.cache_write_input_tokens,
        "cache_read": usage.cache_read_input_tokens,
        "cache_write_5m": usage.cache_write_5m_input_tokens,
        "cache_write_1h": usage.cache_write_1h_input_tokens,
        "output": usage.output_tokens,
        "web_search": usage.web_search_calls,
    }


def all_terms(document: dict[str, Any], entry: dict[str, Any]) -> list[dict[str, str]]:
    """Every combination of terms that an entry prices, and one that most do not."""
    seen: list[dict[str, str]] = [{}, {"tier": "flex"}]
    for price in entry["price"]:
        named = ("tier", "speed", "deployment", "beta")
        terms = {key: value for key, value in price.get("when", {}).items() if key in named}
        if terms.get("tier") != "any" and terms not in seen:
            seen.append(terms)
    if document.get("rule"):
        seen += [{**terms, "residency": "eu", "region": "us"} for terms in seen]
    return seen


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["provider"])
@settings(max_examples=12, deadline=None)
@given(usage=usages, share=st.floats(0, 0.999))
def test_a_naive_second_pricing_agrees(
    document: dict[str, Any], usage: Usage, share: float
) -> None:
    for entry in document.get("entry", ()):
        if entry.get("known_to") is not None:
            continue
        at = inside(entry, share)
        for terms in all_terms(document, entry):
            cost = CARD.price(
                usage, provider=document["provider"], model=entry["model"], at=at, **_asked(terms)
            )
            expected, missing = reference.total(document, entry, meters(usage), terms, at)
            told = {line.meter for line in cost.lines} | missing
            assert told == {meter for meter, quantity in meters(usage).items() if quantity}
            if cost.total is not None:
                assert Fraction(cost.total) == expected, (entry["model"], terms, at)
            assert (cost.status in ("partial", "unpriced")) == bool(missing)


def _asked(terms: dict[str, str]) -> dict[str, Any]:
    return dict(terms)


@settings(max_examples=60, deadline=None)
@given(model=st.sampled_from(MODELS), one=usages, other=usages)
def test_a_price_is_additive_over_disjoint_parts(
    model: tuple[str, str], one: Usage, other: Usage
) -> None:
    # A sum of requests has no context tier; neither may its parts then.
    parts = [usage.replace(aggregate=True) for usage in (one, other)]
    names = Usage._fields[: Usage._fields.index("requests")]
    both = Usage(
        **{name: getattr(one, name) + getattr(other, name) for name in names}, aggregate=True
    )
    totals = [price(model, usage).total or Decimal(0) for usage in parts]
    assert (price(model, both).total or Decimal(0)) == sum(totals)


@settings(max_examples=60, deadline=None)
@given(model=st.sampled_from(MODELS), usage=usages, more=st.integers(1, 10_000))
def test_more_output_never_costs_less(model: tuple[str, str], usage: Usage, more: int) -> None:
    dearer = usage.replace(output_tokens=usage.output_tokens + more)
    assert (price(model, dearer).total or 0) >= (price(model, usage).total or 0)


@settings(max_examples=60, deadline=None)
@given(model=st.sampled_from(MODELS), usage=usages, more=st.integers(1, 300_000))
def test_more_fresh_input_never_costs_less(model: tuple[str, str], usage: Usage, more: int) -> None:
    dearer = usage.replace(input_tokens=usage.input_tokens + more)
    before, after = price(model, usage), price(model, dearer)
    # Above a bound a tier may have no rate at all (priority before gpt-5.6): then nothing is said.
    if before.status == after.status == "priced":
        assert (after.total or 0) >= (before.total or 0)


@settings(max_examples=60, deadline=None)
@given(model=st.sampled_from(MODELS), usage=usages)
def test_the_lines_add_up_and_each_can_be_redone(model: tuple[str, str], usage: Usage) -> None:
    cost = price(model, usage)
    assert sum(line.amount for line in cost.lines) == (cost.total or 0)
    for line in cost.lines:
        assert line.amount == line.quantity * line.unit_price / line.per


def price(model: tuple[str, str], usage: Usage) -> Any:
    return CARD.price(usage, provider=model[0], model=model[1], at=AT)
