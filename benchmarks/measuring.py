"""What a command costs: its processes' time and memory, as the kernel counts them."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


class FailedError(RuntimeError):
    """A measured command that did not do its work; the text is one sentence."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of processor time (user and system, of all processes), seconds that passed, and
    the resident size in bytes of the largest process.
    """

    cpu: float
    wall: float
    rss: float


@dataclass(frozen=True, slots=True)
class Command:
    """Something to measure. `before` runs ahead of every measurement; `codes` mean success."""

    words: tuple[str, ...]
    folder: Path
    before: Callable[[], None] = lambda: None
    codes: tuple[int, ...] = (0,)

    def measure(self) -> Spent:
        """Run it once. Raises FailedError."""
        self.before()
        start = time.perf_counter()
        process = subprocess.Popen(
            self.words, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in self.codes:
            raise FailedError(f"{' '.join(self.words)} ended with {process.returncode}.")
        return Spent(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024)


def in_turn(commands: Iterable[Command], runs: int) -> list[Spent]:
    """The medians of each command, run in turns, so that a busy moment of the machine hits all."""
    commands = list(commands)
    rounds = [[command.measure() for command in commands] for _ in range(runs)]
    return [_median(each) for each in zip(*rounds, strict=True)]


def _median(spent: Iterable[Spent]) -> Spent:
    spent = list(spent)
    return Spent(
        median(each.cpu for each in spent),
        median(each.wall for each in spent),
        median(each.rss for each in spent),
    )
