"""One run of a LangChain model, from its start to the event of what nobody else has metered."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.ambient import current, enter, leave
from untagged_llm.runtime.attempt import Attempt, Request
from untagged_llm.runtime.callsite import call_site
from untagged_llm.runtime.enforcement import enforce
from untagged_llm.runtime.series import Call, Place, enter_call, leave_call, open_call
from untagged_llm.runtime.stamp import combined
from untagged_llm.runtime.terms import terms
from untagged_llm.runtime.trace import new_ids

if TYPE_CHECKING:
    from collections.abc import Mapping

    from untagged_llm.cost import Reading

log = logging.getLogger("untagged_llm")
_FRAMES = 4


class Run:
    """A model that is being asked. Its owner and its scope hold until it begins to answer.

    A run inside of another one (two handlers hear of it, a model asks a model) is not recorded.
    """

    def __init__(self, attempt: Attempt, tags: Mapping[str, str]) -> None:
        self._attempt = attempt
        enter(tags, self)
        self._call: Call = enter_call()
        self._is_inside = self._call.outer is not None

    @classmethod
    def started(cls, tags: Mapping[str, str], told: Mapping[str, Any]) -> Run:
        """The run that a callback tells of.

        Raises:
            RefusedRequestError: the policy or a limit refuses it.
        """
        metadata = told.get("metadata") or {}
        own = _owner(metadata)
        stamp = combined(tags, current(), own)
        site = call_site(_FRAMES)
        enforce(stamp, "a LangChain model", site)
        request = _request(metadata)
        request.site = site
        place = Place(*new_ids(), call=open_call())
        return cls(Attempt(stamp, request, place), {**tags, **current().tags, **own})

    def answering(self) -> None:
        """A part of the answer is there."""
        self._attempt.streamed = True
        self._attempt.saw_first_token()
        self._leave()

    def ended(self, response: Any) -> None:
        """The answer is complete."""
        try:
            reading = _reading(response)
        except Exception:
            log.debug("the usage of a run of LangChain was not understood", exc_info=True)
            reading = None
        if reading is not None:
            self._attempt.used(reading)
        self._finish()

    def failed(self, error: BaseException) -> None:
        """There will be no answer, or no more of it."""
        self._attempt.failed(error)
        self._finish()

    def _finish(self) -> None:
        self._leave()
        if self._call.seen == 0 and not self._is_inside:
            self._attempt.finish()

    def _leave(self) -> None:
        leave(self)
        leave_call(self._call)


def _owner(metadata: Mapping[str, Any]) -> dict[str, str]:
    """The ownership tags among a run's metadata, by their canonical keys."""
    canonical = terms().vocabulary.canonical
    found = {canonical(key): str(value) for key, value in metadata.items() if value}
    return {key: value for key, value in found.items() if key is not None}


def _request(metadata: Mapping[str, Any]) -> Request:
    from untagged_llm.cost import RateCard

    seller = str(metadata.get("ls_provider") or "").removeprefix("amazon_")
    return Request(
        sdk="langchain",
        provider=RateCard.bundled().provider(seller) if seller else "",
        model=metadata.get("ls_model_name"),
        streamed=False,
    )


def _reading(response: Any) -> Reading | None:
    """LangChain's own count, which is inclusive whatever the provider's is."""
    from untagged_llm.cost import Reading, Usage

    message = getattr(response.generations[0][0], "message", None)
    told = getattr(message, "usage_metadata", None)
    if not told:
        return None
    given, made = told.get("input_token_details") or {}, told.get("output_token_details") or {}
    usage = Usage(
        input_tokens=told["input_tokens"],
        cache_read_input_tokens=given.get("cache_read", 0),
        cache_write_input_tokens=given.get("cache_creation", 0),
        input_audio_tokens=given.get("audio", 0),
        output_tokens=told["output_tokens"],
        reasoning_output_tokens=made.get("reasoning", 0),
        output_audio_tokens=made.get("audio", 0),
    )
    named = getattr(message, "response_metadata", None) or {}
    return Reading(usage, named.get("model_name") or named.get("model"))
