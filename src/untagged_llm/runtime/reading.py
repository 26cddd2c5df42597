"""Answers as they pass: plain JSON, or events of a stream. Nothing is held back or read ahead."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Answer = Callable[[], "dict[str, Any] | None"]
_LONGEST = 32 * 1024 * 1024
_ENDS = (b"\n\n", b"\r\n\r\n")
_LONGEST_END = 4
_DONE = (b"[DONE]\n\n", b"[DONE]\r\n\r\n", b"[DONE]")
_USAGE = (b'"usage":{', b'"usage": {', b'"usageMetadata"')
_FINAL = re.compile(
    rb"^(?:data: ?\[DONE\]|event: ?(?:message_stop|response\.(?:completed|incomplete|failed)))\s*$",
    re.MULTILINE,
)
# With its own quotes it is never part of what the model says, which is escaped.
_STOP_REASON = (b'"stop_reason":"', b'"stop_reason": "')


class Whole:
    """An answer in one piece."""

    __slots__ = ("_parts", "_size", "is_complete")

    def __init__(self) -> None:
        self.is_complete = False  # only the end of the connection tells
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> bytes:
        """Take a part; gives what the application gets."""
        self._size += len(data)
        if self._size <= _LONGEST:
            self._parts.append(data)
        return data

    def rest(self) -> bytes:
        """What the application still has to get at the end."""
        return b""

    @property
    def has_failed(self) -> bool:
        """Whether the provider reports an error inside the answer."""
        return False

    def taken(self) -> tuple[Answer, int]:
        """What was heard, to be read later, and its size in bytes."""
        if self._size > _LONGEST:
            return _nothing, 0
        return partial(told_by, b"".join(self._parts)), self._size

    def body(self) -> dict[str, Any] | None:
        """What the answer says, as far as it tells of usage."""
        return self.taken()[0]()


class Events:
    """Server-sent events. Only those that may tell of usage are looked into, at the end.

    `is_complete` says that the provider has said that this is all.
    """

    __slots__ = ("_first", "_last", "_marked", "_open", "is_complete")

    def __init__(self) -> None:
        self.is_complete = False
        self._first = b""
        self._last = b""
        self._open = bytearray()
        self._marked: list[bytes] = []

    def feed(self, data: bytes) -> bytes:
        """Take a part; gives what the application gets."""
        whole = data if not self._open and data.endswith(_ENDS) else self._whole(data)
        if whole:
            self._saw(whole)
        return data

    def rest(self) -> bytes:
        """What the application still has to get at the end."""
        return b""

    @property
    def has_failed(self) -> bool:
        """Whether the provider reports an error inside the stream."""
        tail = self._last + self._open
        if b'"error"' not in tail or self.is_complete:
            return False
        told = merged(_objects(tail))
        return "error" in told or told.get("type") == "error"

    def taken(self) -> tuple[Answer, int]:
        """What was heard of usage, model and id, to be read later, and its size in bytes."""
        if self._open:
            self._saw(bytes(self._open))
            self._open.clear()
        parts = (self._first, *self._marked)
        return partial(_told_together, parts), sum(map(len, parts))

    def body(self) -> dict[str, Any] | None:
        """What the stream's events say together of usage, model and id."""
        return self.taken()[0]()

    def _whole(self, data: bytes) -> bytes:
        """The events that are complete with `data`, where it does not just hold whole ones."""
        waiting = self._open
        # An end may be parted itself; what came before has been searched already, and may be long.
        start = max(0, len(waiting) - _LONGEST_END)
        waiting += data
        cut = max(at + len(end) if (at := waiting.rfind(end, start)) >= 0 else 0 for end in _ENDS)
        whole = bytes(waiting[:cut])
        del waiting[:cut]
        return whole

    def _saw(self, whole: bytes) -> bool:
        """Keep what may tell of usage; whether it does. Runs for every part of a stream."""
        if not self._first:
            self._first = whole
        self._last = whole
        # Cheap searches first: the words may also stand in what the model says.
        if whole.endswith(_DONE) or (not whole.startswith(b"data:") and _is_named_end(whole)):
            self.is_complete = self.is_complete or bool(_FINAL.search(whole))
        elif b'"stop_reason"' in whole and any(reason in whole for reason in _STOP_REASON):
            self.is_complete = True
        if not _tells_usage(whole):
            return False
        # Gemini repeats the running total in every event: only the newest is kept.
        if b'"usageMetadata"' in whole:
            self._marked = [whole]
        else:
            self._marked.append(whole)
        return True


class HidingEvents(Events):
    """Events of a stream that was asked for its usage by us: the application does not get that.

    The end of an event that has not arrived whole waits for the rest: an application could not
    have read it either.
    """

    __slots__ = ()

    def feed(self, data: bytes) -> bytes:
        """Take a part; gives what the application gets."""
        whole = data if not self._open and data.endswith(_ENDS) else self._whole(data)
        return _without_usage(whole) if whole and self._saw(whole) else whole

    def rest(self) -> bytes:
        """What the application still has to get at the end."""
        rest = bytes(self._open)
        self._open.clear()
        if rest:
            self._saw(rest)
        return rest


def _nothing() -> None:
    return None


def _told_together(parts: Iterable[bytes]) -> dict[str, Any] | None:
    return merged(each for part in parts for each in _objects(part)) or None


def told_by(data: bytes) -> dict[str, Any] | None:
    """An answer's JSON object, or the last of a list of them; None when it is something else."""
    try:
        value = json.loads(data)
    except ValueError:
        return None
    if isinstance(value, list) and value:
        value = merged(each for each in value if isinstance(each, dict))
    return value if isinstance(value, dict) else None


def merged(events: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Events as one answer: later ones win, usages add what the earlier ones do not have."""
    told: dict[str, Any] = {}
    for event in events:
        inner: Mapping[str, Any] = next(
            (event[key] for key in _WRAPPERS if isinstance(event.get(key), dict)), {}
        )
        for each in (event, inner):
            usage = {**(told.get("usage") or {}), **_present(each.get("usage"))}
            told.update((key, value) for key, value in each.items() if value is not None)
            if usage:
                told["usage"] = usage
    return told


_WRAPPERS = ("message", "response", "x_groq", "delta")


def _present(usage: object) -> dict[str, Any]:
    if not isinstance(usage, dict):
        return {}
    return {key: value for key, value in usage.items() if value is not None}


def _objects(part: bytes) -> list[dict[str, Any]]:
    found = []
    for line in part.splitlines():
        if line.startswith(b"data:"):
            value = told_by(line[5:])
            if value is not None:
                found.append(value)
    return found


def _is_named_end(whole: bytes) -> bool:
    """Whether an event's name may say that it is the last one."""
    return b"message_stop" in whole or b'"response"' in whole or b"[DONE]" in whole


def _tells_usage(whole: bytes) -> bool:
    """Not `"usage":null`, which some providers put into every event."""
    at = whole.find(b'"usage')
    while at >= 0:
        if whole.startswith(_USAGE, at):
            return True
        at = whole.find(b'"usage', at + 6)
    return False


def _without_usage(whole: bytes) -> bytes:
    return b"".join(event for event in _events(whole) if not _only_tells_usage(event))


def _events(whole: bytes) -> list[bytes]:
    end = b"\r\n\r\n" if b"\r\n\r\n" in whole else b"\n\n"
    return [event + end for event in whole.split(end)[:-1]]


def _only_tells_usage(event: bytes) -> bool:
    said = merged(_objects(event))
    return said.get("choices") == [] and isinstance(said.get("usage"), dict) and bool(said["usage"])
