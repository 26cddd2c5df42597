"""Bedrock Converse and its invocation log: `inputTokens` leaves out cached tokens."""

from __future__ import annotations

from typing import Any

from untagged_llm.cost.readings.fields import Table, count, snake, table, text
from untagged_llm.cost.usage import Usage


def read(body: Table, reading: Any) -> Any:
    """A Converse response, its usage, or one record of the model invocation log."""
    body = snake(body)
    given = table(body, "usage", "input") or body
    made = table(body, "usage", "output") or body
    cached = count(given, "cache_read_input_tokens", "cache_read_input_token_count")
    written = count(given, "cache_write_input_tokens", "cache_write_input_token_count")
    lifetimes = _lifetimes(given)
    fresh = count(given, "input_tokens", "input_token_count")
    return reading(
        usage=Usage(
            input_tokens=fresh + cached + written,
            cache_read_input_tokens=cached,
            cache_write_input_tokens=written,
            cache_write_5m_input_tokens=lifetimes.get("5m", 0),
            cache_write_1h_input_tokens=lifetimes.get("1h", 0),
            output_tokens=count(made, "output_tokens", "output_token_count"),
        ),
        model=_served(body),
        tier=text(table(body, "service_tier"), "type"),
        speed=text(table(body, "performance_config"), "latency"),
        region=None,
    )


def _lifetimes(usage: Table) -> dict[str, int]:
    return {
        str(item.get("ttl", "")): count(item, "input_tokens")
        for item in usage.get("cache_details") or ()
    }


def _served(body: Table) -> str | None:
    """The model a prompt router chose, else the one that was asked for."""
    router = table(table(body, "trace"), "prompt_router")
    return text(router, "invoked_model_id") or text(body, "model_id", "model")
