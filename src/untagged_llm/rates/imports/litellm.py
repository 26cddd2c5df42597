"""LiteLLM's `model_prices_and_context_window.json`: USD per token, tiers as key suffixes."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from untagged_llm.rates.amounts import million

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MARK = "LiteLLM's price map (an object of models with litellm_provider)"

PROVIDERS = {
    "openai": "openai",
    "text-completion-openai": "openai",
    "azure": "azure.ai.openai",
    "anthropic": "anthropic",
    "bedrock": "aws.bedrock",
    "bedrock_converse": "aws.bedrock",
    "gemini": "gcp.gemini",
    "mistral": "mistral_ai",
    "cohere": "cohere",
    "cohere_chat": "cohere",
    "deepseek": "deepseek",
    "xai": "x_ai",
    "groq": "groq",
}
TOKENS = {
    "input_cost_per_token": "input",
    "output_cost_per_token": "output",
    "cache_read_input_token_cost": "cache_read",
    "cache_creation_input_token_cost": "cache_write",
    "cache_creation_input_token_cost_above_1hr": "cache_write_1h",
    "input_cost_per_audio_token": "input_audio",
    "output_cost_per_audio_token": "output_audio",
}
TIERS = {"_batches": "batch", "_flex": "flex", "_priority": "priority", "_ultrafast": "ultrafast"}
ABOVE = re.compile(r"_above_(\d+)k_tokens$")
# xAI re-rates from the bound on, everybody else above it.
INCLUSIVE = {"x_ai"}


def matches(data: Any) -> bool:
    """Whether parsed JSON is of this format."""
    return isinstance(data, dict) and any(
        isinstance(value, dict) and "litellm_provider" in value for value in data.values()
    )


def entries(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """An entry for every model of a provider that the card knows."""
    for name, model in data.items():
        provider = PROVIDERS.get(model.get("litellm_provider", ""))
        if provider is None or name == "sample_spec":
            continue
        prices = _prices(model, provider)
        if prices:
            yield {"provider": provider, "model": _bare(name), "price": prices}


def _bare(name: str) -> str:
    prefixes = ("openai/", "azure/", "anthropic/", "bedrock/", "gemini/", "mistral/", "cohere/")
    for prefix in (*prefixes, "deepseek/", "xai/", "groq/"):
        name = name.removeprefix(prefix)
    return name


def _prices(model: Mapping[str, Any], provider: str) -> list[dict[str, Any]]:
    groups: dict[tuple[tuple[str, str], ...], dict[str, Any]] = {}
    for key, value in model.items():
        found = _meaning(key, provider)
        if found is None or not isinstance(value, str):
            continue
        meter, when = found
        amount = million(Decimal(value))
        if amount is not None:
            group = groups.setdefault(tuple(when.items()), {"when": when} if when else {})
            group[meter] = amount
    return [{**group, "sources": ["litellm"], "confidence": "single"} for group in groups.values()]


def _meaning(key: str, provider: str) -> tuple[str, dict[str, str]] | None:
    when = {}
    for suffix, tier in TIERS.items():
        if key.endswith(suffix):
            key, when = key.removesuffix(suffix), {"tier": tier}
    above = ABOVE.search(key)
    if above:
        sign = ">=" if provider in INCLUSIVE else ">"
        when["context"] = f"{sign} {int(above[1]) * 1000}"
        key = key[: above.start()]
    meter = TOKENS.get(key)
    return (meter, when) if meter else None
