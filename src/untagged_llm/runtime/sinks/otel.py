"""OpenTelemetry: a span and metrics for each request, through the application's own providers.

Names are the current ones of the GenAI conventions; cost and owner, for which these have none,
stand under `untagged_llm.`. Money is decimal text there and a float in `gen_ai.usage.cost`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.event import UsageEvent
from untagged_llm.runtime.sinks.sink import Sink

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opentelemetry.context import Context
    from opentelemetry.metrics import Counter, Histogram
    from opentelemetry.trace import Tracer

    from untagged_llm.runtime.sinks.sink import Recordable

SCOPE = "untagged_llm"
NAMES = {
    "operation.name": "gen_ai.operation.name",
    "provider.name": "gen_ai.provider.name",
    "request.model": "gen_ai.request.model",
    "response.model": "gen_ai.response.model",
    "response.id": "gen_ai.response.id",
    "conversation.id": "gen_ai.conversation.id",
    "workflow.name": "gen_ai.workflow.name",
    "prompt.name": "gen_ai.prompt.name",
    "streamed": "gen_ai.request.stream",
    "host": "server.address",
    "http.status_code": "http.response.status_code",
    "retry_count": "http.request.resend_count",
    "error.type": "error.type",
    "code.file.path": "code.file.path",
    "code.line.number": "code.line.number",
    "code.function.name": "code.function.name",
}
OURS = (
    *("event_id", "request_id", "provider_request_id", "status", "retry_of", "fallback_from"),
    *("service_tier", "batch", "usage_source", "owner_source", "prompt.version", "site_id"),
    *("cost.effective", "cost.list", "currency"),
    *("pricing_status", "pricing_reason", "rate_card_version"),
)
COUNTED = (
    *("input_tokens", "cache_read.input_tokens", "cache_write.input_tokens"),
    *("output_tokens", "reasoning.output_tokens"),
)
# A metric has a series for each combination: only what has few values.
DIMENSIONS = ("operation.name", "provider.name", "request.model", "response.model", "error.type")
OWNERS = ("team_id", "service_name", "project_id", "feature", "environment", "cost_center")


class OpenTelemetry(Sink):
    """Ends a span at the time the request ended, below the span that was current when it began."""

    name = "otel"

    def __init__(self) -> None:
        self._meters: _Meters | None = None
        self._tracer: Tracer | None = None

    def write(self, events: Sequence[Recordable]) -> int:
        """One span and its metrics for each request. Notices are counted as `dropped` or alerts."""
        if self._meters is None or self._tracer is None:
            from opentelemetry import metrics, trace

            self._meters = _Meters(metrics.get_meter(SCOPE))
            self._tracer = trace.get_tracer(SCOPE)
        for event in events:
            record = event.as_record()
            if isinstance(event, UsageEvent):
                _span(self._tracer, event, record)
                self._meters.request(record)
            else:
                self._meters.notice(record)
        return 0

    def reopened(self) -> OpenTelemetry:
        """The same, of the child's providers."""
        return OpenTelemetry()


class _Meters:
    def __init__(self, meter: Any) -> None:
        usage = "gen_ai.client.inference.usage"
        self._counters: dict[str, Counter] = {
            name: meter.create_counter(f"{usage}.{name}", unit="{token}") for name in COUNTED
        }
        self._duration: Histogram = meter.create_histogram(
            "gen_ai.client.inference.duration", unit="s"
        )
        self._cost: Counter = meter.create_counter("untagged_llm.cost", unit="{currency}")
        self._notices: Counter = meter.create_counter("untagged_llm.notices", unit="{event}")

    def request(self, record: dict[str, Any]) -> None:
        at = {NAMES[key]: record[key] for key in DIMENSIONS if key in record}
        tags = record["tags"]
        at |= {f"untagged_llm.owner.{key}": str(tags[key]) for key in OWNERS if key in tags}
        for name, counter in self._counters.items():
            if count := record.get(f"usage.{name}"):
                counter.add(count, at)
        if "latency_ms" in record:
            self._duration.record(record["latency_ms"] / 1000, at)
        if "cost.effective" in record:
            self._cost.add(float(record["cost.effective"]), {**at, "currency": record["currency"]})

    def notice(self, record: dict[str, Any]) -> None:
        self._notices.add(record["count"], {"kind": record["kind"]})


def _span(tracer: Tracer, event: UsageEvent, record: dict[str, Any]) -> None:
    from opentelemetry.trace import SpanKind, Status, StatusCode

    span = tracer.start_span(
        f"{event.operation or 'request'} {event.request_model or ''}".rstrip(),
        context=_parent(event),
        kind=SpanKind.CLIENT,
        attributes=_attributes(record),
        start_time=event.time_ns,
    )
    if event.status != "success":
        span.set_status(Status(StatusCode.ERROR, event.error_type or event.status))
    span.end(event.time_ns + int((event.latency_ms or 0) * 1_000_000))


def _parent(event: UsageEvent) -> Context:
    from opentelemetry.context import Context
    from opentelemetry.trace import (
        NonRecordingSpan,
        SpanContext,
        TraceFlags,
        set_span_in_context,
    )

    try:
        trace, span = int(event.trace_id or "", 16), int(event.span_id or "", 16)
    except ValueError:
        return Context()
    above = SpanContext(trace, span, is_remote=False, trace_flags=TraceFlags(TraceFlags.SAMPLED))
    return set_span_in_context(NonRecordingSpan(above), Context())


def _attributes(record: dict[str, Any]) -> dict[str, Any]:
    found = {name: record[key] for key, name in NAMES.items() if key in record}
    found |= {f"untagged_llm.{key}": record[key] for key in OURS if key in record}
    found |= {f"gen_ai.{key}": record[key] for key in record if key.startswith("usage.")}
    found |= {f"untagged_llm.owner.{key}": str(each) for key, each in record["tags"].items()}
    if "cost.effective" in record:
        found["gen_ai.usage.cost"] = float(record["cost.effective"])
    if "time_to_first_token_ms" in record:
        found["gen_ai.response.time_to_first_chunk"] = record["time_to_first_token_ms"] / 1000
    return found
