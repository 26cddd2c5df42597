"""Other people's tracers for the openai SDK, told to send what they record nowhere.

Each entry makes a client that is traced, or patches the SDK's classes and makes a usual one. What
they record is made and queued as always; only the last step, a request to their server, is not.
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def nowhere() -> Any:
    """An exporter of spans that takes all of them."""
    from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

    class Nowhere(SpanExporter):
        def export(self, spans: Any) -> SpanExportResult:
            return SpanExportResult.SUCCESS

    return Nowhere()


def instrumentor(module: str) -> Callable[[Any], Any]:
    """An OpenTelemetry instrumentation of the openai SDK."""

    def traced(client: Any) -> Any:
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        provider = TracerProvider()
        provider.add_span_processor(BatchSpanProcessor(nowhere()))
        importlib.import_module(module).OpenAIInstrumentor().instrument(tracer_provider=provider)
        return client

    return traced


def langfuse(client: Any) -> Any:
    """Langfuse's drop-in module patches the SDK when it is imported."""
    made = importlib.import_module("langfuse").Langfuse
    made(public_key="k", secret_key="k", base_url="http://localhost", span_exporter=nowhere())
    importlib.import_module("langfuse.openai")
    return client


def langsmith(client: Any) -> Any:
    """LangSmith wraps one client."""
    import requests

    class Nowhere(requests.Session):
        def request(self, *args: Any, **kwargs: Any) -> requests.Response:
            answer = requests.Response()
            answer.status_code = 202
            return answer

    os.environ["LANGSMITH_TRACING"] = "true"
    module = importlib.import_module("langsmith")
    sink = module.Client(api_url="http://localhost", api_key="k", session=Nowhere(), info={})
    wrap = importlib.import_module("langsmith.wrappers").wrap_openai
    return wrap(client, tracing_extra={"client": sink})


_V2 = "opentelemetry.instrumentation.openai_v2"
_INFERENCE = "openinference.instrumentation.openai"

TRACERS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "opentelemetry openai-v2": (_V2, instrumentor(_V2)),
    "openinference": (_INFERENCE, instrumentor(_INFERENCE)),
    "langfuse": ("langfuse", langfuse),
    "langsmith": ("langsmith", langsmith),
}
"""By name: the module that has to be installed, and how a client comes to be traced."""
