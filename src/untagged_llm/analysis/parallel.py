"""Work over many files with several processes, where that pays."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import ProcessPoolExecutor

T = TypeVar("T")
R = TypeVar("R")

# Starting two processes costs 0.05 s; below this much work the second one never earns it back.
WORTH_SECONDS: Final = 0.25

_CHUNKS_PER_WORKER: Final = 8


class WorkerCrashError(RuntimeError):
    """A worker process died; the text is one sentence that names the file it was at."""


class _Broken(Exception):
    """The pool broke at the chunk with this number; those before it are done."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Pool(Generic[T, R]):
    """Maps a function over chunks of files.

    `function` takes a list of files and returns as many results in the same order; it has to be
    picklable, since not every system can fork. `weigh` is the relative cost of a file (bytes
    will do); `name` says which file it is in a message.
    """

    def __init__(
        self,
        function: Callable[[list[T]], list[R]],
        *,
        weigh: Callable[[T], int],
        name: Callable[[T], str],
    ) -> None:
        self._function = function
        self._weigh = weigh
        self._name = name

    def map(self, files: Sequence[T], *, jobs: int, seconds: float) -> Iterator[R]:
        """Yield the results in the order of `files`.

        `seconds` is what the work is expected to take in one process: little work stays in this
        one. Raises WorkerCrashError.
        """
        workers = min(jobs, max(1, int(seconds / WORTH_SECONDS) + 1), max(1, len(files)))
        if workers == 1:
            yield from self._function(list(files))
            return
        chunks = self._chunks(files, workers * _CHUNKS_PER_WORKER)
        try:
            yield from self._map(chunks, workers)
        except _Broken as broken:
            # Whatever was being worked on when the pool broke looks broken.
            suspects = chunks[broken.number : broken.number + 2 * workers]
            raise self._crash(suspects) from None

    def _map(self, chunks: list[list[T]], workers: int) -> Iterator[R]:
        from concurrent.futures.process import BrokenProcessPool

        with _executor(workers) as executor:
            futures = [executor.submit(self._function, chunk) for chunk in chunks]
            for number, future in enumerate(futures):
                try:
                    results = future.result()
                except BrokenProcessPool:
                    raise _Broken(number) from None
                yield from results

    def _crash(self, suspects: list[list[T]]) -> WorkerCrashError:
        """Find the file: first the chunk, then one file at a time, each in its own process."""
        for chunk in filter(self._is_deadly, suspects):
            for file in chunk:
                if self._is_deadly([file]):
                    return WorkerCrashError(
                        f"{self._name(file)} ended the process that was checking it; "
                        "exclude the file to check the others"
                    )
        return WorkerCrashError(
            f"a process was ended while checking {self._name(suspects[0][0])} or a file near it; "
            "run with --jobs 1"
        )

    def _is_deadly(self, chunk: list[T]) -> bool:
        try:
            list(self._map([chunk], 1))
        except _Broken:
            return True
        return False

    def _chunks(self, files: Sequence[T], count: int) -> list[list[T]]:
        limit = sum(map(self._weigh, files)) / count
        chunks: list[list[T]] = []
        chunk: list[T] = []
        weight = 0
        for file in files:
            chunk.append(file)
            weight += self._weigh(file)
            if weight >= limit:
                chunks.append(chunk)
                chunk, weight = [], 0
        return [*chunks, chunk] if chunk else chunks


def available_cpus() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _executor(workers: int) -> ProcessPoolExecutor:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Forking costs 10 ms instead of the 150 ms of a fresh interpreter that imports everything
    # again, but is only safe on Linux and while there is one thread.
    can_fork = sys.platform == "linux" and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if can_fork else "spawn")
    return ProcessPoolExecutor(workers, mp_context=context)
