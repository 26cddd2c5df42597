"""Anthropic Messages: `input_tokens` leaves out what was read from or written to a cache."""

from __future__ import annotations

from typing import Any

from untagged_llm.cost.readings.fields import Table, count, table, text
from untagged_llm.cost.usage import Component, Usage

OWN = "message"


def read(body: Table, reading: Any) -> Any:
    """A message, the usage of one, or the last `message_delta` of a stream."""
    usage = table(body, "usage") or body
    return reading(
        usage=_usage(usage).replace(
            components=_components(usage.get("iterations") or ()),
            web_search_calls=count(table(usage, "server_tool_use"), "web_search_requests"),
            code_execution_calls=count(table(usage, "server_tool_use"), "code_execution_requests"),
        ),
        model=text(body, "model"),
        tier=text(usage, "service_tier"),
        speed=text(usage, "speed"),
        region=text(usage, "inference_geo"),
    )


def _usage(usage: Table) -> Usage:
    read_, written = (
        count(usage, "cache_read_input_tokens"),
        count(usage, "cache_creation_input_tokens"),
    )
    lifetimes = table(usage, "cache_creation")
    short = count(lifetimes, "ephemeral_5m_input_tokens")
    long = count(lifetimes, "ephemeral_1h_input_tokens")
    written = max(written, short + long)
    return Usage(
        input_tokens=count(usage, "input_tokens") + read_ + written,
        cache_read_input_tokens=read_,
        cache_write_input_tokens=written,
        cache_write_5m_input_tokens=short,
        cache_write_1h_input_tokens=long,
        output_tokens=count(usage, "output_tokens"),
        reasoning_output_tokens=count(table(usage, "output_tokens_details"), "thinking_tokens"),
    )


def _components(iterations: Any) -> tuple[Component, ...]:
    """Iterations that the totals leave out: compactions, and advisors with their own model."""
    return tuple(
        Component(_usage(part), text(part, "model"), str(part.get("type", "")))
        for part in iterations
        if part.get("type", OWN) != OWN
    )
