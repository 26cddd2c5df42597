"""Disks that are full and folders that cannot be written: the application hears nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from runtime.record.events import event
from runtime.record.programs import numbers, ran
from untagged_llm.runtime.sinks.function import Function
from untagged_llm.runtime.sinks.jsonl import JsonLines
from untagged_llm.runtime.sinks.sink import Sink
from untagged_llm.runtime.sinks.spooling import Spooling
from untagged_llm.runtime.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from untagged_llm.runtime.sinks.sink import Recordable

# No file of the process may grow beyond that: the same short writes and errors as a full disk.
FULL_DISK = """
import resource
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
for start in range(0, 200, 7):
    record(*range(start, min(start + 7, 200)))
    flush(60)
"""


class Away(Sink):
    """A server that is not there."""

    name = "away"

    def __init__(self) -> None:
        self.back = False
        self.taken: list[str] = []

    def write(self, events: Sequence[Recordable]) -> int:
        if not self.back:
            raise ConnectionError("nobody listens")
        self.taken += [event.as_record()["request_id"] for event in events]
        return 0

    def reopened(self) -> Sink:
        return self


def test_a_full_disk_leaves_whole_lines_and_an_application_that_runs_on(tmp_path: Path) -> None:
    code, errors = ran(tmp_path, FULL_DISK + "print('done', file=sys.stderr)")

    assert code == 0
    assert "done" in errors
    assert "Traceback" not in errors
    kept = numbers(tmp_path / "llm-usage.jsonl")
    assert kept == list(range(len(kept)))
    assert 0 < len(kept) < 200
    assert f"{200 - len(kept)} events for jsonl:" in errors


def test_when_there_is_room_again_everything_that_waited_is_written(tmp_path: Path) -> None:
    room = "\nresource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)\n"

    assert ran(tmp_path, FULL_DISK + room)[0] == 0
    assert numbers(tmp_path / "llm-usage.jsonl") == list(range(200))


@pytest.mark.parametrize("sink", ["/dev/full", "/proc/usage.jsonl", "blocked/usage.jsonl"])
def test_a_place_that_takes_nothing_is_told_in_the_log_only(tmp_path: Path, sink: str) -> None:
    (tmp_path / "blocked").write_text("a file where a folder should be", "utf-8")

    code, errors = ran(tmp_path, "record(1)", UNTAGGED_LLM_SINKS=f"jsonl:{sink},other.jsonl")

    assert code == 0
    assert "cannot be written, events wait in memory" in errors
    assert "Traceback" not in errors
    assert numbers(tmp_path / "other.jsonl") == [1]


def test_a_database_file_that_is_none_is_told_in_the_log_only(tmp_path: Path) -> None:
    (tmp_path / "usage.db").write_text("no database " * 100, "utf-8")

    code, errors = ran(tmp_path, "record(1)", UNTAGGED_LLM_SINKS="sqlite:usage.db,other.jsonl")

    assert code == 0
    assert "sqlite:usage.db cannot be written" in errors
    assert numbers(tmp_path / "other.jsonl") == [1]


def test_a_spool_that_cannot_be_written_keeps_events_in_memory(tmp_path: Path) -> None:
    from untagged_llm.runtime.recorder import Recorder

    (tmp_path / "spool").write_text("a file where a folder should be", "utf-8")
    away = Away()
    recorder = Recorder([Spooling(away, Spool(tmp_path / "spool"))], linger=0)
    recorder.record(event(1))
    assert not recorder.flush(60)

    away.back = True

    assert any(recorder.flush(60) for _ in range(100))
    assert away.taken == ["request-1"]


def test_a_spool_takes_no_more_than_it_may(tmp_path: Path) -> None:
    from untagged_llm.runtime.recorder import Recorder

    seen: list[object] = []
    spool = Spool(tmp_path / "spool", limit=100)
    recorder = Recorder([Spooling(Away(), spool), Function(seen.append)], linger=0)

    recorder.record(event(1))

    assert not recorder.flush(60)
    assert len(seen) == 1
    assert spool.paths() == []


def test_a_short_write_into_the_spool_leaves_only_whole_lines(tmp_path: Path) -> None:
    code, errors = ran(
        tmp_path,
        FULL_DISK.replace("record(", "record(-1, "),
        UNTAGGED_LLM_SINKS="postgresql://127.0.0.1:1/x",
        UNTAGGED_LLM_SPOOL="spool",
    )

    assert code == 0
    assert "Traceback" not in errors
    for path in (tmp_path / "spool").rglob("*.jsonl"):
        assert numbers(path)


def test_sinks_fail_alone(tmp_path: Path) -> None:
    from untagged_llm.runtime.recorder import Recorder

    good = JsonLines(tmp_path / "usage.jsonl")
    recorder = Recorder([JsonLines(tmp_path), Away(), good], linger=0)

    for number in range(50):
        recorder.record(event(number))

    assert not recorder.flush(60)
    assert numbers(tmp_path / "usage.jsonl") == list(range(50))
