"""What every ledger can do, wherever it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence


class LedgerError(Exception):
    """A ledger cannot be reached, made or read. `str()` is one sentence that names it."""


@dataclass(frozen=True, slots=True)
class Status:
    """A ledger's tables and content.

    `version` is that of its tables, 0 when there are none; `latest` what this program knows.
    `first` and `last` are the times of the oldest and newest event, None when it is empty.
    """

    name: str
    version: int
    latest: int
    events: int = 0
    notices: int = 0
    first: str | None = None
    last: str | None = None


class Ledger(Protocol):
    """Where events are kept for good. `name` holds no password."""

    @property
    def name(self) -> str:
        """How messages call it."""

    def init(self) -> Sequence[str]:
        """Bring its tables to the latest version; returns the names of the steps it took.

        Raises:
            LedgerError: it cannot be reached, or its tables cannot be made.
        """

    def status(self) -> Status:
        """What it holds.

        Raises:
            LedgerError: it cannot be reached.
        """
