"""A real Postgres goes away and comes back: every event is there, exactly once."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import TYPE_CHECKING

import psycopg
import pytest

from runtime.record.events import event, priced
from runtime.record.programs import ran, started
from untagged_llm.cost import Usage
from untagged_llm.ledger import ledger_at
from untagged_llm.runtime.event import Notice
from untagged_llm.runtime.recorder import Recorder
from untagged_llm.runtime.sinks.postgres import Postgres
from untagged_llm.runtime.sinks.spooling import Spooling
from untagged_llm.runtime.spool import Kept, Spool

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.server import Server

pytestmark = pytest.mark.xdist_group("postgres")

LONG = 60.0


def numbers(dsn: str) -> list[int]:
    with psycopg.connect(dsn) as connection:
        rows = connection.execute("SELECT request_id FROM untagged_llm.usage_event").fetchall()
    return sorted(int(row[0].removeprefix("request-")) for row in rows)


@pytest.fixture
def made(ledger: str) -> str:
    ledger_at(ledger).init()
    return ledger


@pytest.fixture
def sink(made: str, tmp_path: Path) -> Spooling:
    return Spooling(Postgres(made), Spool(tmp_path / "spool"))


def replay(sink: Spooling) -> None:
    """Until nothing waits any more."""
    for _ in range(1_000):
        again = sink.catch_up()
        if again is None:
            return
        time.sleep(min(again, 0.1))
    raise AssertionError("the spool is never empty")


def test_what_a_request_used_and_cost_stands_in_columns(made: str) -> None:
    Postgres(made).write([priced()])

    with psycopg.connect(made) as connection:
        row = connection.execute(
            "SELECT team, usage_input_tokens, cost_effective::text, tags ->> 'project_id', "
            "usage ->> 'output_tokens', jsonb_array_length(cost_components), "
            'extract(epoch FROM "timestamp")::text, streamed FROM untagged_llm.usage_event'
        ).fetchone()

    at = "1793534400.123000"
    assert row == ("search", 10_000, "0.01155", "p1", "1200", 3, at, True)


def test_an_event_that_comes_twice_is_there_once(made: str) -> None:
    sink = Postgres(made)
    one, other = event(1), event(2)
    notice = Notice(time_ns=1, kind="dropped", message="5 events", count=5)

    assert sink.write([one, other, notice]) == sink.write([other, notice, one]) == 0

    assert numbers(made) == [1, 2]
    assert ledger_at(made).status().notices == 1


def test_characters_that_postgres_has_no_place_for_cost_only_themselves(made: str) -> None:
    odd = event(2, tags={"team_id": "se\0arch\ud800", "feature": "\\u0000"})

    assert Postgres(made).write([event(1), odd, event(3)]) == 0

    assert numbers(made) == [1, 2, 3]
    with psycopg.connect(made) as connection:
        (row,) = connection.execute(
            "SELECT team, feature FROM untagged_llm.usage_event WHERE request_id = 'request-2'"
        ).fetchall()
    assert row == ("search?", "\\u0000")


def test_what_no_column_can_hold_is_refused_and_the_rest_is_kept(made: str) -> None:
    huge = event(2, usage=Usage(input_tokens=10**30))

    assert Postgres(made).write([event(1), huge, event(3)]) == 1
    assert numbers(made) == [1, 3]


def test_a_role_that_may_only_insert_is_enough(made: str) -> None:
    with psycopg.connect(made, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS writer")
        connection.execute("CREATE ROLE writer LOGIN")
        connection.execute("GRANT USAGE ON SCHEMA untagged_llm TO writer")
        connection.execute("GRANT INSERT ON ALL TABLES IN SCHEMA untagged_llm TO writer")
    twice = event(1)

    sink = Postgres(made.replace("ledger@", "writer@"))
    sink.write([twice])
    sink.write([twice])

    assert numbers(made) == [1]
    sink.close()
    with psycopg.connect(made, autocommit=True) as connection:
        connection.execute("DROP OWNED BY writer")


def test_events_wait_on_disk_while_it_is_away_and_are_replayed(
    postgres: Server, made: str, sink: Spooling, tmp_path: Path
) -> None:
    sink.write([event(1)])
    postgres.stop()
    try:
        assert sink.write([event(2), event(3)]) == 0
        assert sink.write([event(4)]) == 0
        assert list((tmp_path / "spool").glob("*.jsonl"))
    finally:
        postgres.start()

    replay(sink)

    assert numbers(made) == [1, 2, 3, 4]
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_server_restarted_again_and_again_under_load_gets_every_event_once(
    postgres: Server, made: str, sink: Spooling
) -> None:
    recorder = Recorder([sink], queue=100_000, linger=0)
    ended = threading.Event()
    recorded = 0

    def work() -> None:
        nonlocal recorded
        while not ended.wait(0.001):
            recorder.record(event(recorded))
            recorded += 1

    worker = threading.Thread(target=work)
    worker.start()
    for _ in range(4):
        ended.wait(0.3)
        postgres.stop()
        ended.wait(0.2)
        postgres.start()
    ended.set()
    worker.join()

    assert recorder.flush(LONG)
    recorder.close()
    replay(sink)
    assert recorder.dropped == 0
    assert numbers(made) == list(range(recorded))


def test_a_connection_cut_in_the_middle_of_a_batch_doubles_nothing(
    made: str, sink: Spooling, tmp_path: Path
) -> None:
    events = [event(number) for number in range(500)]
    with psycopg.connect(made) as blocker:
        # The batch waits for this lock, with its rows half checked, until it is cut.
        blocker.execute("LOCK TABLE untagged_llm.usage_event IN EXCLUSIVE MODE")
        cutter = threading.Thread(target=_cut, args=(made,))
        cutter.start()
        sink.write(events)
        cutter.join()
    assert list((tmp_path / "spool").glob("*.jsonl"))

    replay(sink)

    assert numbers(made) == list(range(500))


def _cut(dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        query = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'untagged-llm' AND datname = current_database() "
            "AND wait_event_type = 'Lock'"
        )
        while not connection.execute(query).fetchall():
            pass


def test_tables_that_are_not_made_yet_lose_nothing(
    ledger: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sink = Spooling(Postgres(ledger), Spool(tmp_path / "spool"))
    sink.write([event(1)])
    assert "run 'untagged-llm ledger init'" in caplog.text

    ledger_at(ledger).init()
    replay(sink)

    assert numbers(ledger) == [1]


def test_what_a_killed_process_spooled_is_replayed_by_the_next(
    postgres: Server, made: str, tmp_path: Path
) -> None:
    text = "record(*range(100)); assert flush(60); os.kill(os.getpid(), signal.SIGKILL)"
    where = {"UNTAGGED_LLM_SINKS": made, "UNTAGGED_LLM_SPOOL": "spool"}
    postgres.stop()
    try:
        assert ran(tmp_path, text, **where)[0] == -signal.SIGKILL
    finally:
        postgres.start()

    assert ran(tmp_path, "record(100)", **where) == (0, "")
    assert numbers(made) == list(range(101))


def test_processes_share_a_spool(postgres: Server, made: str, tmp_path: Path) -> None:
    where = {"UNTAGGED_LLM_SINKS": made, "UNTAGGED_LLM_SPOOL": "spool"}
    postgres.stop()
    try:
        running = [
            started(tmp_path, f"record(*range({start}, {start + 50}))", **where)
            for start in range(0, 200, 50)
        ]
        assert all("events wait in spool" in each.communicate(timeout=60)[1] for each in running)
    finally:
        postgres.start()

    again = [started(tmp_path, f"record({number})", **where) for number in range(200, 204)]
    assert [each.communicate(timeout=60)[1] for each in again] == [""] * 4
    assert numbers(made) == list(range(204))


def test_a_segment_is_free_although_a_child_was_forked_while_it_was_locked(
    tmp_path: Path,
) -> None:
    first, other = Spool(tmp_path), Spool(tmp_path)
    first.append([b'{"kind":"usage"}\n'])
    begun, ended = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        first.reopened()
        os.write(begun[1], b"x")
        os.read(ended[0], 1)
        os._exit(0)
    os.read(begun[0], 1)

    assert list(other.waiting()) == []
    first.release()
    assert [segment.events() for segment in other.waiting()] == [[Kept({"kind": "usage"})]]

    os.write(ended[1], b"x")
    os.waitpid(pid, 0)


def test_a_forked_worker_uses_a_connection_of_its_own(made: str, tmp_path: Path) -> None:
    text = """
record(1)
assert flush(60)
pid = os.fork()
if pid == 0:
    record(2)
    sys.exit(0)
os.waitpid(pid, 0)
record(3)
"""
    where = {"UNTAGGED_LLM_SINKS": made, "UNTAGGED_LLM_SPOOL": "spool"}

    assert ran(tmp_path, text, **where) == (0, "")
    assert numbers(made) == [1, 2, 3]


def test_a_server_that_hangs_at_exit_leaves_the_events_on_disk(made: str, tmp_path: Path) -> None:
    where = {"UNTAGGED_LLM_SINKS": made, "UNTAGGED_LLM_SPOOL": "spool"}
    with psycopg.connect(made) as blocker:
        blocker.execute("LOCK TABLE untagged_llm.usage_event IN EXCLUSIVE MODE")
        assert ran(tmp_path, "record(1, 2)", **where) == (0, "")

    assert ran(tmp_path, "record(3)", **where) == (0, "")
    assert numbers(made) == [1, 2, 3]
