from __future__ import annotations

import os
import signal

import pytest

from untagged_llm.analysis.parallel import Pool, WorkerCrashError, available_cpus


def double(numbers: list[int]) -> list[int]:
    return [number * 2 for number in numbers]


def where(numbers: list[int]) -> list[int]:
    return [os.getpid() for _ in numbers]


def die_at_seven(numbers: list[int]) -> list[int]:
    if 7 in numbers:
        os.kill(os.getpid(), signal.SIGKILL)
    return numbers


def fail(numbers: list[int]) -> list[int]:
    raise LookupError("three")


def weigh(number: int) -> int:
    return number + 1


def name(number: int) -> str:
    return f"file{number}.py"


def test_results_keep_the_order_of_the_files() -> None:
    pool = Pool(double, weigh=weigh, name=name)
    assert list(pool.map(range(100), jobs=2, seconds=9)) == [2 * n for n in range(100)]


def test_little_work_stays_in_this_process() -> None:
    pool = Pool(where, weigh=weigh, name=name)
    assert set(pool.map(range(10), jobs=8, seconds=0.01)) == {os.getpid()}
    assert os.getpid() not in pool.map(range(10), jobs=2, seconds=9)


def test_no_files_need_no_process() -> None:
    assert list(Pool(double, weigh=weigh, name=name).map([], jobs=2, seconds=9)) == []


def test_a_worker_that_dies_is_one_sentence_that_names_the_file() -> None:
    pool = Pool(die_at_seven, weigh=weigh, name=name)
    with pytest.raises(WorkerCrashError) as caught:
        list(pool.map(range(20), jobs=2, seconds=9))
    assert str(caught.value) == (
        "file7.py ended the process that was checking it; exclude the file to check the others"
    )


def test_an_error_in_a_worker_is_the_callers_error() -> None:
    with pytest.raises(LookupError, match="three"):
        list(Pool(fail, weigh=weigh, name=name).map(range(20), jobs=2, seconds=9))


def test_there_is_a_processor() -> None:
    assert available_cpus() >= 1
