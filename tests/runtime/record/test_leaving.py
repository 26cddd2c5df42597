"""However a process ends, what it recorded is there, once."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from runtime.record.programs import numbers, ran, recorded, started

if TYPE_CHECKING:
    from pathlib import Path

LEDGER = "llm-usage.jsonl"


def test_a_program_that_ends_leaves_nothing_behind(tmp_path: Path) -> None:
    assert ran(tmp_path, "record(1, 2)") == (0, "")
    assert numbers(tmp_path / LEDGER) == [1, 2]


def test_a_program_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    code, _ = ran(tmp_path, "record(1); raise SystemExit(3)")

    assert code == 3
    assert numbers(tmp_path / LEDGER) == [1]


def test_an_exit_function_may_still_record(tmp_path: Path) -> None:
    text = """
import atexit
atexit.register(record, 2)
record(1)
atexit.register(record, 3)
"""

    assert ran(tmp_path, text) == (0, "")
    assert numbers(tmp_path / LEDGER) == [1, 2, 3]


UNDER_WAY = """
from untagged_llm.runtime.attempt import Request, begin
from untagged_llm.runtime.stamp import stamp
attempt = begin(stamp("openai", "chat"), Request(sdk="openai", provider="openai"))
"""


@pytest.mark.parametrize("end", ["", "os.kill(os.getpid(), signal.SIGTERM); time.sleep(60)"])
def test_what_is_still_under_way_at_the_end_is_recorded_as_cancelled(
    tmp_path: Path, end: str
) -> None:
    ran(tmp_path, f"record(1){UNDER_WAY}{end}")
    first, second = recorded(tmp_path / LEDGER)
    assert first["request_id"] == "request-1"
    assert (second["status"], second["usage_source"]) == ("cancelled", "missing")


def test_what_is_under_way_at_a_fork_is_the_parent_s(tmp_path: Path) -> None:
    fork = "child = os.fork()\nif child: os.waitpid(child, 0); attempt.finish()"
    ran(tmp_path, f"record(1){UNDER_WAY}{fork}")
    assert [line["status"] for line in recorded(tmp_path / LEDGER)] == ["success", "success"]


def test_sigterm_delivers_and_then_terminates_as_ever(tmp_path: Path) -> None:
    code, errors = ran(tmp_path, "record(1); os.kill(os.getpid(), signal.SIGTERM); time.sleep(60)")

    assert (code, errors) == (-signal.SIGTERM, "")
    assert numbers(tmp_path / LEDGER) == [1]


def test_a_handler_that_was_there_before_is_called_after_delivery(tmp_path: Path) -> None:
    text = """
def handler(number, frame):
    sys.stderr.write(str(len(open("llm-usage.jsonl").readlines())))
    os._exit(7)
signal.signal(signal.SIGTERM, handler)
record(1)
os.kill(os.getpid(), signal.SIGTERM)
time.sleep(60)
"""
    assert ran(tmp_path, text) == (7, "1")


def test_an_ignored_sigterm_stays_ignored(tmp_path: Path) -> None:
    text = """
signal.signal(signal.SIGTERM, signal.SIG_IGN)
record(1)
os.kill(os.getpid(), signal.SIGTERM)
record(2)
"""
    assert ran(tmp_path, text) == (0, "")
    assert numbers(tmp_path / LEDGER) == [1, 2]


def test_a_recorder_made_in_another_thread_leaves_signals_alone(tmp_path: Path) -> None:
    text = """
thread = threading.Thread(target=record, args=(1,))
thread.start()
thread.join()
assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
"""
    assert ran(tmp_path, text) == (0, "")
    assert numbers(tmp_path / LEDGER) == [1]


def test_a_signal_in_the_midst_of_recording_does_not_lock_up(tmp_path: Path) -> None:
    text = """
seen = []
def handler(number, frame):
    record(-1)
    seen.append(flush(60))
signal.signal(signal.SIGALRM, handler)
record(0)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
for number in range(1, 3000):
    record(number)
signal.setitimer(signal.ITIMER_REAL, 0)
assert seen and all(seen)
"""
    assert ran(tmp_path, text) == (0, "")
    assert [number for number in numbers(tmp_path / LEDGER) if number >= 0] == list(range(3000))


def test_a_forked_worker_records_its_own_and_not_again_what_its_parent_had_queued(
    tmp_path: Path,
) -> None:
    text = """
record(1)
workers = []
for number in (10, 20):
    pid = os.fork()
    if pid == 0:
        record(number, number + 1)
        sys.exit(0)
    workers.append(pid)
for pid in workers:
    os.waitpid(pid, 0)
record(2)
"""
    assert ran(tmp_path, text) == (0, "")
    assert numbers(tmp_path / LEDGER) == [1, 2, 10, 11, 20, 21]


def test_a_fork_waits_for_a_record_that_is_just_being_made(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text("import time\ntime.sleep(0.5)\nvalue = 'late'\n", "utf-8")
    text = """
sys.path.insert(0, os.getcwd())
begun = threading.Event()
class Late:
    file, line, function = "a.py", 1, "f"
    @property
    def site_id(self):
        begun.set()
        from slow import value
        return value
def work(number):
    recorder().record(event(number, call_site=Late()))
work(1)
assert begun.wait(60)
pid = os.fork()
if pid == 0:
    work(2)
    sys.exit(0)
os.waitpid(pid, 0)
"""
    assert ran(tmp_path, text) == (0, "")
    assert [line["site_id"] for line in recorded(tmp_path / LEDGER)] == ["late", "late"]
    assert numbers(tmp_path / LEDGER) == [1, 2]


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_workers_of_multiprocessing_leave_nothing_behind(tmp_path: Path, method: str) -> None:
    (tmp_path / "work.py").write_text(
        "from runtime.record.events import event\n"
        "from untagged_llm.runtime.recorder import recorder\n"
        "def work(number):\n"
        "    recorder().record(event(number))\n",
        "utf-8",
    )
    text = f"""
import multiprocessing
sys.path.insert(0, os.getcwd())
from work import work
if __name__ == "__main__":
    context = multiprocessing.get_context("{method}")
    record(1)
    workers = [context.Process(target=work, args=(number,)) for number in (2, 3)]
    for worker in workers: worker.start()
    for worker in workers: worker.join()
"""
    code, errors = ran(tmp_path, text, PYTHONPATH=_with(tmp_path))

    assert (code, errors) == (0, "")
    assert numbers(tmp_path / LEDGER) == [1, 2, 3]


def test_sqlite_is_not_shared_with_a_forked_worker(tmp_path: Path) -> None:
    text = """
import sqlite3
record(1)
assert flush(60)
pid = os.fork()
if pid == 0:
    record(2)
    sys.exit(0)
os.waitpid(pid, 0)
record(3)
assert flush(60)
rows = sqlite3.connect("usage.db").execute("SELECT request_id FROM usage_event ORDER BY 1")
assert rows.fetchall() == [("request-1",), ("request-2",), ("request-3",)]
"""
    assert ran(tmp_path, text, UNTAGGED_LLM_SINKS="sqlite:usage.db") == (0, "")


def test_a_function_service_is_flushed_before_it_is_frozen(tmp_path: Path) -> None:
    text = """
def handler():
    record(1)
    return flush(60)
assert handler()
os.kill(os.getpid(), signal.SIGKILL)
"""
    code, _ = ran(tmp_path, text, AWS_LAMBDA_FUNCTION_NAME="answer")

    assert code == -signal.SIGKILL
    assert numbers(tmp_path / LEDGER) == [1]


def test_a_wrong_sink_is_told_once_and_stops_nothing(tmp_path: Path) -> None:
    code, errors = ran(tmp_path, "record(1)", UNTAGGED_LLM_SINKS="sqlight:usage.db,usage.jsonl")

    assert code == 0
    assert "no sink 'sqlight:usage.db'; did you mean 'sqlite'?" in errors
    assert numbers(tmp_path / "usage.jsonl") == [1]


def test_a_wrong_configuration_stops_nothing(tmp_path: Path) -> None:
    code, errors = ran(tmp_path, "record(1)", UNTAGGED_LLM_QUEUE="many")

    assert code == 0
    assert "UNTAGGED_LLM_QUEUE" in errors
    assert numbers(tmp_path / LEDGER) == [1]


def test_a_wrong_sink_is_refused_where_the_code_itself_names_it(tmp_path: Path) -> None:
    text = """
from untagged_llm import configure
from untagged_llm.policy import ConfigError
try:
    configure(sinks=["sqlight:usage.db"])
except ConfigError as error:
    print(error, file=sys.stderr)
"""
    code, errors = ran(tmp_path, text)

    assert code == 0
    assert "no sink 'sqlight:usage.db'; did you mean 'sqlite'?" in errors
    assert "Traceback" not in errors


def test_a_tagged_client_is_enough_for_sigterm_to_be_caught(tmp_path: Path) -> None:
    text = """
from openai import OpenAI
from untagged_llm import tag
client = tag(OpenAI(api_key="x"), team_id="search")
thread = threading.Thread(target=record, args=(1,))
thread.start()
thread.join()
os.kill(os.getpid(), signal.SIGTERM)
time.sleep(60)
"""
    assert ran(tmp_path, text)[0] == -signal.SIGTERM
    assert numbers(tmp_path / LEDGER) == [1]


def test_the_configuration_may_change_while_events_are_under_way(tmp_path: Path) -> None:
    text = """
from untagged_llm.runtime.configuration import configure
record(1)
configure(sinks=["other.jsonl"])
record(2)
"""
    process = started(tmp_path, text)
    assert process.communicate(timeout=60)[1] == ""
    assert numbers(tmp_path / LEDGER) == [1]
    assert numbers(tmp_path / "other.jsonl") == [2]


def _with(folder: Path) -> str:
    from runtime.record.programs import TESTS

    return f"{TESTS}:{folder}"
