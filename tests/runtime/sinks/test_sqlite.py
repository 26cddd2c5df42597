from __future__ import annotations

import json
import sqlite3
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from runtime.record.events import event, priced
from untagged_llm.cost import Usage
from untagged_llm.runtime.event import Notice
from untagged_llm.runtime.sinks.sqlite import Sqlite

if TYPE_CHECKING:
    from pathlib import Path


def rows(path: Path, table: str = "usage_event") -> list[dict[str, Any]]:
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    return [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY rowid")]


def test_what_a_request_used_and_cost_stands_in_columns(tmp_path: Path) -> None:
    Sqlite(tmp_path / "usage.db").write([priced()])

    (row,) = rows(tmp_path / "usage.db")
    assert row["timestamp"] == "2026-11-01T12:00:00.123Z"
    assert (row["team"], row["service"], row["project"]) == ("search", "qa", "p1")
    assert (row["usage_input_tokens"], row["usage_cache_read_input_tokens"]) == (10_000, 2_000)
    assert Decimal(row["cost_effective"]) == Decimal("0.01155")
    assert json.loads(row["tags"])["team_id"] == "search"
    assert (row["code_file_path"], row["code_line_number"]) == ("app/qa.py", 12)


def test_quantities_without_a_column_are_kept_too(tmp_path: Path) -> None:
    Sqlite(tmp_path / "usage.db").write([event(usage=Usage(images=3))])

    (row,) = rows(tmp_path / "usage.db")
    assert json.loads(row["usage"])["images"] == 3


def test_an_event_that_comes_twice_is_there_once(tmp_path: Path) -> None:
    sink = Sqlite(tmp_path / "usage.db")
    one, other = event(1), event(2)

    assert sink.write([one, other]) == sink.write([other, one]) == 0

    assert len(rows(tmp_path / "usage.db")) == 2


def test_notices_have_a_table_of_their_own(tmp_path: Path) -> None:
    notice = Notice(time_ns=1, kind="dropped", message="5 events", count=5, subject="usage.db")

    Sqlite(tmp_path / "usage.db").write([event(), notice])

    (row,) = rows(tmp_path / "usage.db", "notice")
    assert (row["kind"], row["count"], row["subject"]) == ("dropped", 5, "usage.db")


def test_a_file_of_an_older_version_gets_the_columns_that_it_lacks(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "usage.db")
    connection.execute("CREATE TABLE usage_event (event_id TEXT PRIMARY KEY NOT NULL, team TEXT)")
    connection.execute("INSERT INTO usage_event VALUES ('old', 'search')")
    connection.commit()

    Sqlite(tmp_path / "usage.db").write([priced()])

    assert [row["team"] for row in rows(tmp_path / "usage.db")] == ["search", "search"]
    assert rows(tmp_path / "usage.db")[1]["cost_effective"] == "0.01155"


def test_what_no_column_can_hold_is_refused_and_the_rest_is_kept(tmp_path: Path) -> None:
    sink = Sqlite(tmp_path / "usage.db")

    refused = sink.write([event(1, usage=Usage(input_tokens=10**30)), event(2)])

    assert refused == 1
    assert [row["request_id"] for row in rows(tmp_path / "usage.db")] == ["request-2"]


def test_readers_and_another_writer_are_no_hindrance(tmp_path: Path) -> None:
    first, second = Sqlite(tmp_path / "usage.db"), Sqlite(tmp_path / "usage.db")
    first.write([event(1)])
    reader = sqlite3.connect(tmp_path / "usage.db")
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM usage_event").fetchone() == (1,)

    second.write([event(2)])
    first.write([event(3)])

    assert len(rows(tmp_path / "usage.db")) == 3
