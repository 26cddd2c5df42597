"""What came before an attempt: the try that it repeats, the model that it stands in for."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from untagged_llm.runtime.trace import new_ids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.runtime.attempt import Request
    from untagged_llm.runtime.callsite import CallSite
    from untagged_llm.runtime.event import UsageEvent
    from untagged_llm.runtime.trace import Trace

FAILED = ("error", "timeout", "retry")
_WORTH_IT = (408, 409, 429)


class Call:
    """One call of the application: every request inside is a try of it.

    Needed where retries happen above the SDK that sends, in contexts that share nothing else.
    `seen` counts the requests inside that were metered, also by calls inside of this one.
    """

    __slots__ = ("is_over", "last", "outer", "seen", "tries_left")

    def __init__(self, tries: int, outer: Call | None) -> None:
        self.last: _Ended | None = None
        self.tries_left = tries - 1
        self.seen = 0
        self.outer = outer
        self.is_over = False

    def note_request(self) -> None:
        """A request is sent inside."""
        self.seen += 1
        if self.outer is not None:
            self.outer.note_request()


_call: ContextVar[Call | None] = ContextVar("untagged_llm_call", default=None)


def enter_call(tries: int = 1) -> Call:
    """From here on, until `leave_call`, requests are tries of one call, `tries` at most."""
    call = Call(tries, open_call())
    _call.set(call)
    return call


def leave_call(call: Call) -> None:
    """The call is over, in every context that has seen it."""
    call.is_over = True
    _call.set(open_call())


def open_call() -> Call | None:
    """The innermost call that is not over."""
    here = _call.get()
    while here is not None and here.is_over:
        here = here.outer
    return here


@contextmanager
def one_call(tries: int) -> Iterator[None]:
    """Requests inside are tries of one call, `tries` of them at most."""
    call = enter_call(tries)
    try:
        yield
    finally:
        leave_call(call)


class Place:
    """An attempt's place among those of its request, numbered from 1."""

    __slots__ = ("call", "fallback_from", "number", "request_id", "retry_of", "trace")

    def __init__(
        self,
        request_id: str,
        trace: Trace,
        number: int = 1,
        retry_of: str | None = None,
        fallback_from: str | None = None,
        call: Call | None = None,
    ) -> None:
        self.request_id = request_id
        self.trace = trace
        self.number = number
        self.retry_of = retry_of
        self.fallback_from = fallback_from
        self.call = call

    @property
    def sent_id(self) -> str:
        """The id that goes to the provider: one of its own for each attempt."""
        return self.request_id if self.number == 1 else f"{self.request_id}-{self.number}"

    def is_tried_again(self, status: int | None) -> bool:
        """Whether the call that this attempt belongs to has tries left for such a failure."""
        worth_it = status is None or status >= 500 or status in _WORTH_IT
        return worth_it and self.call is not None and self.call.tries_left > 0

    def remember(self, failed: UsageEvent | None, body: object) -> None:
        """Let the next attempt in this call, or in this context, know how this one ended.

        `failed` is the event of an attempt that did.
        """
        ended = None if failed is None else _Ended(self, failed, _mark(body))
        if self.call is not None:
            self.call.last = ended
            self.call.tries_left -= 1
        elif ended is not _last.get():
            _last.set(ended)


class _Ended:
    """A failed attempt; of its body only the hash is kept."""

    __slots__ = ("body", "event", "place")

    def __init__(self, place: Place, event: UsageEvent, body: int) -> None:
        self.place = place
        self.event = event
        self.body = body

    def is_repeated_by(self, request: Request, body: object) -> bool:
        if request.number is not None and request.number > 1:
            return True
        same = self.event.request_model == request.model and self.event.host == request.host
        if self.place.call is not None:
            return same
        return same and self.body != 0 and self.body == _mark(body)

    def is_replaced_by(self, request: Request) -> bool:
        """Another model or provider, asked by the same function right after the failure."""
        other = (self.event.request_model, self.event.host) != (request.model, request.host)
        return other and _function(self.event.call_site) == _function(request.site)


_last: ContextVar[_Ended | None] = ContextVar("untagged_llm_last", default=None)


def follow(request: Request, body: object = None) -> Place:
    """The place of a request that is sent now, with that body."""
    call = open_call()
    last = _last.get() if call is None else call.last
    if call is not None:
        call.note_request()
    number = request.number or 1
    if last is None:
        return _alone(request, number, None, call)
    event, before = last.event, last.place
    if last.is_repeated_by(request, body):
        number = max(number, before.number + 1)
        return Place(before.request_id, before.trace, number, event.event_id, call=call)
    _last.set(None)
    replaced = last.is_replaced_by(request)
    return _alone(
        request, number, event.request_model or event.provider if replaced else None, call
    )


def _alone(request: Request, number: int, replaced: str | None, call: Call | None) -> Place:
    request_id, trace = new_ids()
    request_id = request.request_id or request_id
    return Place(request_id, request.trace or trace, number, None, replaced, call)


def _function(site: object) -> object:
    found: CallSite | None = site  # type: ignore[assignment]
    return None if found is None else (found.file, found.function)


def _mark(body: object) -> int:
    return hash(body) if isinstance(body, (bytes, str)) else 0
