"""Which price holds: names, dates, terms, knowledge."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest

from untagged_llm.cost import Cost, RateCard, UnpricedError, Usage

CARD = RateCard.bundled()
NOW = "2026-11-20T12:00:00Z"
ONE_EACH = Usage(input_tokens=1_000_000, output_tokens=1_000_000, aggregate=True)


def price(model: str, usage: Usage = ONE_EACH, **asked: Any) -> Cost:
    return CARD.price(usage, model=model, **{"at": NOW, **asked})


@pytest.mark.parametrize(
    ("provider", "model", "total"),
    [
        ("openai", "gpt-5.6", "24"),
        ("openai", "gpt-5.4-2026-03-05", "17.5"),
        (None, "gpt-5.6-terra-2026-07-01", "14"),
        (None, "openai/gpt-5.4", "17.5"),
        ("azure", "azure/gpt-5.4", "17.5"),
        ("bedrock", "bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0", "6.6"),
        ("bedrock", "eu.anthropic.claude-haiku-4-5-20251001-v1:0", "6.6"),
        (
            "aws.bedrock",
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/"
            "global.anthropic.claude-haiku-4-5-20251001-v1:0",
            "6",
        ),
        (
            "aws.bedrock",
            "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0",
            "0.3",
        ),
        ("vertex_ai", "claude-sonnet-4-5@20250929", "18"),
        ("vertex_ai", "publishers/google/models/gemini-2.5-flash", "2.8"),
        ("gemini", "models/gemini-2.5-flash", "2.8"),
        ("groq", "openai/gpt-oss-120b", "0.75"),
        ("xai", "xai/grok-4.5", "8"),
    ],
)
def test_a_name_means_one_model(provider: str | None, model: str, total: str) -> None:
    assert price(model, provider=provider).total == Decimal(total)


@pytest.mark.parametrize(
    ("provider", "model", "reason"),
    [
        ("openai", "gpt-5.4-minni", "openai lists no 'gpt-5.4-minni'; nearest names: gpt-5.4-mini"),
        ("openai", "o", "openai lists no 'o'"),
        ("openai", "8k", "openai lists no '8k'"),
        ("openai", "gpt-5.4-2026-13-45", "openai lists no 'gpt-5.4-2026-13-45'"),
        ("openai", "ft:gpt-6-sol:acme::abc", "openai lists no 'ft:gpt-6-sol:acme::abc'"),
        ("openai", "gpt-5.4-2027-01-01", "gpt-5.4-2027-01-01 had no price on 2026-11-20"),
        ("antropic", "claude-opus-5", "unknown provider 'antropic'; nearest names: anthropic"),
        (None, "summarizer-v2", "no provider lists 'summarizer-v2'"),
        (
            "aws.bedrock",
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc",
            "aws.bedrock lists no 'arn:",
        ),
        ("openai", "gpt-4o", "gpt-4o has no rate for input, output under these terms; listed"),
    ],
)
def test_an_unknown_name_is_never_another_models_price(
    provider: str | None, model: str, reason: str
) -> None:
    cost = price(model, provider=provider, tier="flex" if model == "gpt-4o" else None)
    assert (cost.total, cost.status, cost.lines) == (None, "unpriced", ())
    assert cost.reason.startswith(reason)
    with pytest.raises(UnpricedError, match=r"has no rate|lists|had no price|unknown provider"):
        price(model, provider=provider, tier="flex", strict=True)


@pytest.mark.parametrize(
    ("model", "at", "input_price"),
    [
        ("gpt-5.6-sol", "2026-08-20T23:59:59Z", "5"),
        ("gpt-5.6-sol", "2026-08-21T00:00:00Z", "4"),
        ("gpt-5.6-sol", "2026-08-21T01:00:00+02:00", "5"),
        ("deepseek-v4-pro", "2026-08-16T15:59:59Z", "0.435"),
        ("deepseek-v4-pro", "2026-08-16T16:00:00Z", "0.66"),
        ("deepseek-v4-flash", "2026-09-09T12:00:00Z", "0.22"),
        ("deepseek-v4-flash", "2026-09-10T12:00:00Z", "0.15"),
        ("gemini-3.8-flash", "2026-12-31T23:59:59Z", "0.75"),
        ("gemini-3.8-flash", "2027-01-01T00:00:00Z", "1.5"),
        ("claude-sonnet-5", "2026-10-01", "2"),
        ("mistral-large-4", "2026-10-25", "1.36"),
        ("mistral-medium-latest", "2026-06-16", "1.5"),
    ],
)
def test_a_request_is_priced_by_its_date(model: str, at: str, input_price: str) -> None:
    usage = Usage(input_tokens=1_000_000, aggregate=True)
    assert price(model, usage, at=at).total == Decimal(input_price)


def test_a_name_that_did_not_exist_yet_has_no_price() -> None:
    assert price("mistral-medium-latest", at="2026-06-15").status == "unpriced"


def test_a_cancelled_change_is_what_was_known_then() -> None:
    usage = Usage(input_tokens=1_000_000, aggregate=True)
    july = datetime(2026, 7, 15, tzinfo=timezone.utc)
    asked = {"at": "2026-09-15", "known_at": july}
    assert price("claude-sonnet-5", usage, **asked).total == Decimal(3)
    assert price("claude-sonnet-5", usage, at="2026-09-15").total == Decimal(2)
    may = datetime(2026, 5, 1, tzinfo=timezone.utc)
    assert price("claude-sonnet-5", usage, at="2026-09-15", known_at=may).total == Decimal(2)


@pytest.mark.parametrize(
    ("at", "input_price"),
    [
        ("2026-11-18T00:59:59Z", "0.66"),
        ("2026-11-18T01:00:00Z", "1.32"),
        ("2026-11-18T03:59:59Z", "1.32"),
        ("2026-11-18T04:00:00Z", "0.66"),
        ("2026-11-18T09:59:00Z", "1.32"),
        ("2026-11-18T10:00:00Z", "0.66"),
        ("2026-11-21T02:00:00Z", "0.66"),  # Saturday
        ("2026-10-01T02:00:00Z", "0.66"),  # National Day, a Thursday
        ("2026-10-08T02:00:00Z", "1.32"),
    ],
)
def test_peak_hours_end_at_weekends_and_on_holidays(at: str, input_price: str) -> None:
    usage = Usage(input_tokens=1_000_000)
    assert price("deepseek-v4-pro", usage, at=at).total == Decimal(input_price)


@pytest.mark.parametrize(
    ("model", "tokens", "input_price"),
    [
        ("gpt-5.4", 272_000, "2.5"),
        ("gpt-5.4", 272_001, "5"),
        ("claude-haiku-5-5", 100_000, "0.1"),
        ("claude-haiku-5-5", 100_001, "0.5"),
        ("gemini-1.5-pro", 128_001, "2.5"),
        ("grok-4.5", 199_999, "2"),
        ("grok-4.5", 200_000, "4"),
    ],
)
def test_a_context_tier_begins_exactly_at_its_bound(
    model: str, tokens: int, input_price: str
) -> None:
    [line] = price(model, Usage(input_tokens=tokens)).lines
    assert line.unit_price == Decimal(input_price)


def test_cached_tokens_count_for_the_tier_and_sums_never_do() -> None:
    cached = Usage(input_tokens=272_001, cache_read_input_tokens=272_000)
    assert [line.unit_price for line in price("gpt-5.4", cached).lines] == [
        Decimal(5),
        Decimal("0.5"),
    ]
    [line] = price("gpt-5.4", Usage(input_tokens=1_200_000, aggregate=True)).lines
    assert line.unit_price == Decimal("2.5")


def test_the_ended_beta_needs_to_be_named() -> None:
    usage = Usage(input_tokens=250_000)
    assert price("claude-sonnet-4", usage, at="2026-06-08").total == Decimal("0.75")
    beta = {"at": "2026-06-08", "beta": "context-1m"}
    assert price("claude-sonnet-4", usage, **beta).total == Decimal("1.5")
    assert price("claude-sonnet-4", usage, at="2025-12-01").total == Decimal("1.5")


def test_multipliers_stack_and_cover_tokens_only() -> None:
    usage = Usage(input_tokens=1_000_000, web_search_calls=1000, aggregate=True)
    fast = price("claude-opus-5-5", usage, speed="fast", region="us")
    assert [line.unit_price for line in fast.lines] == [Decimal("8.8"), Decimal(10)]
    assert fast.lines[0].rate_id == "anthropic/claude-opus-5-5/fast/input+us-inference"
    older = price("claude-opus-4-5", usage, region="us")
    assert older.lines[0].unit_price == Decimal(5)
    elsewhere = price("claude-opus-5-5", usage, region="not_available")
    assert elsewhere.lines[0].unit_price == Decimal(4)


def test_vertex_sells_claude_dearer_outside_the_global_endpoint() -> None:
    asked: Any = {"provider": "vertex", "model": "claude-opus-5-5"}
    assert price(**asked, region="global").total == Decimal(24)
    assert price(**asked, region="europe-west1").total == Decimal("26.4")
    gemini: Any = {"provider": "vertex", "model": "gemini-2.5-pro"}
    assert price(**gemini, region="europe-west1").total == Decimal("11.25")


def test_azure_data_zones_have_their_own_meters() -> None:
    zone: Any = {"provider": "azure", "deployment": "DataZoneStandard"}
    assert price("gpt-4o", **zone).total == Decimal("13.75")
    assert price("o3", **zone).status == "unpriced"


def test_priority_has_no_long_context_rates_before_5_6() -> None:
    long = Usage(input_tokens=300_000)
    assert price("gpt-5.4", long, tier="priority").status == "unpriced"
    assert price("gpt-5.6-sol", long, tier="priority").total == Decimal("4.8")


@pytest.mark.parametrize(
    ("usage", "asked", "status", "reason"),
    [
        (Usage(), {"status_code": 429}, "free", "the request failed (429): nothing billed"),
        (Usage(), {}, "free", "nothing used"),
        (
            ONE_EACH,
            {"tier": "scale"},
            "free",
            "provisioned capacity: no marginal price",
        ),
        (
            Usage(input_tokens=5, code_execution_calls=1),
            {},
            "partial",
            "gpt-5.4 has no rate for code_execution",
        ),
        (
            Usage(input_tokens=5, cache_split=False),
            {},
            "upper_bound",
            "the source does not say how much of the input was cached",
        ),
    ],
)
def test_a_status_says_how_far_a_price_goes(
    usage: Usage, asked: dict[str, Any], status: str, reason: str
) -> None:
    cost = price("gpt-5.4", usage, **asked)
    assert (cost.status, cost.reason) == (status, reason)


def test_a_transcription_is_billed_for_ten_seconds_at_least() -> None:
    short, long = Usage(seconds=4), Usage(seconds=3600)
    assert price("whisper-large-v3", short).total == Decimal("1.11") / 3600
    assert price("whisper-large-v3", long).total == Decimal("0.111")


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match=r"at: 2026-11-20T12:00:00 has no time zone; write .*Z"):
        price("gpt-5.4", at="2026-11-20T12:00:00")
    with pytest.raises(ValueError, match=r"at: 'yesterday' is not a date such as"):
        price("gpt-5.4", at="yesterday")
