"""kill -9 at 10,000 events a second: the ledger stays readable and lacks only what was queued."""

from __future__ import annotations

import json
import signal
import sqlite3
from typing import TYPE_CHECKING

import pytest

from runtime.record.events import event
from runtime.record.programs import numbers, started
from untagged_llm.runtime.sinks.jsonl import JsonLines

if TYPE_CHECKING:
    from pathlib import Path

RATE = 10_000
# Ten times a second it tells us how many are safe: those that it has recorded and flushed.
WRITER = f"""
recorded = 0
begun = time.perf_counter()
while True:
    for _ in range({RATE // 10}):
        record(recorded)
        recorded += 1
        if recorded % 100 == 0:
            time.sleep(max(0, begun + recorded / {RATE} - time.perf_counter()))
    print(recorded if flush(60) else 0, recorder().dropped, flush=True)
"""


def killed(folder: Path, reports: int, sinks: str) -> tuple[int, int]:
    """How many events were safe, and how many dropped, before the writer was killed."""
    process = started(folder, WRITER, UNTAGGED_LLM_SINKS=sinks)
    assert process.stdout is not None
    told = [process.stdout.readline().split() for _ in range(reports)][-1]
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    return int(told[0]), int(told[1])


@pytest.mark.parametrize("reports", [5, 9, 14])
def test_json_lines(tmp_path: Path, reports: int) -> None:
    path = tmp_path / "usage.jsonl"
    safe, dropped = killed(tmp_path, reports, "usage.jsonl")

    lines = path.read_bytes().split(b"\n")
    found = [json.loads(line)["request_id"] for line in lines[:-1]]

    # Without a gap and without a double, from the first to the last that got out of the queue.
    assert dropped == 0
    assert found == [f"request-{number}" for number in range(len(found))]
    assert len(found) >= safe > 0
    JsonLines(path).write([event(-1)])
    assert numbers(path) == sorted([-1, *range(len(found))])


def test_sqlite(tmp_path: Path) -> None:
    safe, dropped = killed(tmp_path, 10, "sqlite:usage.db")

    connection = sqlite3.connect(tmp_path / "usage.db")
    found = connection.execute("SELECT count(*), count(DISTINCT request_id) FROM usage_event")

    assert dropped == 0
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    (events, distinct) = found.fetchone()
    assert events == distinct
    assert events >= safe > 0
