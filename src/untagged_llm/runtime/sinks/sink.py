"""What a sink is: where a lane's events go."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence


class Recordable(Protocol):
    """An event, or one that was read back from disk."""

    def as_record(self) -> dict[str, Any]:
        """Its published form."""


class Sink(ABC):
    """Used by one thread at a time. Opens what it needs when it is first written to.

    `name` is how messages call it; it holds no password.
    """

    name: str

    @abstractmethod
    def write(self, events: Sequence[Recordable]) -> int:
        """Keep all of them; returns how many it can never keep.

        Raises:
            Exception: none was kept for certain; the same events will be given again.
        """

    def catch_up(self) -> float | None:
        """Do what waits; the seconds until it wants to be asked again, None for never."""
        return None

    def aside(self, events: Sequence[Recordable]) -> int:
        """The process ends and these could not be written; returns how many are lost."""
        return len(events)

    def close(self) -> None:
        """Give back what it holds. It may be written to again."""
        return

    @abstractmethod
    def reopened(self) -> Sink:
        """The same sink for a child process: nothing open is shared."""
