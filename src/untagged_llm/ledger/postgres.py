"""A ledger in Postgres: the schema `untagged_llm`, brought forward step by step."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from untagged_llm.ledger.migrations import Migration, migrations
from untagged_llm.ledger.store import LedgerError, Status
from untagged_llm.runtime.sinks.postgres import SCHEMA, connected, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import psycopg

# Any number that others do not use: one process at a time brings the tables forward.
LOCK = 0x756C6D01
TABLE = f"""
CREATE TABLE IF NOT EXISTS {SCHEMA}.migration (
    version bigint PRIMARY KEY,
    name text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)
"""


class PostgresLedger:
    """See `Ledger`."""

    def __init__(self, dsn: str, steps: Sequence[Migration] | None = None) -> None:
        self._dsn = dsn
        self._steps = migrations() if steps is None else steps
        self.name = shown(dsn)

    def init(self) -> list[str]:
        """All steps in one transaction: the tables are at the latest version, or as before."""
        with self._session() as connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            if not _version_table(connection):
                connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
                connection.execute(TABLE)
            version = _version(connection)
            missing = [step for step in self._steps if step.version > version]
            for step in missing:
                _take(connection, step)
            return [step.name for step in missing]

    def status(self) -> Status:
        """Counted, not estimated."""
        latest = max((step.version for step in self._steps), default=0)
        with self._session() as connection:
            version = _version(connection) if _version_table(connection) else 0
            if not version:
                return Status(self.name, 0, latest)
            events, first, last = _row(
                connection,
                f'SELECT count(*), min("timestamp"), max("timestamp") FROM {SCHEMA}.usage_event',
            )
            (notices,) = _row(connection, f"SELECT count(*) FROM {SCHEMA}.notice")
            return Status(self.name, version, latest, events, notices, _iso(first), _iso(last))

    @contextmanager
    def _session(self) -> Iterator[psycopg.Connection]:
        import psycopg

        try:
            with connected(self._dsn) as connection:
                yield connection
        except psycopg.Error as error:
            said = " ".join(str(error).split("\n")[0].split())
            raise LedgerError(f"{self.name}: {said or type(error).__name__}") from error


def _take(connection: psycopg.Connection, step: Migration) -> None:
    connection.execute(step.sql.encode())
    connection.execute(
        f"INSERT INTO {SCHEMA}.migration (version, name) VALUES (%s, %s)",
        [step.version, step.name],
    )


def _version_table(connection: psycopg.Connection) -> bool:
    return bool(_row(connection, f"SELECT to_regclass('{SCHEMA}.migration') IS NOT NULL")[0])


def _version(connection: psycopg.Connection) -> int:
    query = f"SELECT coalesce(max(version), 0) FROM {SCHEMA}.migration"
    return int(_row(connection, query)[0])


def _row(connection: psycopg.Connection, query: str) -> tuple[Any, ...]:
    return connection.execute(query.encode()).fetchone() or ()


def _iso(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return f"{moment.astimezone(timezone.utc).isoformat(timespec='milliseconds')[:-6]}Z"
