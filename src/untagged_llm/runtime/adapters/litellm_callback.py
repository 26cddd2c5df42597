"""litellm's own callback, for its proxy and for code that may not be patched.

    litellm.callbacks.append(OwnerLogger(team_id="search"))

It hears of a call when that is over, so it records one event for each call, stamps nothing and
refuses nothing; `tag(litellm)` and `guard()` do, and then it keeps silent.
"""

from __future__ import annotations

import logging
from datetime import timezone
from typing import TYPE_CHECKING, Any

from litellm.integrations.custom_logger import CustomLogger

from untagged_llm.runtime import pricing
from untagged_llm.runtime.adapters.litellm import is_metered
from untagged_llm.runtime.ambient import current
from untagged_llm.runtime.attempt import status_of
from untagged_llm.runtime.event import UsageEvent
from untagged_llm.runtime.recorder import recorder
from untagged_llm.runtime.stamp import combined
from untagged_llm.runtime.terms import terms

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from untagged_llm.cost import Reading

log = logging.getLogger("untagged_llm")
_OPERATIONS = {"embedding": "embeddings", "aembedding": "embeddings"}


class OwnerLogger(CustomLogger):
    """Records what litellm tells of its calls, owned by their metadata."""

    def __init__(self, **tags: object) -> None:
        """Tags for all calls, beneath those of `metadata=` and, in the proxy, of the key's team.

        Raises:
            TagError: the policy knows no such tag.
        """
        super().__init__()
        self._tags: Mapping[str, str] = terms().read(tags)

    def log_success_event(
        self, kwargs: Any, response_obj: Any, start_time: Any, end_time: Any
    ) -> None:
        """A call has been answered."""
        self._record(kwargs, response_obj, start_time, end_time)

    def log_failure_event(
        self, kwargs: Any, response_obj: Any, start_time: Any, end_time: Any
    ) -> None:
        """A call has failed."""
        self._record(kwargs, None, start_time, end_time)

    async def async_log_success_event(
        self, kwargs: Any, response_obj: Any, start_time: Any, end_time: Any
    ) -> None:
        """An asynchronous call has been answered."""
        self._record(kwargs, response_obj, start_time, end_time)

    async def async_log_failure_event(
        self, kwargs: Any, response_obj: Any, start_time: Any, end_time: Any
    ) -> None:
        """An asynchronous call has failed."""
        self._record(kwargs, None, start_time, end_time)

    def _record(self, told: Any, answer: Any, start: datetime, end: datetime) -> None:
        try:
            if not is_metered():
                recorder().record(_event(self._tags, told, answer, start, end))
        except Exception:
            log.debug("a call of litellm was not recorded", exc_info=True)


def _event(
    tags: Mapping[str, str], told: Mapping[str, Any], answer: Any, start: datetime, end: datetime
) -> UsageEvent:
    from untagged_llm.cost import RateCard

    stamp = combined(tags, current(), _owner(told))
    provider = RateCard.bundled().provider(told.get("custom_llm_provider") or "")
    at = start.astimezone(timezone.utc)
    reading = _reading(answer)
    error = told.get("exception")
    cost = pricing.unknown("the provider told no usage", stamp.terms)
    if reading is not None:
        cost = pricing.priced(reading, provider, told.get("model"), at, stamp.terms)
    return UsageEvent(
        time_ns=int(at.timestamp() * 1e9),
        request_id=str(told.get("litellm_call_id")),
        provider=provider,
        operation=_OPERATIONS.get(str(told.get("call_type")), "chat"),
        status=status_of(error) if isinstance(error, BaseException) else "success",
        error_type=type(error).__name__ if isinstance(error, BaseException) else None,
        http_status=getattr(error, "status_code", None),
        request_model=told.get("model"),
        response_model=getattr(answer, "model", None),
        response_id=getattr(answer, "id", None),
        sdk="litellm",
        tags=stamp.tags,
        owner_source=stamp.source,
        missing=stamp.missing,
        streamed=bool(told.get("stream")),
        usage=reading.usage if reading else None,
        usage_source="gateway" if reading else "missing",
        cost=cost,
        reported_cost=_text(told.get("response_cost")),
        reported_by="litellm" if told.get("response_cost") else None,
        latency_ms=(end - start).total_seconds() * 1000,
    )


def _owner(told: Mapping[str, Any]) -> dict[str, str]:
    """Whom a call's metadata names; in the proxy also the team of its key."""
    metadata = (told.get("litellm_params") or {}).get("metadata") or {}
    named = {"team_id": metadata.get("user_api_key_team_alias"), **metadata}
    canonical = terms().vocabulary.canonical
    found = {canonical(name): value for name, value in named.items()}
    return {key: value for key, value in found.items() if key and isinstance(value, str) and value}


def _reading(answer: Any) -> Reading | None:
    """litellm counts inclusively, whoever was asked; Anthropic's fields it only passes on."""
    from untagged_llm.cost import Reading, Usage

    usage = getattr(answer, "usage", None)
    if usage is None:
        return None
    told = usage.model_dump(exclude_none=True)
    given = told.get("prompt_tokens_details") or {}
    made = told.get("completion_tokens_details") or {}
    counted = Usage(
        input_tokens=told.get("prompt_tokens", 0),
        cache_read_input_tokens=given.get("cached_tokens", 0),
        cache_write_input_tokens=told.get("cache_creation_input_tokens", 0),
        output_tokens=told.get("completion_tokens", 0),
        reasoning_output_tokens=made.get("reasoning_tokens", 0),
    )
    # Of a stream that was not asked for its usage litellm says that it used nothing.
    if not (counted.input_tokens or counted.output_tokens):
        return None
    return Reading(counted, getattr(answer, "model", None))


def _text(amount: object) -> str | None:
    return None if not amount else str(amount)
