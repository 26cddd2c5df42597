"""One request under way: from the moment it is sent until its usage event is recorded.

    made = stamp("openai", "chat.completions.create", static_tags)
    attempt = begin(made, Request(sdk="openai", provider="openai", operation="chat"))
    # send it with attempt.headers
    attempt.answered(200, request_id)
    attempt.read(body)          # or attempt.failed(error), attempt.cancelled()
    attempt.finish()            # records one event; the second time does nothing

Nothing here raises: whatever goes wrong inside is logged at debug level, and the application's
request goes on.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from untagged_llm.cost.readings import read_answer, read_usage
from untagged_llm.runtime.closing import Ended, close
from untagged_llm.runtime.limits import surrounding
from untagged_llm.runtime.series import Place, follow
from untagged_llm.runtime.trace import Trace, new_ids
from untagged_llm.runtime.underway import begun, over

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from untagged_llm.cost import Cost, Reading
    from untagged_llm.runtime.callsite import CallSite
    from untagged_llm.runtime.event import RequestStatus
    from untagged_llm.runtime.rows import Row
    from untagged_llm.runtime.stamp import Stamp

log = logging.getLogger("untagged_llm")
_KNOW_OUR_ID = ("openai", "azure.ai.openai")
_TRACE_ID = (b"x-trace-id", b"x-trace-id")
_PARENT = (b"traceparent", b"traceparent")
_OUR_ID = (b"X-Client-Request-Id", b"x-client-request-id")


@dataclass(slots=True)
class Request:
    """What is known of a request before it is sent.

    `provider` is the rate card's name, `operation` OpenTelemetry's. `request_id` and `trace` are
    those that the application chose; `number` is the attempt's, from 1, where the SDK tells it.
    """

    sdk: str = ""
    provider: str = ""
    operation: str = "chat"
    host: str = ""
    model: str | None = None
    region: str | None = None
    site: CallSite | None = None
    request_id: str | None = None
    trace: Trace | None = None
    number: int | None = None
    streamed: bool | None = None
    batch: bool | None = None
    deployment_type: str | None = None


class Attempt:
    """See the module. All times are the provider's share as the application saw it."""

    # What most attempts never change stays with the class: making one has to be cheap.
    status: RequestStatus = "success"
    http_status: int | None = None
    error_type: str | None = None
    provider_request_id: str | None = None
    response_id: str | None = None
    response_model: str | None = None
    reported_cost: str | None = None
    cost: Cost | None = None
    is_finished = False
    _answer: Callable[[], object] | None = None
    _size = 0
    _reading: Reading | None = None
    _first: float | None = None
    _ended: float | None = None

    def __init__(self, stamp: Stamp, request: Request, place: Place, body: object = None) -> None:
        self.stamp = stamp
        self.request = request
        self.place = place
        self.request_id = place.request_id
        self.trace = place.trace
        self.streamed = request.streamed
        self._body = body
        self._limits = surrounding()
        self.time_ns = time.time_ns()
        self._started = time.perf_counter()

    @property
    def headers(self) -> dict[str, str]:
        """Owner and ids, as the request should carry them."""
        ids = {raw.decode(): value.decode() for raw, _, value in self.id_rows}
        return {**self.stamp.headers, **ids}

    @property
    def id_rows(self) -> list[Row]:
        """`x-trace-id`, `traceparent`, and OpenAI's name for a request of ours."""
        trace = self.trace
        trace_id = self.stamp.tags.get("trace_id", trace.trace_id)
        found = [(*_TRACE_ID, trace_id.encode()), (*_PARENT, trace.parent.encode())]
        if self.request.provider in _KNOW_OUR_ID:
            found.append((*_OUR_ID, self.place.sent_id.encode()))
        return found

    def answered(self, status: int, provider_request_id: str | None = None) -> None:
        """The provider's answer has begun to arrive, with that HTTP status."""
        self.http_status = status
        self.provider_request_id = provider_request_id
        if status >= 400:
            self.status = "error"
            self.error_type = self.error_type or str(status)

    def saw_first_token(self) -> None:
        """The first part of a stream has arrived; later calls say nothing new."""
        if self._first is None:
            self._first = time.perf_counter()

    def read(self, body: Mapping[str, Any] | object) -> None:
        """Take what a response says: its usage, its model, its id."""
        try:
            self._read(body)
        except Exception as error:
            log.debug("the usage of a response could not be read: %s", error)

    def keep(self, answer: Callable[[], object], size: int) -> None:
        """Take an answer of `size` bytes that is read later, when the event is made."""
        self._answer, self._size = answer, size

    def used(self, reading: Reading) -> None:
        """Take what somebody else has read off a response."""
        self._reading = reading
        self.response_model = reading.model or self.response_model

    def failed(self, error: BaseException) -> None:
        """The request, or reading its answer, ended in `error`."""
        self.error_type = self.error_type or type(error).__name__
        self.status = status_of(error)

    def retried(self) -> None:
        """The SDK will send this request once more."""
        self.status = "retry"

    def cancelled(self) -> None:
        """The application did not wait for the end."""
        self.status = "cancelled"

    def ended(self) -> None:
        """It is over, but how it counts is known later: its time ends now, `finish` follows."""
        if self._ended is None:
            self._ended = time.perf_counter()

    def finish(self) -> None:
        """Have it priced and recorded. Only the first call does anything."""
        if self.is_finished:
            return
        self.is_finished = True
        over(self)
        try:
            self._finish()
        except Exception:
            log.debug("a usage event could not be made", exc_info=True)

    def reading(self) -> Reading | None:
        """What the answer said of its usage; of a cancelled one that is not known."""
        answer = self._answer
        if answer is not None:
            self.read(answer())
            self._answer = None  # only now: who asks meanwhile reads it too
        return None if self.status == "cancelled" else self._reading

    def _read(self, body: Mapping[str, Any] | object) -> None:
        if isinstance(body, dict):
            self.response_id = _text(body, ("id", "responseId", "response_id"))
            self.response_model = _text(body, ("model", "modelVersion", "model_version"))
            self.reported_cost = _stated_cost(body)
            self._reading = read_answer(_billed_part(body), self.request.provider)
        else:
            self._reading = read_usage(body, self.request.provider)
        self.response_model = self._reading.model or self.response_model

    def _finish(self) -> None:
        ended = Ended(self, self._started, self._first, self._ended or time.perf_counter())
        close(ended, self._size, self._body, self._limits)
        self._body = None


def begin(stamp: Stamp, request: Request, body: object = None) -> Attempt:
    """A request that is sent now. Retries and fallbacks are told by what came before it.

    `body` is only compared with the next request's, to know a retry.
    """
    try:
        attempt = Attempt(stamp, request, follow(request, body), body)
    except Exception:
        log.debug("the history of a request is unknown", exc_info=True)
        request_id, trace = new_ids()
        place = Place(request.request_id or request_id, request.trace or trace)
        attempt = Attempt(stamp, request, place)
    begun(attempt)
    return attempt


def status_of(error: BaseException) -> RequestStatus:
    """An exception as an event's status: "timeout", "cancelled" or "error"."""
    name = type(error).__name__
    if isinstance(error, TimeoutError) or "Timeout" in name:
        return "timeout"
    cancelled = name in ("CancelledError", "Cancelled") or isinstance(
        error, (KeyboardInterrupt, GeneratorExit)
    )
    return "cancelled" if cancelled else "error"


# Contents are long, and looking for usage in them is slow.
_CONTENTS = frozenset({"choices", "content", "candidates", "data", "embeddings", "message", "text"})


def _billed_part(body: dict[str, Any]) -> dict[str, Any]:
    """An answer without what was said in it; of its output only the kinds of its items."""
    part = {key: value for key, value in body.items() if key not in _CONTENTS}
    output = part.get("output")
    if isinstance(output, list):
        part["output"] = [{"type": item.get("type")} for item in output if isinstance(item, dict)]
    return part


def _text(body: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = body.get(name)
        if isinstance(value, str):
            return value
    return None


def _stated_cost(body: Mapping[str, Any]) -> str | None:
    """What a gateway such as OpenRouter says that the request cost."""
    usage = body.get("usage")
    cost = usage.get("cost") if isinstance(usage, dict) else None
    return str(cost) if isinstance(cost, (int, float)) and not isinstance(cost, bool) else None
