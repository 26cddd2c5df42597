"""Postgres: the ledger of many machines. `untagged-llm ledger init` makes its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from untagged_llm.runtime.sinks import columns
from untagged_llm.runtime.sinks.columns import NOTICE_COLUMNS, USAGE_COLUMNS
from untagged_llm.runtime.sinks.encoding import records, text
from untagged_llm.runtime.sinks.sink import Sink

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

    from untagged_llm.runtime.sinks.sink import Recordable

SCHEMA = "untagged_llm"
TYPES = {
    "text": "text",
    "integer": "bigint",
    "real": "double precision",
    "money": "numeric",
    "boolean": "boolean",
    "time": "timestamptz",
    "json": "jsonb",
}
TABLES = {"usage_event": USAGE_COLUMNS, "notice": NOTICE_COLUMNS}
# A server that went away without a word is noticed after seconds, not after hours.
PATIENCE = {
    "connect_timeout": "3",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
    "application_name": "untagged-llm",
}


class LedgerMissingError(Exception):
    """The database has no tables for us, or those of an older version."""


class Postgres(Sink):
    """Inserts into the schema `untagged_llm`, one statement a batch; each event once, by its id."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._connection: psycopg.Connection | None = None
        self.name = shown(dsn)

    def write(self, events: Sequence[Recordable]) -> int:
        """Insert them. What the database can never hold is refused, the rest is kept."""
        taken = list(records(events))
        try:
            refused = sum(self._insert(table, taken) for table in TABLES)
        except Exception:
            self.close()
            raise
        return len(events) - len(taken) + refused

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def reopened(self) -> Postgres:
        """The same database with a connection of its own."""
        return Postgres(self._dsn)

    def _insert(self, table: str, taken: list[dict[str, Any]]) -> int:
        import psycopg

        usage = table == "usage_event"
        chosen = [record for record in taken if columns.is_usage(record) == usage]
        rows = [columns.row(record) if usage else record for record in chosen]
        if not rows:
            return 0
        try:
            self._execute(table, rows)
        except psycopg.DataError:
            return sum(not self._executed(table, row) for row in rows)
        return 0

    def _executed(self, table: str, row: dict[str, Any]) -> bool:
        import psycopg

        try:
            self._execute(table, [_storable(row)])
        except psycopg.DataError:
            return False
        return True

    def _execute(self, table: str, rows: list[dict[str, Any]]) -> None:
        import psycopg

        if self._connection is None:
            self._connection = connected(self._dsn)
        try:
            self._connection.execute(_STATEMENTS[table], [text(rows)])
        except (
            psycopg.errors.UndefinedTable,
            psycopg.errors.UndefinedColumn,
            psycopg.errors.InvalidSchemaName,
        ) as error:
            said = str(error).splitlines()[0]
            raise LedgerMissingError(f"{said}; run 'untagged-llm ledger init'") from error


def connected(dsn: str) -> psycopg.Connection:
    """A connection that commits each statement.

    Raises:
        psycopg.Error: there is none to be had.
    """
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    patience = {key: PATIENCE[key] for key in PATIENCE.keys() - conninfo_to_dict(dsn).keys()}
    # No prepared statements: a pool in between may hand each statement to another server.
    return psycopg.connect(
        dsn,
        autocommit=True,
        prepare_threshold=None,
        **patience,  # type: ignore[arg-type]
    )


def shown(dsn: str) -> str:
    """The database without its password."""
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(dsn)
    user = f"{parts['user']}@" if parts.get("user") else ""
    host = parts.get("host") or parts.get("hostaddr") or "localhost"
    return f"postgresql://{user}{host}:{parts.get('port') or 5432}/{parts.get('dbname') or ''}"


def complaint(error: Exception) -> str:
    """What is wrong with an address, without the part of it that may hold the password."""
    return str(error).partition('"')[0].strip(" :\n")


def _statement(table: str) -> str:
    wanted = TABLES[table]
    names = ", ".join(f'"{column.name}"' for column in wanted)
    keys = ", ".join(f'r."{column.key}"' for column in wanted)
    typed = ", ".join(f'"{column.key}" {TYPES[column.kind]}' for column in wanted)
    return (
        f"INSERT INTO {SCHEMA}.{table} ({names}) SELECT {keys} "
        f"FROM jsonb_to_recordset(%s::jsonb) AS r({typed}) ON CONFLICT DO NOTHING"
    )


_STATEMENTS = {table: _statement(table) for table in TABLES}


def _storable(value: Any) -> Any:
    """Without the characters that Postgres has no place for: NUL and half surrogates."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_storable(key): _storable(each) for key, each in value.items()}
    return [_storable(each) for each in value] if isinstance(value, list) else value
