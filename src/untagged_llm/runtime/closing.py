"""The end of an attempt: its price, its event, what it counts against limits and ceilings.

The caller only hands over what it has seen; reading the usage, pricing it and making the event are
left to the recorder's thread.
"""

from __future__ import annotations

import logging
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from untagged_llm.runtime import pricing
from untagged_llm.runtime.event import Notice, Pending, UsageEvent
from untagged_llm.runtime.prompt import prompt_of
from untagged_llm.runtime.recorder import recorder
from untagged_llm.runtime.series import FAILED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.cost import Cost, Reading
    from untagged_llm.runtime.attempt import Attempt
    from untagged_llm.runtime.event import Event
    from untagged_llm.runtime.limits import Limit

log = logging.getLogger("untagged_llm")
LARGE = 64 * 1024
"""An answer of more bytes is read at once."""


class Ended(Pending):
    """An attempt that is over. Its event is made, and priced, when a sink wants it."""

    __slots__ = ("_events", "attempt", "ended", "first", "started")

    def __init__(self, attempt: Attempt, started: float, first: float | None, ended: float) -> None:
        self.attempt = attempt
        self.started = started
        self.first = first
        self.ended = ended
        self._events: tuple[Event, ...] | None = None

    def made(self) -> tuple[Event, ...]:
        """The usage event, and an alert when it used more than its ceiling."""
        events = self._events
        if events is None:
            events = self._events = self._made()
        return events

    def _made(self) -> tuple[Event, ...]:
        try:
            reading = self.attempt.reading()
            self.attempt.cost = _cost(self.attempt, reading)
            event = _event(self, reading)
            return (event, *_alerts(self, event, reading))
        except Exception:
            log.debug("a usage event could not be made", exc_info=True)
            return ()


def close(ended: Ended, size: int, body: object, limits: tuple[Limit, ...]) -> None:
    """Record an attempt that was answered with `size` bytes.

    The event is made at once where somebody needs it, or where holding the answer until it is
    made would take much memory.
    """
    attempt = ended.attempt
    failed = attempt.status in FAILED
    if failed or limits or size > LARGE:
        ended.made()
    attempt.place.remember(_event_of(ended) if failed else None, body)
    recorder().record(ended)
    reading = attempt.reading() if limits else None
    if reading is not None:
        for each in limits:
            each.spend(reading.usage, attempt.cost)


def _event_of(ended: Ended) -> UsageEvent | None:
    return next((each for each in ended.made() if isinstance(each, UsageEvent)), None)


def _cost(attempt: Attempt, reading: Reading | None) -> Cost:
    now = attempt.stamp.terms
    if reading is None:
        if attempt.http_status is not None and attempt.http_status >= 400:
            return pricing.nothing(attempt.http_status, now)
        return pricing.unknown("the provider told no usage", now)
    at = datetime.fromtimestamp(attempt.time_ns / 1e9, timezone.utc)
    request = attempt.request
    if reading.region is None and request.region is not None:
        reading = reading._replace(region=request.region)
    return pricing.priced(reading, request.provider, request.model, at, now)


def _event(told: Ended, reading: Reading | None) -> UsageEvent:
    attempt = told.attempt
    request, stamp, place = attempt.request, attempt.stamp, attempt.place
    name, version = prompt_of(stamp.tags)
    waited = None if told.first is None else (told.first - told.started) * 1000
    return UsageEvent(
        time_ns=attempt.time_ns,
        request_id=attempt.request_id,
        provider=request.provider,
        status=attempt.status,
        attempt=place.number,
        operation=request.operation,
        host=request.host,
        request_model=request.model,
        response_model=attempt.response_model,
        response_id=attempt.response_id,
        provider_request_id=attempt.provider_request_id,
        trace_id=attempt.trace.trace_id,
        span_id=attempt.trace.span_id,
        sdk=request.sdk,
        tags=stamp.tags,
        owner_source=stamp.source,
        missing=stamp.missing,
        service_tier=reading.tier if reading else None,
        speed=reading.speed if reading else None,
        region=(reading.region if reading else None) or request.region,
        deployment_type=request.deployment_type,
        batch=request.batch,
        streamed=attempt.streamed,
        usage=reading.usage if reading else None,
        usage_source="provider" if reading else "missing",
        cost=attempt.cost,
        reported_cost=attempt.reported_cost,
        reported_by=request.host if attempt.reported_cost else None,
        latency_ms=(told.ended - told.started) * 1000,
        time_to_first_token_ms=waited,
        http_status=attempt.http_status,
        error_type=attempt.error_type,
        retry_of=place.retry_of,
        fallback_from=place.fallback_from,
        call_site=request.site,
        prompt_name=name,
        prompt_version=version,
    )


def _alerts(told: Ended, event: UsageEvent, reading: Reading | None) -> Iterator[Notice]:
    attempt = told.attempt
    ceiling = attempt.stamp.terms.configuration.token_ceiling
    used = 0 if reading is None else reading.usage.input_tokens + reading.usage.output_tokens
    if ceiling and used > ceiling:
        site = f" at {attempt.request.site}" if attempt.request.site else ""
        yield Notice(
            time_ns=attempt.time_ns + int((told.ended - told.started) * 1e9),
            kind="alert",
            message=f"a request{site} used {used} tokens, more than the ceiling of {ceiling}",
            subject=event.event_id,
            tags=event.tags,
        )
