"""The numbers that articles about LLM cost state, computed; and those that do not follow."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from untagged_llm.cost import RateCard, Usage
from untagged_llm.cost.compare import Estimator, Workload, compare, mix_row
from untagged_llm.cost.stated import check_tokens, check_total

CARD = RateCard.bundled()


def total(model: str, at: str, **asked: Any) -> Decimal:
    terms = {key: asked.pop(key) for key in ("beta", "tier") if key in asked}
    cost = CARD.price(Usage(**asked), model=model, at=at, **terms)
    assert cost.total is not None
    return cost.total


MINI = {"input_tokens": 10_000, "cache_read_input_tokens": 2_000, "output_tokens": 1_200}


@pytest.mark.parametrize(
    ("stated", "computed"),
    [
        ("0.01155", lambda: total("gpt-5.4-mini", "2026-06-08", **MINI)),
        ("115.50", lambda: total("gpt-5.4-mini", "2026-06-08", **MINI) * 10_000),
        (
            "0.042",
            lambda: total("claude-sonnet-4", "2026-06-08", input_tokens=8000, output_tokens=1200),
        ),
        (
            "84",
            lambda: (
                total("claude-sonnet-4", "2026-06-08", input_tokens=8000, output_tokens=1200)
                * 2_000
            ),
        ),
        (
            "1.545",
            lambda: total(
                "claude-sonnet-4",
                "2026-06-08",
                input_tokens=250_000,
                output_tokens=2_000,
                beta="context-1m",
            ),
        ),
        ("0.0100", lambda: total("gpt-4o", "2025-07-01", input_tokens=2000, output_tokens=500)),
        (
            "72",
            lambda: total(
                "gpt-4.1", "2026-06-08", input_tokens=20_000_000, output_tokens=4_000_000
            ),
        ),
        (
            "360",
            lambda: total(
                "gpt-4.1", "2026-06-08", input_tokens=120_000_000, output_tokens=15_000_000
            ),
        ),
        (
            "7.50",
            lambda: total(
                "gpt-5.4",
                "2026-06-07",
                input_tokens=1_200_000,
                output_tokens=300_000,
                aggregate=True,
            ),
        ),
        (
            "6.75",
            lambda: total(
                "gpt-5.4",
                "2026-06-07",
                input_tokens=900_000,
                output_tokens=300_000,
                aggregate=True,
            ),
        ),
    ],
)
def test_a_stated_number_follows_from_its_tokens(stated: str, computed: Any) -> None:
    assert check_total(computed(), Decimal(stated)).follows


@pytest.mark.parametrize(
    ("work", "totals"),
    [
        (Workload(2_000, 500, 100_000), ["1000", "1350", "500"]),
        (Workload(20_000, 2_000, 10_000), ["700", "900", "350"]),
        (Workload(8_000, 3_000, 20_000), ["1000", "1380", "500"]),
    ],
)
def test_the_three_workloads_of_the_three_model_comparison(
    work: Workload, totals: list[str]
) -> None:
    models = ["gpt-4o", "claude-3-5-sonnet", "gemini-1.5-pro"]
    rows = compare(Estimator(CARD, at("2024-12-01")), models, work)
    assert [row.total for row in rows] == [Decimal(text) for text in totals]


def test_sending_three_quarters_to_the_mini_model_saves_sixty_percent() -> None:
    estimator = Estimator(CARD, at("2026-06-08"))
    million_in = Workload(1_000_000, 0)
    million_out = Workload(0, 1_000_000)
    mix = {"gpt-4.1": Decimal("0.25"), "gpt-4.1-mini": Decimal("0.75")}
    assert mix_row(estimator, mix, million_in).total == Decimal("0.80")
    assert mix_row(estimator, mix, million_out).total == Decimal("3.20")
    [whole] = compare(estimator, ["gpt-4.1"], million_in)
    assert whole.total == Decimal(2)


def test_a_stated_amount_that_does_not_follow_is_told() -> None:
    mini = total("gpt-4.1-mini", "2026-06-08", input_tokens=18_240, output_tokens=1_642)
    sonnet = total("claude-sonnet-4", "2026-06-07", input_tokens=18_420, output_tokens=2_100)
    assert check_total(mini, Decimal("0.0335")).sentence() == (
        "stated 0.0335 does not follow: the tokens cost 0.0099232; it is 3.38 times that"
    )
    assert check_total(sonnet, Decimal("0.098")).sentence() == (
        "stated 0.098 does not follow: the tokens cost 0.08676; it is 1.13 times that"
    )


def test_tokens_of_an_unknown_split_bound_what_can_be_true() -> None:
    verdict = check_tokens(CARD, 7_280_000, Decimal(18_200), model="gpt-4o", at="2025-07-01")
    assert verdict.sentence() == (
        "stated 18200 does not follow: the tokens cost 18.2 to 72.8; it is 250.00 times that"
    )
    billions = check_tokens(CARD, 7_280_000_000, Decimal(18_200), model="gpt-4o", at="2025-07-01")
    assert billions.follows


def at(day: str) -> Any:
    from untagged_llm.cost import to_instant

    return to_instant(day)
