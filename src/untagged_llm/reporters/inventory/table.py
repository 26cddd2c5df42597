"""A table for people, as wide as the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.reporters.place import where
from untagged_llm.reporters.printable import printable
from untagged_llm.reporters.summary import covered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from untagged_llm.model import Judged, Report, Status
    from untagged_llm.reporters.options import RenderOptions

NAME = "table"
_COLORS: dict[Status, str] = {
    "owned": "green",
    "partial": "yellow",
    "unowned": "red",
    "unverifiable": "magenta",
    "traced-only": "yellow",
}


def render(report: Report, *, options: RenderOptions) -> Iterator[str]:
    """One row a site, then the coverage."""
    if report.judged:
        yield _drawn(_table(report, options), options)
    yield covered(report) + "\n"


def _table(report: Report, options: RenderOptions) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("where", overflow="fold", ratio=3)
    table.add_column("call", overflow="fold", ratio=3)
    table.add_column("model", overflow="fold", ratio=2)
    table.add_column("status", no_wrap=True)
    table.add_column("owner", overflow="fold", ratio=3)
    for judged in report.judged:
        place, status = judged.site.range, judged.ownership.status
        table.add_row(
            Text(where(judged.site.path, place.line, place.column, options)),
            Text(printable(judged.site.callable)),
            Text(printable(judged.site.model or "")),
            Text(status, style=_COLORS[status]),
            Text(_owner(judged)),
        )
    return table


def _owner(judged: Judged) -> str:
    tags = judged.ownership.tags.items()
    lines = [printable(f"{key}={'<dynamic>' if value is None else value}") for key, value in tags]
    return "\n".join([*lines, "…"] if judged.ownership.open else lines)


def _drawn(table: Table, options: RenderOptions) -> str:
    from io import StringIO

    from rich.console import Console

    target = StringIO()
    console = Console(
        file=target,
        width=options.width,
        force_terminal=options.color,
        no_color=not options.color,
        highlight=False,
        legacy_windows=False,
    )
    console.print(table)
    return "".join(f"{line.rstrip()}\n" for line in target.getvalue().splitlines())
