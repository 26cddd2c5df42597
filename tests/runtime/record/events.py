"""Events made by hand."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from untagged_llm.cost import RateCard, Usage
from untagged_llm.runtime.event import UsageEvent


@dataclass(frozen=True, slots=True)
class Site:
    """A call site as the meter would say it."""

    file: str = "app/qa.py"
    line: int = 12
    function: str = "Answerer.ask"
    site_id: str | None = "0123456789abcdef"


def event(number: int = 1, **changes: Any) -> UsageEvent:
    """A small answered request, the `number`th."""
    known: dict[str, Any] = {
        "time_ns": time.time_ns(),
        "request_id": f"request-{number}",
        "provider": "openai",
        "status": "success",
        "operation": "chat",
        "host": "api.openai.com",
        "request_model": "gpt-5.4-mini",
        "tags": {"team_id": "search", "service_name": "qa", "project_id": "p1"},
        "owner_source": "client",
        "latency_ms": 12.5,
        "http_status": 200,
    }
    return UsageEvent(**{**known, **changes})


def priced() -> UsageEvent:
    """A request of which everything is known."""
    usage = Usage(input_tokens=10_000, cache_read_input_tokens=2_000, output_tokens=1_200)
    cost = RateCard.bundled().price(
        usage, provider="openai", model="gpt-5.4-mini", at="2026-11-01T12:00:00Z"
    )
    return event(
        time_ns=1_793_534_400_123_456_789,
        usage=usage,
        usage_source="provider",
        cost=cost,
        call_site=Site(),
        response_model="gpt-5.4-mini-2026-03-05",
        response_id="chatcmpl-1",
        provider_request_id="req_1",
        trace_id="0af7651916cd43dd8448eb211c80319c",
        span_id="b7ad6b7169203331",
        time_to_first_token_ms=4.25,
        attempt=2,
        retry_of="ab" * 16,
        streamed=True,
        prompt_name="answer",
        prompt_version="3",
    )
