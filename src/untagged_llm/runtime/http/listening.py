"""An attempt and its answer: what the answer's bytes say of how it ended."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import ref

from untagged_llm.runtime.awsframes import CONTENT_TYPE, AwsFrames
from untagged_llm.runtime.reading import Events, HidingEvents, Whole, told_by
from untagged_llm.runtime.retrying import will_be_retried
from untagged_llm.runtime.rows import by_name, rows

if TYPE_CHECKING:
    from untagged_llm.runtime.attempt import Attempt

log = logging.getLogger("untagged_llm")
_REQUEST_IDS = (
    b"x-request-id",
    b"request-id",
    b"apim-request-id",
    b"x-goog-request-id",
    b"x-amzn-requestid",
)


class Listening:
    """Hears an answer. None of its methods raises."""

    __slots__ = ("_answer", "_attempt", "_heard", "_is_first", "_parts")

    def __init__(self, attempt: Attempt, answer: Any, hides_usage: bool) -> None:
        self._attempt = attempt
        self._answer = answer
        self._parts: ref[Any] | None = None
        headers = _lower(answer)
        kind = headers.get(b"content-type", b"")
        is_framed = kind.startswith(CONTENT_TYPE)
        is_stream = is_framed or kind.startswith(b"text/event-stream")
        attempt.streamed = attempt.streamed or is_stream
        self._is_first = bool(attempt.streamed)
        attempt.answered(status_of(answer), _request_id(headers))
        self._heard: AwsFrames | Events | Whole = (
            AwsFrames() if is_framed else _reader(is_stream, hides_usage)
        )

    def reads(self, parts: Any) -> None:
        """The generator from which the application gets its parts.

        The reference is weak: an abandoned answer would live on in a cycle.
        """
        self._parts = ref(parts)

    @property
    def is_reading(self) -> bool:
        """Whether a part is being fetched just now.

        An HTTP library that closes an answer then has come to its end; one that closes it at
        another time was told to.
        """
        parts = None if self._parts is None else self._parts()
        return getattr(parts, "gi_running", False) or getattr(parts, "ag_running", False)

    @property
    def is_over(self) -> bool:
        """Whether the attempt's event is recorded: what is read again says nothing new."""
        return self._attempt.is_finished

    def heard(self, data: bytes) -> bytes:
        """A part of the answer; gives what the application gets of it."""
        try:
            if self._is_first:
                self._is_first = False
                self._attempt.saw_first_token()
            heard = self._heard
            passed = heard.feed(data)
            if heard.is_complete:  # not every SDK reads on, or closes what it has read
                self._read()
            return passed
        except Exception:
            log.debug("a part of an answer was not understood", exc_info=True)
            return data

    def ended(self) -> bytes:
        """The answer is over; gives what the application has not got yet."""
        rest = b""
        try:
            rest = self._heard.rest()
            self._look_for_error()
            self._read()
        except Exception:
            log.debug("the end of an answer was not understood", exc_info=True)
        return rest

    def failed(self, error: BaseException) -> None:
        """Reading the answer ended in `error`."""
        attempt = self._attempt
        if not attempt.is_finished:
            attempt.failed(error)
            self._settle()

    def closed(self) -> None:
        """The application wants no more; nothing new when the answer was over."""
        try:
            attempt = self._attempt
            if attempt.is_finished:
                return
            self._look_for_error()
            if self._heard.is_complete:
                self._read()
                return
            if attempt.status == "success":
                attempt.keep(*self._heard.taken())
                attempt.cancelled()
            self._settle()
        except Exception:
            log.debug("a closed answer was not understood", exc_info=True)

    def _look_for_error(self) -> None:
        if self._heard.has_failed and not self._attempt.is_finished:
            self._attempt.status = "error"
            self._attempt.error_type = "stream_error"

    def _read(self) -> None:
        attempt = self._attempt
        if attempt.is_finished:
            return
        if attempt.status == "success":
            attempt.keep(*self._heard.taken())
        self._settle()

    def _settle(self) -> None:
        attempt = self._attempt
        answer = self._answer if attempt.http_status and attempt.http_status >= 400 else None
        settle(attempt, answer)
        self._answer = None


def _reader(is_stream: bool, hides_usage: bool) -> Events | Whole:
    if not is_stream:
        return Whole()
    return HidingEvents() if hides_usage else Events()


def settle(attempt: Attempt, answer: Any = None) -> None:
    """Finish an attempt; one that failed and will be repeated says so."""
    try:
        status = attempt.http_status
        if attempt.status in ("error", "timeout") and (
            will_be_retried(answer, status) or attempt.place.is_tried_again(status)
        ):
            attempt.retried()
    except Exception:
        log.debug("whether a request will be repeated is unknown", exc_info=True)
    attempt.finish()


def heard_whole(attempt: Attempt, answer: Any) -> None:
    """Close an attempt whose answer has been read already."""
    headers = _lower(answer)
    kind = headers.get(b"content-type", b"")
    if kind.startswith((CONTENT_TYPE, b"text/event-stream")):
        listening = Listening(attempt, answer, hides_usage=False)
        listening.heard(answer.content)
        listening.ended()
        return
    if attempt.streamed:
        attempt.saw_first_token()
    attempt.answered(answer.status_code, _request_id(headers))
    if attempt.status == "success":
        content = answer.content
        attempt.keep(partial(told_by, content), len(content))
    settle(attempt, answer)


def status_of(answer: Any) -> int:
    """The HTTP status, as httpx or aiohttp calls it."""
    status = getattr(answer, "status_code", None)
    return int(answer.status if status is None else status)


def _lower(answer: Any) -> dict[bytes, bytes]:
    raw = getattr(answer, "raw_headers", None)
    if raw is not None:
        return {name.lower(): value for name, value in raw}
    return by_name(rows(answer.headers))


def _request_id(headers: dict[bytes, bytes]) -> str | None:
    for name in _REQUEST_IDS:
        found = headers.get(name)
        if found:
            return found.decode("latin-1")
    return None
