"""A ledger in one SQLite file. Its sink makes the tables too; `init` only does it beforehand."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from untagged_llm.ledger.store import LedgerError, Status
from untagged_llm.runtime.event import SCHEMA_VERSION
from untagged_llm.runtime.sinks.sqlite import connected, create

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STEP = "tables and columns"


class SqliteLedger:
    """See `Ledger`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = f"sqlite:{path.as_posix()}"

    def init(self) -> list[str]:
        """The tables, and the columns that they lack."""
        with self._told():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(connected(self._path)) as connection:
                before = _layout(connection)
                create(connection)
                return [STEP] if _layout(connection) != before else []

    def status(self) -> Status:
        """Counted; the file is not made when it is not there."""
        if not self._path.exists():
            return Status(self.name, 0, SCHEMA_VERSION)
        with self._told(), closing(connected(self._path)) as connection:
            if "usage_event" not in _layout(connection):
                return Status(self.name, 0, SCHEMA_VERSION)
            events, first, last = connection.execute(
                "SELECT count(*), min(timestamp), max(timestamp) FROM usage_event"
            ).fetchone()
            (notices,) = connection.execute("SELECT count(*) FROM notice").fetchone()
        return Status(self.name, SCHEMA_VERSION, SCHEMA_VERSION, events, notices, first, last)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise LedgerError(f"{self.name}: {error}") from error


def _layout(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
