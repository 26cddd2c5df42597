"""Where events go to: every sink at once, each at its own pace."""

from __future__ import annotations

import logging
import threading
import time
from functools import lru_cache
from typing import TYPE_CHECKING

from untagged_llm.runtime.lane import LINGER, Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from untagged_llm.runtime.event import Event, Pending
    from untagged_llm.runtime.sinks.sink import Sink

QUEUE = 10_000
AT_EXIT = 5.0

_log = logging.getLogger("untagged_llm")


class Recorder:
    """Hands events to sinks, from a thread for each of them.

    `queue` is how many events may wait for a sink in memory. A sink that fails, hangs or is full
    is alone with that: neither the application nor another sink notices.
    """

    def __init__(self, sinks: Sequence[Sink], queue: int = QUEUE, linger: float = LINGER) -> None:
        self._lanes = tuple(Lane(sink, queue, linger) for sink in sinks)

    def record(self, event: Event | Pending) -> None:
        """Take an event, made or not. Never raises, never waits."""
        try:
            for lane in self._lanes:
                lane.put(event)
        except Exception:
            _log.debug("an event was not recorded", exc_info=True)

    @property
    def dropped(self) -> int:
        """How many events the sinks have not kept so far, all together."""
        return sum(lane.dropped for lane in self._lanes)

    def flush(self, timeout: float = AT_EXIT) -> bool:
        """Wait until all that was recorded has been delivered, at most `timeout` seconds.

        Returns whether it was. Events that are spooled to disk count as delivered.
        """
        until = time.monotonic() + timeout
        marks = [lane.mark() for lane in self._lanes]
        waited = [mark.wait(until) for mark in marks]
        return all(waited)

    def close(self, timeout: float = AT_EXIT) -> None:
        """Flush, and give back files and connections. Events recorded later are still written."""
        until = time.monotonic() + timeout
        for lane in self._lanes:
            lane.end()
        for lane in self._lanes:
            lane.close(until)

    def park(self, timeout: float) -> None:
        """Deliver what is there and end the threads; the next event starts them again."""
        until = time.monotonic() + timeout
        for lane in self._lanes:
            lane.park(until)

    def restart_in_child(self) -> None:
        """After a fork, in the child: the parent delivers what was queued, nothing is shared."""
        self._lanes = tuple(lane.in_child() for lane in self._lanes)


_current: Recorder | None = None
_making = threading.RLock()


def recorder() -> Recorder:
    """The process's recorder, made from the configuration when first asked for. Never raises."""
    return _current if _current is not None else _make()


def flush(timeout: float = AT_EXIT) -> bool:
    """Wait until every event of this process has been delivered; whether it was in time.

    Call it at the end of a function that is frozen when it returns.
    """
    return _current is None or _current.flush(timeout)


def _make() -> Recorder:
    global _current
    from untagged_llm.runtime import leaving

    with _making:
        if _current is None:
            _current = _configured()
            leaving.watch(_current)
    return _current


def _configured() -> Recorder:
    from untagged_llm.policy.errors import ConfigError
    from untagged_llm.runtime import leaving
    from untagged_llm.runtime.configuration import configuration, on_change
    from untagged_llm.runtime.sinks import opened

    _watch(on_change)
    try:
        chosen = configuration()
    except ConfigError as error:
        _log.error("%s; events go where they go without a configuration", error)
        return Recorder(opened(()))
    linger = 0.0 if leaving.is_frozen_between_calls() else LINGER
    return Recorder(opened(chosen.sinks, chosen.spool), chosen.queue, linger)


@lru_cache(maxsize=1)
def _watch(on_change: Callable[[Callable[[], None]], None]) -> None:
    on_change(_forget)


def _forget() -> None:
    """The configuration has changed: the next event goes where it says."""
    global _current
    if _current is not None:
        from untagged_llm.runtime import leaving

        old, _current = _current, None
        leaving.unwatch(old)
        old.close()
