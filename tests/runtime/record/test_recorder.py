from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

from runtime.record.events import event
from untagged_llm.runtime.event import Event, Notice, Pending, UsageEvent
from untagged_llm.runtime.lane import UNMADE
from untagged_llm.runtime.recorder import Recorder
from untagged_llm.runtime.sinks.function import Function
from untagged_llm.runtime.sinks.jsonl import JsonLines
from untagged_llm.runtime.sinks.sink import Sink

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pytest

    from untagged_llm.runtime.sinks.sink import Recordable

LONG = 30.0


class Gate(Sink):
    """Takes nothing until it is opened."""

    name = "gate"

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.open = threading.Event()
        self.taken: list[Any] = []

    def write(self, events: Sequence[Recordable]) -> int:
        self.entered.set()
        assert self.open.wait(LONG)
        self.taken += events
        return 0

    def reopened(self) -> Sink:
        return self


class Flaky(Gate):
    """Fails for the first times it is asked."""

    name = "flaky"

    def __init__(self, failures: int) -> None:
        super().__init__()
        self.failures = failures

    def write(self, events: Sequence[Recordable]) -> int:
        if self.failures:
            self.failures -= 1
            raise OSError("no space left")
        self.taken += events
        return 0


def test_every_event_reaches_every_sink_once_and_in_order(tmp_path: Path) -> None:
    seen: list[UsageEvent] = []
    recorder = Recorder([Function(seen.append), JsonLines(tmp_path / "usage.jsonl")])

    events = [event(number) for number in range(2_500)]
    for each in events:
        recorder.record(each)

    assert recorder.flush(LONG)
    assert seen == events
    lines = (tmp_path / "usage.jsonl").read_text().splitlines()
    assert [json.loads(line)["event_id"] for line in lines] == [each.event_id for each in events]


class Later(Pending):
    """An event that remembers which threads made it."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.by: list[str] = []

    def made(self) -> tuple[Event, ...]:
        self.by.append(threading.current_thread().name)
        return (event(self.number),)


def test_what_is_not_made_yet_is_made_in_the_recorder_s_thread() -> None:
    seen: list[UsageEvent] = []
    recorder = Recorder([Function(seen.append)])
    later = Later(1)
    recorder.record(later)
    assert recorder.flush(LONG)
    assert [each.request_id for each in seen] == ["request-1"]
    assert later.by == ["untagged-llm"]


def test_when_many_wait_an_event_is_made_by_who_records_it() -> None:
    gate = Gate()
    recorder = Recorder([gate], linger=0)
    recorder.record(event(0))
    assert gate.entered.wait(LONG)
    waiting = [Later(number) for number in range(1, UNMADE + 2)]
    for each in waiting:
        recorder.record(each)
    assert waiting[0].by == []
    assert waiting[-1].by == [threading.current_thread().name]
    gate.open.set()
    assert recorder.flush(LONG)
    assert len(gate.taken) == 1 + len(waiting)


def test_what_does_not_fit_is_dropped_and_the_number_is_recorded() -> None:
    gate = Gate()
    recorder = Recorder([gate], queue=10, linger=0)
    recorder.record(event(0))
    assert gate.entered.wait(LONG)

    for number in range(1, 16):
        recorder.record(event(number))
    assert recorder.dropped == 5
    gate.open.set()

    assert recorder.flush(LONG)
    notices = [each for each in gate.taken if isinstance(each, Notice)]
    assert [(notice.kind, notice.count, notice.subject) for notice in notices] == [
        ("dropped", 5, "gate")
    ]
    assert len(gate.taken) == 11 + 1


def test_a_sink_that_hangs_holds_up_no_other() -> None:
    gate, seen = Gate(), list[UsageEvent]()
    recorder = Recorder([gate, Function(seen.append)], linger=0)

    recorder.record(event(1))
    assert gate.entered.wait(LONG)
    recorder.record(event(2))

    assert not recorder.flush(0.2)
    assert len(seen) == 2
    gate.open.set()


def test_what_a_sink_could_not_take_is_given_to_it_again() -> None:
    sink = Flaky(failures=1)
    recorder = Recorder([sink], linger=0)

    recorder.record(event())

    assert any(recorder.flush(LONG) for _ in range(2))
    assert len(sink.taken) == 1


def test_a_callable_that_raises_is_alone_with_it(caplog: pytest.LogCaptureFixture) -> None:
    seen: list[object] = []

    def refuses(each: object) -> None:
        if isinstance(each, UsageEvent):
            raise ValueError("not this one")
        seen.append(each)

    recorder = Recorder([Function(refuses), Function(seen.append)])
    recorder.record(event())

    assert recorder.flush(LONG)
    assert recorder.dropped == 1
    assert sorted(type(each).__name__ for each in seen) == ["Notice", "UsageEvent"]
    assert "refuses raised for an event" in caplog.text


def test_an_event_that_has_no_json_is_counted_and_the_others_are_kept(tmp_path: Path) -> None:
    recorder = Recorder([JsonLines(tmp_path / "usage.jsonl")])

    recorder.record(event(1, latency_ms=float("nan")))
    recorder.record(event(2))

    assert recorder.flush(LONG)
    kinds = [json.loads(line)["kind"] for line in (tmp_path / "usage.jsonl").open()]
    assert kinds == ["usage", "dropped"]


def test_events_recorded_after_the_end_are_still_written(tmp_path: Path) -> None:
    recorder = Recorder([JsonLines(tmp_path / "usage.jsonl")])
    recorder.record(event(1))
    recorder.close()

    recorder.record(event(2))

    assert len((tmp_path / "usage.jsonl").read_text().splitlines()) == 2


def test_recording_survives_an_object_that_is_no_event(tmp_path: Path) -> None:
    recorder = Recorder([JsonLines(tmp_path / "usage.jsonl")])

    recorder.record(object())  # type: ignore[arg-type]
    recorder.record(event())

    assert recorder.flush(LONG)
    assert recorder.dropped == 1


def test_a_function_that_always_raises_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    def keep(_: object) -> None:
        raise ValueError("no room")

    recorder = Recorder([Function(keep)], linger=0)
    for number in range(50):
        recorder.record(event(number))
    recorder.flush(LONG)
    assert recorder.dropped >= 50
    assert caplog.text.count("ValueError: no room") == 1
