"""The data of genai-prices (`data.json`): providers with models, USD per million tokens."""

from __future__ import annotations

from datetime import date, datetime, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from untagged_llm.rates.amounts import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MARK = "the data of genai-prices (a list of providers with models)"

PROVIDERS = {
    "openai": "openai",
    "anthropic": "anthropic",
    "google": "gcp.gemini",
    "mistral": "mistral_ai",
    "cohere": "cohere",
    "deepseek": "deepseek",
    "x-ai": "x_ai",
    "groq": "groq",
    "aws": "aws.bedrock",
    "azure": "azure.ai.openai",
}
METERS = {
    "input_mtok": "input",
    "output_mtok": "output",
    "cache_read_mtok": "cache_read",
    "cache_write_mtok": "cache_write",
    "input_audio_mtok": "input_audio",
    "output_audio_mtok": "output_audio",
    "cache_audio_read_mtok": "cache_read_audio",
}
INCLUSIVE = {"x_ai"}


def matches(data: Any) -> bool:
    """Whether parsed JSON is of this format."""
    return (
        isinstance(data, list)
        and bool(data)
        and all(isinstance(provider, dict) and "models" in provider for provider in data)
    )


def entries(data: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """An entry for every dated price of a provider that the card knows."""
    for provider in data:
        ours = PROVIDERS.get(provider.get("id", ""))
        for model in provider["models"] if ours else ():
            yield from _entries(str(ours), model)


def _entries(provider: str, model: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    prices = model["prices"]
    periods = prices if isinstance(prices, list) else [{"prices": prices}]
    dated = [(_start(period), period) for period in periods if _is_dated(period)]
    for position, (start, period) in enumerate(dated):
        groups = _groups(period["prices"], provider)
        if not groups:
            continue
        entry: dict[str, Any] = {"provider": provider, "model": model["id"], "price": groups}
        if start is not None:
            entry["valid_from"] = start
        if position + 1 < len(dated) and dated[position + 1][0] is not None:
            entry["valid_to"] = dated[position + 1][0]
        yield entry


def _is_dated(period: Mapping[str, Any]) -> bool:
    """Times of day cannot be told from dates here without their calendar: they are left out."""
    constraint = period.get("constraint") or {}
    return not constraint or "start_date" in constraint


def _start(period: Mapping[str, Any]) -> datetime | None:
    day = (period.get("constraint") or {}).get("start_date")
    if day is None:
        return None
    parsed = date.fromisoformat(day)
    return datetime(parsed.year, parsed.month, parsed.day, tzinfo=timezone.utc)


def _groups(prices: Mapping[str, Any], provider: str) -> list[dict[str, Any]]:
    base: dict[str, Any] = {}
    tiers: dict[str, dict[str, Any]] = {}
    for key, meter in METERS.items():
        value = prices.get(key)
        if isinstance(value, dict):
            base[meter] = _amount(value["base"])
            for tier in value.get("tiers", ()):
                bound = _bound(int(tier["start"]), provider)
                tiers.setdefault(bound, {"when": {"context": bound}})[meter] = _amount(
                    tier["price"]
                )
        elif value is not None:
            base[meter] = _amount(value)
    evidence = {"sources": ["genai-prices"], "confidence": "single"}
    return [{**group, **evidence} for group in (base, *tiers.values()) if group]


def _bound(start: int, provider: str) -> str:
    # xAI's inclusive bound is stored as one token less (199999).
    return f">= {start + 1}" if provider in INCLUSIVE and start % 1000 else f"> {start}"


def _amount(value: Any) -> str:
    return plain(Decimal(str(value)))
