"""Answers of Bedrock, read for their usage while the application reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.adapters import bedrock
from untagged_llm.runtime.adapters.botocore_bodies import watched_body, watched_stream

if TYPE_CHECKING:
    from collections.abc import Mapping

    from untagged_llm.runtime.attempt import Attempt


def watch_answer(attempt: Attempt, parsed: dict[str, Any], headers: Mapping[str, str]) -> None:
    """Close the attempt with what the answer says, now or when it has been read."""
    stream, body = parsed.get("stream"), parsed.get("body")
    if _is_stream(stream):
        watched_stream(stream, _Conversation(attempt))
    elif _is_stream(body):
        watched_stream(body, _Invocation(attempt))
    elif hasattr(body, "read"):
        watched_body(body, _Body(attempt, headers))
    else:
        _close(attempt, bedrock.in_converse(parsed))


def _is_stream(value: object) -> bool:
    return hasattr(value, "get_initial_response")


def _close(attempt: Attempt, told: Mapping[str, Any] | None) -> None:
    if told is not None:
        attempt.read(told)
    attempt.finish()


class _Watch:
    """What all three have in common: a usage that is told at some time, and one end."""

    def __init__(self, attempt: Attempt) -> None:
        self._attempt = attempt

    def told(self) -> dict[str, Any] | None:
        """The usage, once it is known."""
        raise NotImplementedError

    def ended(self) -> None:
        """Everything was read."""
        if not self._attempt.is_finished:
            _close(self._attempt, self.told())

    def failed(self, error: BaseException) -> None:
        """Reading failed."""
        self._attempt.failed(error)
        self._attempt.finish()

    def abandoned(self) -> None:
        """The application stops reading; what it has not read was billed nevertheless."""
        if self._attempt.is_finished:
            return
        told = self.told()
        if told is None:
            self._attempt.cancelled()
        _close(self._attempt, told)


class _Conversation(_Watch):
    """Converse's stream: its last event has the usage."""

    _told: dict[str, Any] | None = None

    def saw(self, event: Mapping[str, Any]) -> None:
        """An event passes."""
        self._attempt.saw_first_token()
        if "metadata" in event:
            self._told = bedrock.in_converse(event["metadata"])

    def told(self) -> dict[str, Any] | None:
        """The usage, once its event has passed."""
        return self._told


class _Invocation(_Watch):
    """InvokeModel's stream: frames with the vendor's own events in them."""

    def __init__(self, attempt: Attempt) -> None:
        super().__init__(attempt)
        self._frames = bedrock.Frames()

    def saw(self, event: Mapping[str, Any]) -> None:
        """A frame passes."""
        self._attempt.saw_first_token()
        self._frames.saw(event.get("chunk", {}).get("bytes", b""))

    def told(self) -> dict[str, Any] | None:
        """The usage, once the last frame has passed."""
        return self._frames.usage


class _Body(_Watch):
    """InvokeModel's answer: the vendor's own JSON, and counts in the headers."""

    def __init__(self, attempt: Attempt, headers: Mapping[str, str]) -> None:
        super().__init__(attempt)
        self._headers = headers
        self._parts: list[bytes] = []

    def saw(self, part: bytes) -> None:
        """A part of the body was read."""
        self._parts.append(part)

    def told(self) -> dict[str, Any] | None:
        """What the vendor says, else what AWS says."""
        return bedrock.in_body(b"".join(self._parts)) or bedrock.in_headers(self._headers)
