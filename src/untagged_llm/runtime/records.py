"""Events under their published names: OpenTelemetry's without `gen_ai.` where it has one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from untagged_llm.cost.lines import number
from untagged_llm.runtime.clock import timestamp
from untagged_llm.runtime.event import SCHEMA_VERSION

if TYPE_CHECKING:
    from decimal import Decimal

    from untagged_llm.cost.result import Cost, CostLine
    from untagged_llm.cost.usage import Component, Usage
    from untagged_llm.runtime.event import CallSite, Notice, UsageEvent

USAGE_NAMES = {
    "input_tokens": "usage.input_tokens",
    "cache_read_input_tokens": "usage.cache_read.input_tokens",
    "cache_write_input_tokens": "usage.cache_write.input_tokens",
    "cache_write_5m_input_tokens": "usage.cache_write_5m.input_tokens",
    "cache_write_30m_input_tokens": "usage.cache_write_30m.input_tokens",
    "cache_write_1h_input_tokens": "usage.cache_write_1h.input_tokens",
    "cache_write_12h_input_tokens": "usage.cache_write_12h.input_tokens",
    "input_audio_tokens": "usage.audio.input_tokens",
    "input_image_tokens": "usage.image.input_tokens",
    "input_video_tokens": "usage.video.input_tokens",
    "cache_read_audio_tokens": "usage.cache_read.audio.input_tokens",
    "cache_read_image_tokens": "usage.cache_read.image.input_tokens",
    "tool_use_input_tokens": "usage.tool_use.input_tokens",
    "output_tokens": "usage.output_tokens",
    "reasoning_output_tokens": "usage.reasoning.output_tokens",
    "output_audio_tokens": "usage.audio.output_tokens",
    "output_image_tokens": "usage.image.output_tokens",
    "rejected_prediction_tokens": "usage.rejected_prediction.output_tokens",
    "seconds": "usage.seconds",
    "characters": "usage.characters",
    "images": "usage.images",
    "pages": "usage.pages",
    "search_units": "usage.search_units",
    "web_search_calls": "usage.tool_calls.web_search",
    "web_search_preview_calls": "usage.tool_calls.web_search_preview",
    "file_search_calls": "usage.tool_calls.file_search",
    "code_execution_calls": "usage.tool_calls.code_execution",
    "maps_calls": "usage.tool_calls.maps",
    "requests": "usage.request_count",
}
TOTALS = ("usage.input_tokens", "usage.output_tokens", "usage.request_count")
OWNER_NAMES = {
    "team_id": "team",
    "project_id": "project",
    "service_name": "service",
    "feature": "feature",
    "environment": "environment",
    "tenant_id": "tenant_id",
    "user_id": "user_id",
    "cost_center": "cost_center",
    "workflow_name": "workflow.name",
}


def usage_event_record(event: UsageEvent) -> dict[str, Any]:
    """All that is known of a request."""
    record = {
        "kind": "usage",
        "schema_version": SCHEMA_VERSION,
        "event_id": event.event_id,
        "timestamp": timestamp(event.time_ns),
        "source": event.source,
        "request_id": event.request_id,
        "provider_request_id": event.provider_request_id,
        "response.id": event.response_id,
        "trace_id": event.trace_id,
        "span_id": event.span_id,
        "parent_event_id": event.parent_event_id,
        "conversation.id": event.conversation_id,
        **_service(event),
        **_owner(event),
        **_outcome(event),
        **usage_record(event.usage),
        "usage_source": event.usage_source,
        **cost_record(event.cost, event.currency),
        "reported_cost": event.reported_cost,
        "reported_by": event.reported_by,
        **_call_site(event.call_site),
    }
    return {name: value for name, value in record.items() if value is not None}


def notice_record(notice: Notice) -> dict[str, Any]:
    """An alert, a count of what was dropped, a refusal."""
    return {
        "kind": notice.kind,
        "schema_version": SCHEMA_VERSION,
        "event_id": notice.event_id,
        "timestamp": timestamp(notice.time_ns),
        "message": notice.message,
        "count": notice.count,
        "subject": notice.subject,
        "tags": dict(notice.tags),
    }


def usage_record(usage: Usage | None) -> dict[str, Any]:
    """The quantities: totals always, parts where there are some."""
    if usage is None:
        return {}
    record: dict[str, Any] = {}
    for field, name in USAGE_NAMES.items():
        quantity = getattr(usage, field)
        if quantity or name in TOTALS:
            record[name] = quantity if isinstance(quantity, int) else number(quantity)
    if usage.components:
        record["components"] = [_component(component) for component in usage.components]
    if usage.aggregate:
        record["aggregate"] = True
    return record


def cost_record(cost: Cost | None, currency: str) -> dict[str, Any]:
    """What it cost, line by line, and how far that can be trusted."""
    if cost is None:
        return {"pricing_status": "unpriced", "pricing_reason": "not priced"}
    return {
        "cost.effective": _money(cost.total),
        "cost.list": _money(cost.list_total),
        "currency": currency,
        "cost.components": [_line(line) for line in cost.lines] or None,
        "pricing_status": cost.status,
        "pricing_reason": cost.reason or None,
        "rate_card_version": cost.rate_card_version,
    }


def _service(event: UsageEvent) -> dict[str, Any]:
    return {
        "provider.name": event.provider,
        "host": event.host or None,
        "request.model": event.request_model,
        "response.model": event.response_model,
        "operation.name": event.operation or None,
        "service_tier": event.service_tier,
        "speed": event.speed,
        "region": event.region,
        "deployment_type": event.deployment_type,
        "batch": event.batch,
        "sdk": event.sdk or None,
    }


def _owner(event: UsageEvent) -> dict[str, Any]:
    tags = event.tags
    return {
        **{name: tags.get(key) for key, name in OWNER_NAMES.items()},
        "prompt.name": event.prompt_name or tags.get("prompt_template"),
        "prompt.version": event.prompt_version,
        "tags": dict(tags),
        "owner_source": event.owner_source,
        "missing": list(event.missing) or None,
    }


def _outcome(event: UsageEvent) -> dict[str, Any]:
    return {
        "status": event.status,
        "http.status_code": event.http_status,
        "error.type": event.error_type,
        "latency_ms": _milliseconds(event.latency_ms),
        "time_to_first_token_ms": _milliseconds(event.time_to_first_token_ms),
        "attempt": event.attempt,
        "retry_count": event.attempt - 1,
        "retry_of": event.retry_of,
        "fallback_from": event.fallback_from,
        "gateway_cache_hit": event.gateway_cache_hit,
        "streamed": event.streamed,
    }


def _call_site(site: CallSite | None) -> dict[str, Any]:
    if site is None:
        return {}
    return {
        "code.file.path": site.file,
        "code.line.number": site.line,
        "code.function.name": site.function,
        "site_id": _site_id(site),
    }


def _site_id(site: CallSite) -> str | None:
    """Working it out reads the application's source; an event without it is better than none."""
    try:
        return site.site_id
    except Exception:
        return None


def _component(component: Component) -> dict[str, Any]:
    named = {"model": component.model, "kind": component.kind or None}
    told = {name: value for name, value in named.items() if value is not None}
    return {**told, **usage_record(component.usage)}


def _line(line: CostLine) -> dict[str, Any]:
    return {
        "class": line.meter,
        "quantity": number(line.quantity),
        "rate": number(line.unit_price),
        "per": line.per,
        "amount": number(line.amount),
        "rate_id": line.rate_id,
    }


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else number(amount)


def _milliseconds(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
