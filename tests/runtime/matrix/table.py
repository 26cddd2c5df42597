"""The matrix as the documentation shows it: read, compared with a run, and written anew."""

from __future__ import annotations

import os
from pathlib import Path

from .scenario import NAMES

PAGE = Path(__file__).parents[3] / "docs" / "runtime_matrix.md"
WRITES = os.environ.get("UPDATE_MATRIX") == "1"
NOT_POSSIBLE = "-"
HEADING = ["call", *NAMES]
START = "| call |"


def shown(row: str, column: str) -> str:
    """A cell of the page; "" where the page has none."""
    return _rows().get(row, {}).get(column, "")


def rows_shown() -> list[str]:
    """The calls that the page has a row for."""
    return list(_rows())


def write(row: str, column: str, cell: str) -> None:
    """Put a cell onto the page, in a row of its own if there is none yet."""
    rows = _rows()
    rows.setdefault(row, dict.fromkeys(NAMES, NOT_POSSIBLE))[column] = cell
    PAGE.write_text(f"{PAGE.read_text().partition(START)[0]}{_table(rows)}")


def _table(rows: dict[str, dict[str, str]]) -> str:
    body = [[row, *(cells[name] for name in NAMES)] for row, cells in sorted(rows.items())]
    lines = [HEADING, ["---"] * len(HEADING), *body]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _rows() -> dict[str, dict[str, str]]:
    lines = PAGE.read_text().partition(START)[2].splitlines()[2:]
    split = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row: dict(zip(NAMES, cells, strict=True)) for row, *cells in split}
