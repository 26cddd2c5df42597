"""What is kept of one request: everything about it but what was said in it.

An event never holds a prompt, a completion, a header or a key. Making one is cheap, because it
may happen in the application's thread; names, texts and hashes are made by `as_record`, which the
recorder calls in its own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from untagged_llm.runtime.identity import event_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from untagged_llm.cost.result import Cost
    from untagged_llm.cost.usage import Usage

SCHEMA_VERSION = 1

RequestStatus = Literal["success", "error", "timeout", "retry", "fallback", "cancelled"]
UsageSource = Literal["provider", "gateway", "estimate", "missing"]
NoticeKind = Literal["alert", "dropped", "refused"]


class CallSite(Protocol):
    """Where in the application's code a request was made.

    `site_id` is the checker's; it is asked for in the recorder's thread, so it may be worked out
    then. None where the source is not at hand.
    """

    @property
    def file(self) -> str:
        """The path of the source file."""

    @property
    def line(self) -> int:
        """The line of the call, from 1."""

    @property
    def function(self) -> str:
        """The qualified name of what encloses the call."""

    @property
    def site_id(self) -> str | None:
        """The checker's fingerprint of the call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageEvent:
    """One attempt of one request.

    `time_ns` is when it was sent (UTC, nanoseconds since the epoch), `request_id` ours: unique
    to a request and the same for all its attempts, which count from 1. `provider_request_id` is
    what the provider calls the attempt, `response_id` what it calls the answer. `retry_of` is the
    `event_id` of the attempt before, `fallback_from` the model that was asked before this one.
    `tags` are the ownership tags under the policy's canonical keys; `owner_source` says where
    they came from. `usage` is None when the provider said nothing (`usage_source` "missing").
    `batch`, `streamed` and `gateway_cache_hit` are None where that is not known.
    """

    time_ns: int
    request_id: str
    provider: str
    status: RequestStatus
    attempt: int = 1
    operation: str = ""
    host: str = ""
    request_model: str | None = None
    response_model: str | None = None
    response_id: str | None = None
    provider_request_id: str | None = None
    trace_id: str | None = None
    span_id: str | None = None
    parent_event_id: str | None = None
    conversation_id: str | None = None
    sdk: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    owner_source: str = "none"
    missing: tuple[str, ...] = ()
    service_tier: str | None = None
    speed: str | None = None
    region: str | None = None
    deployment_type: str | None = None
    batch: bool | None = None
    streamed: bool | None = None
    usage: Usage | None = None
    usage_source: UsageSource = "missing"
    cost: Cost | None = None
    currency: str = "USD"
    reported_cost: str | None = None
    reported_by: str | None = None
    latency_ms: float | None = None
    time_to_first_token_ms: float | None = None
    http_status: int | None = None
    error_type: str | None = None
    retry_of: str | None = None
    fallback_from: str | None = None
    gateway_cache_hit: bool | None = None
    call_site: CallSite | None = None
    prompt_name: str | None = None
    prompt_version: str | None = None
    source: str = "runtime"

    @property
    def event_id(self) -> str:
        """32 hexadecimal digits; the same event has the same id wherever it is asked."""
        return event_id(self.source, self.request_id, self.attempt, self.time_ns)

    def as_record(self) -> dict[str, Any]:
        """The event under its published names (usage-event.schema.json), ready for JSON.

        Money is decimal text. What is not known is left out.
        """
        from untagged_llm.runtime.records import usage_event_record

        return usage_event_record(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something worth keeping that is not a request.

    kind:
        `alert`: a request used more than its ceiling. `dropped`: `count` events could not be
        kept. `refused`: a request was stopped before it was sent.
    `subject` names the event or the sink it is about.
    """

    time_ns: int
    kind: NoticeKind
    message: str
    count: int = 1
    subject: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def event_id(self) -> str:
        """32 hexadecimal digits; the same notice has the same id wherever it is asked."""
        return event_id(self.kind, f"{self.subject}:{self.message}", self.count, self.time_ns)

    def as_record(self) -> dict[str, Any]:
        """The notice under its published names, ready for JSON."""
        from untagged_llm.runtime.records import notice_record

        return notice_record(self)


Event = UsageEvent | Notice


class Pending(ABC):
    """Events that are made when a sink takes them: in the recorder's thread, not in a caller's."""

    __slots__ = ()

    @abstractmethod
    def made(self) -> tuple[Event, ...]:
        """The events, the same however often and by whomever they are asked for. Never raises."""
