"""The end of an attempt: its price, its event, what it counts against limits and ceilings."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from untagged_llm.runtime import pricing
from untagged_llm.runtime.event import Notice, UsageEvent
from untagged_llm.runtime.prompt import prompt_of
from untagged_llm.runtime.recorder import recorder

if TYPE_CHECKING:
    from untagged_llm.cost import Cost, Reading
    from untagged_llm.runtime.attempt import Attempt
    from untagged_llm.runtime.limits import Limit


def closed(
    attempt: Attempt,
    reading: Reading | None,
    first: float | None,
    started: float,
    ended: float,
    limits: tuple[Limit, ...],
) -> None:
    """Record the attempt's event, and an alert when it used more than its ceiling."""
    latency = (ended - started) * 1000
    waited = None if first is None else (first - started) * 1000
    attempt.cost = _cost(attempt, reading)
    event = _event(attempt, reading, latency, waited)
    attempt.place.remember(event, attempt.request.body)
    recorder().record(event)
    if reading is not None:
        for each in limits:
            each.spend(reading.usage, attempt.cost)
        _alert(attempt, event, reading)


def _cost(attempt: Attempt, reading: Reading | None) -> Cost:
    if reading is None:
        if attempt.http_status is not None and attempt.http_status >= 400:
            return pricing.nothing(attempt.http_status)
        return pricing.unknown("the provider told no usage")
    at = datetime.fromtimestamp(attempt.time_ns / 1e9, timezone.utc)
    request = attempt.request
    if reading.region is None and request.region is not None:
        reading = reading._replace(region=request.region)
    return pricing.priced(reading, request.provider, request.model, at)


def _event(
    attempt: Attempt, reading: Reading | None, latency: float, waited: float | None
) -> UsageEvent:
    request, stamp, place = attempt.request, attempt.stamp, attempt.place
    name, version = prompt_of(stamp.tags)
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
        latency_ms=latency,
        time_to_first_token_ms=waited,
        http_status=attempt.http_status,
        error_type=attempt.error_type,
        retry_of=place.retry_of,
        fallback_from=place.fallback_from,
        call_site=request.site,
        prompt_name=name,
        prompt_version=version,
    )


def _alert(attempt: Attempt, event: UsageEvent, reading: Reading) -> None:
    ceiling = attempt.stamp.terms.configuration.token_ceiling
    used = reading.usage.input_tokens + reading.usage.output_tokens
    if ceiling and used > ceiling:
        site = f" at {attempt.request.site}" if attempt.request.site else ""
        message = f"a request{site} used {used} tokens, more than the ceiling of {ceiling}"
        recorder().record(
            Notice(
                time_ns=time.time_ns(),
                kind="alert",
                message=message,
                subject=event.event_id,
                tags=event.tags,
            )
        )
