"""64 threads and 8 processes into one file: nothing torn, nothing double, nothing lost."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from runtime.record.programs import numbers, started

if TYPE_CHECKING:
    from pathlib import Path

PROCESSES, THREADS, EACH = 8, 8, 40
WRITER = """
first = int(os.environ["FIRST"])
def work(start):
    for number in range(start, start + {each}):
        record(number)
        if number % 10 == 0:
            flush(60)
threads = [
    threading.Thread(target=work, args=(first + thread * {each},)) for thread in range({threads})
]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


def crowd(folder: Path, sinks: str, processes: int = PROCESSES, threads: int = THREADS) -> None:
    text = WRITER.format(each=EACH, threads=threads)
    share = threads * EACH
    running = [
        started(folder, text, FIRST=str(number * share), UNTAGGED_LLM_SINKS=sinks)
        for number in range(processes)
    ]
    assert [process.communicate(timeout=120)[1] for process in running] == [""] * processes
    assert [process.returncode for process in running] == [0] * processes


def test_eight_processes_of_eight_threads(tmp_path: Path) -> None:
    crowd(tmp_path, "usage.jsonl")

    assert numbers(tmp_path / "usage.jsonl") == list(range(PROCESSES * THREADS * EACH))


def test_sixty_four_threads(tmp_path: Path) -> None:
    crowd(tmp_path, "usage.jsonl", processes=1, threads=64)

    assert numbers(tmp_path / "usage.jsonl") == list(range(64 * EACH))


def test_while_the_file_is_rotated_under_them(tmp_path: Path) -> None:
    (tmp_path / "untagged-llm.toml").write_text(
        'runtime = { sinks = [{ type = "jsonl", path = "usage.jsonl", max-bytes = 20000 }] }\n',
        "utf-8",
    )

    crowd(tmp_path, "")

    files = list(tmp_path.glob("usage*.jsonl"))
    assert len(files) > 20
    found = sorted(number for path in files for number in numbers(path))
    assert found == list(range(PROCESSES * THREADS * EACH))


def test_into_one_database_file(tmp_path: Path) -> None:
    crowd(tmp_path, "sqlite:usage.db", processes=4)

    connection = sqlite3.connect(tmp_path / "usage.db")
    found = connection.execute("SELECT count(*), count(DISTINCT request_id) FROM usage_event")
    assert found.fetchone() == (4 * THREADS * EACH, 4 * THREADS * EACH)
