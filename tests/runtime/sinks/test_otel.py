from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from runtime.record.events import event, priced
from untagged_llm.runtime.event import Notice
from untagged_llm.runtime.sinks.otel import OpenTelemetry

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan


class Telemetry:
    """An application's own providers, which keep everything in memory."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._spans = InMemorySpanExporter()
        self._metrics = InMemoryMetricReader()
        tracers = TracerProvider()
        tracers.add_span_processor(SimpleSpanProcessor(self._spans))
        meters = MeterProvider([self._metrics])
        monkeypatch.setattr(trace, "get_tracer", tracers.get_tracer)
        monkeypatch.setattr(metrics, "get_meter", meters.get_meter)

    def spans(self) -> tuple[ReadableSpan, ...]:
        return self._spans.get_finished_spans()

    def points(self) -> dict[str, Any]:
        data = self._metrics.get_metrics_data()
        assert data is not None
        found = data.resource_metrics[0].scope_metrics[0].metrics
        return {metric.name: metric.data.data_points[0] for metric in found}


@pytest.fixture
def telemetry(monkeypatch: pytest.MonkeyPatch) -> Telemetry:
    return Telemetry(monkeypatch)


def test_a_request_is_a_span_under_the_current_names(telemetry: Telemetry) -> None:
    OpenTelemetry().write([priced()])

    (span,) = telemetry.spans()
    found = dict(span.attributes or {})
    assert (span.name, span.kind) == ("chat gpt-5.4-mini", SpanKind.CLIENT)
    assert found["gen_ai.provider.name"] == "openai"
    assert found["gen_ai.response.model"] == "gpt-5.4-mini-2026-03-05"
    assert found["gen_ai.usage.input_tokens"] == 10_000
    assert found["gen_ai.usage.cache_read.input_tokens"] == 2_000
    assert found["gen_ai.usage.cost"] == 0.01155
    assert found["untagged_llm.cost.effective"] == "0.01155"
    assert found["untagged_llm.owner.team_id"] == "search"
    assert found["code.line.number"] == 12


def test_the_span_hangs_below_the_one_that_was_current_and_lasts_as_long_as_the_request(
    telemetry: Telemetry,
) -> None:
    made = priced()

    OpenTelemetry().write([made])

    (span,) = telemetry.spans()
    assert span.parent is not None
    assert f"{span.parent.trace_id:032x}" == made.trace_id
    assert f"{span.parent.span_id:016x}" == made.span_id
    assert (span.start_time, span.end_time) == (made.time_ns, made.time_ns + 12_500_000)


def test_a_failed_request_is_a_failed_span(telemetry: Telemetry) -> None:
    OpenTelemetry().write([event(status="timeout", error_type="ReadTimeout")])

    (span,) = telemetry.spans()
    assert span.status.status_code is StatusCode.ERROR
    assert (span.attributes or {})["error.type"] == "ReadTimeout"
    assert span.parent is None


def test_tokens_cost_and_time_are_counted_by_owner(telemetry: Telemetry) -> None:
    OpenTelemetry().write([priced(), priced()])

    points = telemetry.points()
    assert points["gen_ai.client.inference.usage.input_tokens"].value == 20_000
    assert points["gen_ai.client.inference.usage.cache_read.input_tokens"].value == 4_000
    assert points["untagged_llm.cost"].value == pytest.approx(0.0231)
    assert points["untagged_llm.cost"].attributes["untagged_llm.owner.team_id"] == "search"
    assert points["gen_ai.client.inference.duration"].count == 2


def test_who_asked_is_no_dimension_of_a_metric(telemetry: Telemetry) -> None:
    OpenTelemetry().write([event(tags={"team_id": "search", "user_id": "u1"})])

    at = telemetry.points()["gen_ai.client.inference.duration"].attributes
    assert "untagged_llm.owner.user_id" not in at


def test_what_was_dropped_is_counted(telemetry: Telemetry) -> None:
    OpenTelemetry().write([Notice(time_ns=1, kind="dropped", message="5 events", count=5)])

    point = telemetry.points()["untagged_llm.notices"]
    assert (point.value, point.attributes["kind"]) == (5, "dropped")
