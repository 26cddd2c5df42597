"""What was measured beside what was aimed at, as one Markdown table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rows import Row

MEASURE = {"cpu": "CPU", "wall": "time", "rss": "memory"}
HEAD = (
    "| row | what | beside | of | ours | theirs | ratio | target | |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
)


@dataclass(frozen=True, slots=True)
class Result:
    """Seconds or bytes of ours, and of the peer where the row has one."""

    row: Row
    ours: float
    theirs: float | None

    @property
    def measured(self) -> float:
        """What is compared with the limit: the ratio, or our own figure."""
        return self.ours if self.theirs is None else self.ours / self.theirs

    @property
    def met(self) -> bool:
        return self.measured <= self.row.limit


def table(results: Iterable[Result]) -> str:
    return "\n".join([HEAD, *map(_line, results)])


def _line(result: Result) -> str:
    row = result.row
    theirs = "" if result.theirs is None else _amount(result.theirs, row.of)
    ratio = "" if result.theirs is None else f"{result.measured:.2f}"
    limit = _amount(row.limit, row.of) if result.theirs is None else f"{row.limit:.2g}"
    cells = (
        row.name,
        row.what,
        row.beside,
        MEASURE[row.of],
        _amount(result.ours, row.of),
        theirs,
        ratio,
        f"at most {limit}",
        "met" if result.met else "**missed**",
    )
    return f"| {' | '.join(cells)} |"


def _amount(value: float, of: str) -> str:
    if of == "rss":
        return f"{value / 1e6:.0f} MB"
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s"
