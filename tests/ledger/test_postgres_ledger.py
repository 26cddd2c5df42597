from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import psycopg
import pytest

from runtime.record.events import event, priced
from untagged_llm.ledger import LedgerError, ledger_at
from untagged_llm.ledger.migrations import Migration, migrations
from untagged_llm.ledger.postgres import PostgresLedger
from untagged_llm.runtime.event import Notice
from untagged_llm.runtime.sinks.columns import NOTICE_COLUMNS, USAGE_COLUMNS, Column
from untagged_llm.runtime.sinks.postgres import TYPES, Postgres

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.server import Server

pytestmark = pytest.mark.xdist_group("postgres")


def columns(dsn: str, table: str) -> dict[str, str]:
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            "SELECT column_name, data_type FROM information_schema.columns "
            "WHERE table_schema = 'untagged_llm' AND table_name = %s",
            [table],
        )
        return dict(rows.fetchall())


def test_a_database_has_no_tables_until_they_are_made(ledger: str) -> None:
    found = ledger_at(ledger)

    assert found.status().version == 0
    assert found.init() == [step.name for step in migrations()]
    assert found.status().version == found.status().latest


def test_making_the_tables_twice_changes_nothing(ledger: str) -> None:
    ledger_at(ledger).init()
    Postgres(ledger).write([event()])

    assert ledger_at(ledger).init() == []
    assert ledger_at(ledger).status().events == 1


def test_many_that_start_at_once_make_the_tables_once(ledger: str) -> None:
    made: list[str] = []
    threads = [
        threading.Thread(target=lambda: made.extend(ledger_at(ledger).init())) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert made == [step.name for step in migrations()]


def test_tables_are_brought_forward_from_where_they_are(ledger: str) -> None:
    steps = migrations()
    PostgresLedger(ledger, steps).init()
    added = Migration(99, "0099_rank", "ALTER TABLE untagged_llm.usage_event ADD COLUMN rank int")

    assert PostgresLedger(ledger, [*steps, added]).init() == ["0099_rank"]
    assert "rank" in columns(ledger, "usage_event")


def test_a_step_that_fails_leaves_everything_as_it_was(ledger: str) -> None:
    good = Migration(98, "0098_good", "CREATE TABLE untagged_llm.good (x int)")
    wrong = Migration(99, "0099_wrong", "ALTER TABLE untagged_llm.nowhere ADD COLUMN x int")

    with pytest.raises(LedgerError, match=r'relation "untagged_llm.nowhere" does not exist'):
        PostgresLedger(ledger, [*migrations(), good, wrong]).init()

    assert ledger_at(ledger).status().version == 0
    assert columns(ledger, "good") == {}


@pytest.mark.parametrize(
    ("table", "wanted"), [("usage_event", USAGE_COLUMNS), ("notice", NOTICE_COLUMNS)]
)
def test_the_tables_have_the_columns_that_are_written(
    ledger: str, table: str, wanted: Sequence[Column]
) -> None:
    ledger_at(ledger).init()
    spelled = {"timestamptz": "timestamp with time zone"}

    found = columns(ledger, table)

    assert found.pop("ingested_at") == "timestamp with time zone"
    assert found == {
        column.name: spelled.get(TYPES[column.kind], TYPES[column.kind]) for column in wanted
    }


def test_steps_are_numbered_without_gaps() -> None:
    assert [step.version for step in migrations()] == list(range(1, len(migrations()) + 1))


def test_the_status_counts_what_is_there(ledger: str) -> None:
    ledger_at(ledger).init()
    notice = Notice(time_ns=1, kind="dropped", message="5 events", count=5)

    Postgres(ledger).write([priced(), event(), notice])

    status = ledger_at(ledger).status()
    assert (status.events, status.notices) == (2, 1)
    assert status.first == "2026-11-01T12:00:00.123Z"


def test_a_database_that_is_away_is_one_sentence_without_the_password(postgres: Server) -> None:
    with pytest.raises(LedgerError) as told:
        ledger_at(postgres.dsn.replace("ledger@", "ledger:secret@") + "_missing").status()

    assert 'database "postgres_missing" does not exist' in str(told.value)
    assert "secret" not in str(told.value)
    assert "\n" not in str(told.value)
