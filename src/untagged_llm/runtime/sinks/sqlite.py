"""SQLite: a ledger in one file, for one machine."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.sinks import columns
from untagged_llm.runtime.sinks.columns import NOTICE_COLUMNS, USAGE_COLUMNS
from untagged_llm.runtime.sinks.encoding import records, text
from untagged_llm.runtime.sinks.sink import Sink

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from untagged_llm.runtime.sinks.columns import Column
    from untagged_llm.runtime.sinks.sink import Recordable

TYPES = {
    "text": "TEXT",
    "integer": "INTEGER",
    "real": "REAL",
    "money": "TEXT",
    "boolean": "INTEGER",
    "time": "TEXT",
    "json": "TEXT",
}
TABLES = {"usage_event": USAGE_COLUMNS, "notice": NOTICE_COLUMNS}
SECONDS_FOR_A_LOCK = 5.0


class Sqlite(Sink):
    """Inserts into `usage_event` and `notice` of `path`; each event once, by its id.

    Makes the tables, and adds columns that an older version did not have. Money is decimal text,
    so that no digit is lost.
    """

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()
        self._connection: sqlite3.Connection | None = None
        self.name = f"sqlite:{path}"

    def write(self, events: Sequence[Recordable]) -> int:
        """Insert them in one transaction."""
        taken = list(records(events))
        connection = self._connected()
        try:
            with connection:
                refused = sum(_insert(connection, table, taken) for table in TABLES)
        except sqlite3.Error:
            self.close()
            raise
        return len(events) - len(taken) + refused

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def reopened(self) -> Sqlite:
        """The same file with a connection of its own."""
        return Sqlite(self._path)

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = connected(self._path)
            create(self._connection)
        return self._connection


def connected(path: Path) -> sqlite3.Connection:
    """A connection that waits for others, and that readers need not wait for."""
    # One thread at a time uses it, but at exit that may be another one.
    connection = sqlite3.connect(path, timeout=SECONDS_FOR_A_LOCK, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def create(connection: sqlite3.Connection) -> None:
    """The tables, and the columns that they lack."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        for table, wanted in TABLES.items():
            listed = ", ".join(map(_declared, wanted))
            connection.execute(f"CREATE TABLE IF NOT EXISTS {table} ({listed})")
            there = {column[1] for column in connection.execute(f"PRAGMA table_info({table})")}
            for column in wanted:
                if column.name not in there:
                    connection.execute(f"ALTER TABLE {table} ADD COLUMN {_declared(column)}")
        connection.execute("CREATE INDEX IF NOT EXISTS usage_event_time ON usage_event (timestamp)")


def _declared(column: Column) -> str:
    key = " PRIMARY KEY NOT NULL" if column.name == "event_id" else ""
    return f'"{column.name}" {TYPES[column.kind]}{key}'


def _insert(connection: sqlite3.Connection, table: str, taken: list[dict[str, Any]]) -> int:
    """Returns how many rows the database cannot hold."""
    usage = table == "usage_event"
    chosen = [record for record in taken if columns.is_usage(record) == usage]
    if not chosen:
        return 0
    wanted = TABLES[table]
    names = ", ".join(f'"{column.name}"' for column in wanted)
    marks = ", ".join("?" * len(wanted))
    statement = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"
    rows = [_values(columns.row(record) if usage else record, wanted) for record in chosen]
    return sum(not _inserted(connection, statement, values) for values in rows)


def _inserted(connection: sqlite3.Connection, statement: str, values: tuple[Any, ...]) -> bool:
    try:
        connection.execute(statement, values)
    except (OverflowError, UnicodeError, sqlite3.InterfaceError, sqlite3.DataError):
        return False
    return True


def _values(record: dict[str, Any], wanted: tuple[Column, ...]) -> tuple[Any, ...]:
    return tuple(_value(record.get(column.key), column) for column in wanted)


def _value(value: Any, column: Column) -> Any:
    return text(value) if column.kind == "json" and value is not None else value
