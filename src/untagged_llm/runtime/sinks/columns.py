"""The tables of a ledger: which part of a record stands in which column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["text", "integer", "real", "money", "boolean", "time", "json"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `key` is its name in a record."""

    key: str
    kind: Kind = "text"

    @property
    def name(self) -> str:
        """Its name in SQL."""
        return self.key.replace(".", "_")


def _columns(kind: Kind, keys: str) -> tuple[Column, ...]:
    return tuple(Column(key, kind) for key in keys.split())


USAGE_COLUMNS = (
    *_columns("text", "event_id"),
    *_columns("time", "timestamp"),
    *_columns("integer", "schema_version"),
    *_columns("text", "source request_id provider_request_id response.id trace_id span_id"),
    *_columns("text", "parent_event_id conversation.id"),
    *_columns("text", "provider.name host request.model response.model operation.name"),
    *_columns("text", "service_tier speed region deployment_type"),
    *_columns("boolean", "batch"),
    *_columns("text", "sdk"),
    *_columns("text", "team project service feature environment tenant_id user_id cost_center"),
    *_columns("text", "workflow.name prompt.name prompt.version"),
    *_columns("json", "tags"),
    *_columns("text", "owner_source"),
    *_columns("json", "missing"),
    *_columns("text", "status"),
    *_columns("integer", "http.status_code"),
    *_columns("text", "error.type"),
    *_columns("real", "latency_ms time_to_first_token_ms"),
    *_columns("integer", "attempt retry_count"),
    *_columns("text", "retry_of fallback_from"),
    *_columns("boolean", "gateway_cache_hit streamed"),
    *_columns("integer", "usage.request_count usage.input_tokens"),
    *_columns("integer", "usage.cache_read.input_tokens usage.cache_write.input_tokens"),
    *_columns("integer", "usage.output_tokens usage.reasoning.output_tokens"),
    *_columns("json", "usage"),
    *_columns("text", "usage_source"),
    *_columns("boolean", "aggregate"),
    *_columns("money", "cost.effective cost.list"),
    *_columns("text", "currency"),
    *_columns("json", "cost.components"),
    *_columns("text", "pricing_status pricing_reason rate_card_version"),
    *_columns("money", "reported_cost"),
    *_columns("text", "reported_by code.file.path"),
    *_columns("integer", "code.line.number"),
    *_columns("text", "code.function.name site_id"),
)
NOTICE_COLUMNS = (
    *_columns("text", "event_id"),
    *_columns("time", "timestamp"),
    *_columns("integer", "schema_version"),
    *_columns("text", "kind message"),
    *_columns("integer", "count"),
    *_columns("text", "subject"),
    *_columns("json", "tags"),
)


def row(record: Mapping[str, Any]) -> dict[str, Any]:
    """A usage record with its quantities gathered once more: those without a column too."""
    start = "usage."
    quantities = {key[len(start) :]: record[key] for key in record if key.startswith(start)}
    if "components" in record:
        quantities["components"] = record["components"]
    return {**record, "usage": quantities}


def is_usage(record: Mapping[str, Any]) -> bool:
    """Whether the record is a request's; else it is a notice."""
    return bool(record.get("kind", "usage") == "usage")
