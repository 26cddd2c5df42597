"""One sink's lane: a bounded queue that anybody fills, and the one thread that empties it.

A signal may interrupt `put` anywhere, and its handler may record and flush; so `put` holds no
lock that such a handler would wait for.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from typing import TYPE_CHECKING

from untagged_llm.runtime.event import Notice, Pending

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from untagged_llm.runtime.event import Event
    from untagged_llm.runtime.sinks.sink import Sink

LINGER = 0.2
BATCH = 1_000
UNMADE = 1_000
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
NEVER = -1.0

_log = logging.getLogger("untagged_llm")


class Mark:
    """A point in time of a lane: what was put before it has been delivered, or could not be."""

    __slots__ = ("_delivered", "_reached")

    def __init__(self) -> None:
        self._delivered = False
        self._reached = threading.Lock()
        self._reached.acquire()

    def reach(self, delivered: bool) -> None:
        """The lane is there."""
        self._delivered = delivered
        self._reached.release()

    def wait(self, until: float) -> bool:
        """Whether all was delivered by `until` (in the time of `time.monotonic`)."""
        return self._reached.acquire(timeout=max(0.0, until - time.monotonic())) and self._delivered


class Lane:
    """Takes events at any speed and hands them to its sink in batches.

    What does not fit is counted in `dropped`, and the count is itself given to the sink, as a
    notice. What the sink does not take is kept and tried again, ever more seldom.
    """

    def __init__(self, sink: Sink, capacity: int, linger: float = LINGER) -> None:
        self.sink = sink
        self.dropped = 0
        self._capacity = max(1, capacity)
        self._linger = linger
        self._queue: deque[Event | Pending] = deque()
        self._batch: list[Event] = []
        self._marks: deque[Mark] = deque()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._counting = threading.RLock()
        self._untold = 0
        self._failures = 0
        self._again: float | None = None
        self._closing = False
        self._parking = False
        self._last: Mark | None = None
        # Released to wake the thread, when as many wait as `_wake_at` says.
        self._wake = threading.Lock()
        self._wake.acquire()
        self._wake_at = 1

    def put(self, event: Event | Pending) -> None:
        """Take an event, or count it when the queue is full. Does not wait.

        When many wait already, an event that is not made yet is made here: it holds an answer.
        """
        waiting = len(self._queue)
        if waiting >= self._capacity:
            self._drop(1)
            return
        if waiting >= UNMADE and isinstance(event, Pending):
            event.made()
        self._queue.append(event)
        if waiting + 1 >= self._wake_at:
            self._rouse()

    def mark(self) -> Mark:
        """A mark behind all that was put; the thread hurries there."""
        mark = Mark()
        self._marks.append(mark)
        self._rouse()
        return mark

    def end(self) -> None:
        """Deliver what is there, and stop. `close` waits for that."""
        if self._thread is not None or self._queue:
            self._last = self.mark()
        self._closing = True
        self._nudge()

    def close(self, until: float) -> None:
        """What cannot be delivered by then goes aside, or is lost."""
        if self._last is not None and not self._last.wait(until):
            self._put_aside()
        if self._thread is not None:
            self._thread.join(max(0.0, until - time.monotonic()))
        if self._thread is None or not self._thread.is_alive():
            self.sink.close()
        # From now on each event is delivered by whoever records it.
        self._wake_at = 1

    def park(self, until: float) -> None:
        """Deliver what is there and end the thread; the next event starts another."""
        thread = self._thread
        if thread is None or thread is threading.current_thread():
            return
        self._parking = True
        self._nudge()
        thread.join(max(0.0, until - time.monotonic()))
        self._parking = False
        self._wake_at = 1
        # What was put while the thread was ending did not wake it.
        if self._queue:
            self._rouse()

    def in_child(self) -> Lane:
        """The lane of a forked child: nothing queued, nothing open, no thread yet."""
        return Lane(self.sink.reopened(), self._capacity, self._linger)

    def _rouse(self) -> None:
        self._wake_at = self._capacity + 1
        if self._thread is None or not self._thread.is_alive():
            self._start()
        self._nudge()

    def _nudge(self) -> None:
        try:
            self._wake.release()
        except RuntimeError:
            return  # It is awake.

    def _start(self) -> None:
        if not self._starting.acquire(blocking=False):
            return
        try:
            if self._closing:
                self._cycle()
            elif self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="untagged-llm", daemon=True)
                self._thread.start()
        except RuntimeError:
            # The interpreter is ending and starts no threads any more.
            self._thread = None
            self._cycle()
        finally:
            self._starting.release()

    def _run(self) -> None:
        closing = False
        while not closing:
            self._wait()
            # Asked before the cycle: what came before the end is part of it.
            closing = self._closing or self._parking
            self._cycle()

    def _wait(self) -> None:
        """Until there is something to do, and then a moment more, so that batches are large."""
        if self._failures:
            self._sleep(min(FIRST_PAUSE * 2 ** (self._failures - 1), LONGEST_PAUSE))
            return
        self._wake_at = 1
        if not self._queue:
            self._sleep(NEVER if self._again is None else self._again)
        self._wake_at = max(1, min(self._capacity // 2, 4 * BATCH))
        if len(self._queue) < self._wake_at:
            self._sleep(self._linger)

    def _sleep(self, seconds: float) -> None:
        if not (self._marks or self._closing or self._parking):
            self._wake.acquire(timeout=seconds)

    def _cycle(self) -> None:
        """Deliver all that waits at the start of it."""
        marks = [self._marks.popleft() for _ in range(len(self._marks))]
        delivered = self._deliver(len(self._queue) + len(self._batch))
        if delivered:
            self._catch_up()
        for mark in marks:
            mark.reach(delivered)

    def _deliver(self, count: int) -> bool:
        while count > 0:
            if not self._batch:
                some = min(BATCH, len(self._queue))
                self._batch = list(_made(self._queue.popleft() for _ in range(some)))
                count -= some
            else:
                count -= len(self._batch)
            if not self._write():
                return False
        return self._tell_dropped()

    def _write(self) -> bool:
        try:
            refused = self.sink.write(self._batch)
        except Exception as error:
            self._failed(error)
            return False
        self._batch = []
        self._failures = 0
        if refused:
            self._drop(refused)
        return True

    def _failed(self, error: Exception) -> None:
        self._failures = min(self._failures + 1, 10)
        if self._failures == 1:
            said = " ".join(str(error).split()) or type(error).__name__
            _log.warning("%s cannot be written, events wait in memory: %s", self.sink.name, said)

    def _catch_up(self) -> None:
        try:
            self._again = self.sink.catch_up()
        except Exception:
            self._again = LONGEST_PAUSE

    def _drop(self, count: int) -> None:
        with self._counting:
            self.dropped += count
            self._untold += count

    def _tell_dropped(self) -> bool:
        with self._counting:
            count, self._untold = self._untold, 0
        if not count:
            return True
        name = self.sink.name
        message = f"{name} did not keep {count} of the events"
        _log.warning("%s", message)
        now = time.time_ns()
        notice = Notice(time_ns=now, kind="dropped", message=message, count=count, subject=name)
        self._batch = [notice]
        return self._write()

    def _put_aside(self) -> None:
        rest = list(self._batch)
        while self._queue:
            rest.extend(_made((self._queue.popleft(),)))
        lost = self._aside(rest)
        if lost:
            _log.warning("%d events for %s were lost at exit", lost, self.sink.name)

    def _aside(self, rest: list[Event]) -> int:
        try:
            return self.sink.aside(rest) if rest else 0
        except Exception:
            return len(rest)


def _made(waiting: Iterable[Event | Pending]) -> Iterator[Event]:
    for each in waiting:
        if isinstance(each, Pending):
            yield from each.made()
            # Making one takes a while: who waits for the interpreter goes first.
            time.sleep(0)
        else:
            yield each
