"""A callable as a sink."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.sinks.sink import Sink

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from untagged_llm.runtime.sinks.sink import Recordable

_log = logging.getLogger("untagged_llm")


class Function(Sink):
    """Calls `function` with one event after the other, in the recorder's thread.

    An event for which it raises is not given to it again.
    """

    def __init__(self, function: Callable[[Any], object]) -> None:
        self._function = function
        self.name = getattr(function, "__qualname__", type(function).__name__)
        self._is_failing = False

    def write(self, events: Sequence[Recordable]) -> int:
        """Call it for each; returns for how many it raised."""
        return sum(not self._took(event) for event in events)

    def reopened(self) -> Function:
        """The same function."""
        return Function(self._function)

    def _took(self, event: Recordable) -> bool:
        try:
            self._function(event)
        except BaseException:  # sys.exit() in a sink must not end the recorder's thread either
            if not self._is_failing:
                _log.warning("%s raised for an event", self.name, exc_info=True)
            self._is_failing = True
            return False
        self._is_failing = False
        return True
