"""A sink that may be away: what it does not take now waits on disk."""

from __future__ import annotations

import logging
import time
from itertools import islice
from typing import TYPE_CHECKING

from untagged_llm.runtime.sinks.encoding import lines
from untagged_llm.runtime.sinks.sink import Sink

if TYPE_CHECKING:
    from collections.abc import Sequence

    from untagged_llm.runtime.sinks.sink import Recordable
    from untagged_llm.runtime.spool import Segment, Spool

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0
LOOK_AGAIN = 30.0
BATCH = 1_000

_log = logging.getLogger("untagged_llm")


class Spooling(Sink):
    """Writes to `sink`, else to `spool`, from where the events are replayed once it is back.

    An event may reach `sink` twice, when the sink failed after it had taken it: `sink` has to
    know events by their id.
    """

    def __init__(self, sink: Sink, spool: Spool) -> None:
        self._sink = sink
        self._spool = spool
        self._failures = 0
        self._retry_at = 0.0
        self._refused = 0
        self.name = sink.name

    def write(self, events: Sequence[Recordable]) -> int:
        """To the sink when it is there, to the disk when it is not."""
        refused, self._refused = self._refused, 0
        if not self._is_away():
            try:
                refused += self._sink.write(events)
            except Exception as error:
                self._went_away(error)
            else:
                self._came_back()
                return refused
        try:
            return refused + self.aside(events)
        except OSError:
            # Nothing but memory is left, so the sink is asked again each time.
            self._retry_at = 0.0
            raise

    def catch_up(self) -> float | None:
        """Replay what was spooled, here or by processes that are gone."""
        if self._is_away():
            return max(0.0, self._retry_at - time.monotonic())
        for segment in self._spool.waiting():
            if not self._replayed(segment):
                return max(0.0, self._retry_at - time.monotonic())
        return LOOK_AGAIN if self._spool.paths() else None

    def aside(self, events: Sequence[Recordable]) -> int:
        """To the disk."""
        encoded = lines(events)
        if encoded:
            self._spool.append(encoded)
        return len(events) - len(encoded)

    def close(self) -> None:
        """Close the sink, and leave the spool to others."""
        self._spool.release()
        self._sink.close()

    def reopened(self) -> Spooling:
        """The same for a child process."""
        return Spooling(self._sink.reopened(), self._spool.reopened())

    def _replayed(self, segment: Segment) -> bool:
        waiting = iter(segment.events())
        try:
            while batch := list(islice(waiting, BATCH)):
                self._refused += self._sink.write(batch)
        except Exception as error:
            segment.release()
            self._went_away(error)
            return False
        segment.remove()
        self._came_back()
        return True

    def _is_away(self) -> bool:
        return self._failures > 0 and time.monotonic() < self._retry_at

    def _went_away(self, error: Exception) -> None:
        self._failures = min(self._failures + 1, 10)
        pause = min(FIRST_PAUSE * 2 ** (self._failures - 1), LONGEST_PAUSE)
        self._retry_at = time.monotonic() + pause
        if self._failures == 1:
            said = " ".join(str(error).split()) or type(error).__name__
            _log.warning("%s is away, events wait in %s: %s", self.name, self._spool.folder, said)

    def _came_back(self) -> None:
        if self._failures:
            self._failures = 0
            _log.warning("%s is back", self.name)
