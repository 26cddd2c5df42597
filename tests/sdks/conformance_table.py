"""The table of docs/sdks.md: read it, write it; one line an SDK."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

PAGE = Path(__file__).parents[2] / "docs" / "sdks.md"
START = "<!-- conformance: start -->"
END = "<!-- conformance: end -->"


class Line(NamedTuple):
    """What is known of one SDK; every field as it is printed."""

    sdk: str
    distribution: str
    version: str
    tier: str
    clients: str
    calls: str
    carriers: str
    checked: str
    failed: str
    unseen: str
    date: str


HEAD = Line(
    "SDK",
    "distribution",
    "version",
    "tier",
    "client names",
    "call paths",
    "carriers (reach)",
    "rows checked",
    "failed",
    "not visible",
    "date",
)


def read_lines() -> dict[str, Line]:
    """The lines of the page, by SDK."""
    table = PAGE.read_text(encoding="utf-8").partition(START)[2].partition(END)[0]
    cells = [line.strip("| ").split(" | ") for line in table.strip().splitlines()[2:]]
    lines = [Line(*(cell.strip().replace("–", "") for cell in row)) for row in cells]
    return {line.sdk: line for line in lines}


def write_lines(lines: dict[str, Line]) -> None:
    """Put the lines into the page, by tier and name."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    ordered = sorted(lines.values(), key=lambda line: (line.tier, line.sdk))
    rows = [HEAD, Line(*["---"] * len(HEAD)), *ordered]
    table = "\n".join("| " + " | ".join(cell or "–" for cell in row) + " |" for row in rows)
    PAGE.write_text(f"{before}{START}\n{table}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
