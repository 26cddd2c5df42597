"""A Jupyter notebook as one Python module, and the way back from its lines to the cells."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from untagged_llm.analysis.decode import SourceError, lines, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

_PYTHON_CELL_MAGICS = frozenset({"capture", "prun", "time", "timeit"})
_CELL_MAGIC = re.compile(r"\s*%%(\w+)")
_TIMED = re.compile(r"(\s*)(%(?:time|timeit)\s+)(?![-\s])(.*)")
_ASSIGNED = re.compile(r"(\s*[\w., \[\]]+=\s*)[!%].*")
_MAGIC = re.compile(r"(\s*)(?:[!%?].*|[\w.%]+\?{1,2}\s*)")
_BARE_MAGIC = re.compile(
    r"(\s*)(?:pip|conda|mamba|uv|cd|ls|mkdir|rmdir|cat|cp|mv|rm|run|load)\s+[\w.~/'\"{$-].*"
)


@dataclass(frozen=True, slots=True)
class NotebookSource:
    """The code cells of a notebook as one text, one after the other.

    `starts` is the first line of each code cell in `text`, `cells` its number in the notebook;
    cells are counted from 1, and cells that hold no code count too. `written` is `text` before
    magics, and cells that cannot be parsed, were taken out. `faults` says why those cannot be.
    """

    text: str
    starts: tuple[int, ...]
    cells: tuple[int, ...]
    written: str = ""
    faults: tuple[SourceError, ...] = ()

    def locate(self, line: int) -> tuple[int, int]:
        """The cell a line of `text` comes from, and the line in that cell; both start at 1."""
        position = max(bisect_right(self.starts, line) - 1, 0)
        if not self.starts:
            return 1, line
        return self.cells[position], line - self.starts[position] + 1

    def line(self, cell: int, line_in_cell: int) -> int | None:
        """The line of `text` that stands there; None when the notebook has no such code cell."""
        if cell not in self.cells:
            return None
        return self.starts[self.cells.index(cell)] + line_in_cell - 1


@dataclass(frozen=True, slots=True)
class _Cell:
    """A code cell: its number, its lines as written and as Python, why there is no Python."""

    number: int
    written: list[str]
    plain: list[str]
    fault: SourceError | None


def read_notebook(text: str) -> NotebookSource:
    """The Python code of a notebook; empty when its language is another one.

    IPython magics and shell lines become statements that do nothing, cells that cannot be parsed
    become blank, line for line. Raises SourceError when the text is not a notebook.
    """
    document = _document(text)
    cells = tuple(_code_cells(document)) if _is_python(document) else ()
    starts = tuple(_starts(cells))
    return NotebookSource(
        text="\n".join([*(row for cell in cells for row in cell.plain), ""]),
        starts=starts,
        cells=tuple(cell.number for cell in cells),
        written="\n".join([*(row for cell in cells for row in cell.written), ""]),
        faults=tuple(
            _of_cell(cell.fault, cell.number, start)
            for cell, start in zip(cells, starts, strict=True)
            if cell.fault
        ),
    )


def _code_cells(document: dict[str, Any]) -> Iterator[_Cell]:
    for number, cell in enumerate(_cells(document), start=1):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            yield _code_cell(number, lines(_source(cell)) or [""])


def _code_cell(number: int, rows: list[str]) -> _Cell:
    plain = _plain(rows)
    fault = _fault(plain)
    return _Cell(number, rows, ["" for _ in rows] if fault else plain, fault)


def _starts(cells: tuple[_Cell, ...]) -> Iterator[int]:
    line = 1
    for cell in cells:
        yield line
        line += len(cell.written)


def _of_cell(fault: SourceError, number: int, start: int) -> SourceError:
    """A fault of a cell, said of the notebook."""
    return SourceError(f"cell {number} {fault}", start + fault.line - 1, fault.column)


def _document(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise SourceError(
            f"is not a notebook: not valid JSON ({error.msg.lower()})", error.lineno, error.colno
        ) from None
    except RecursionError:
        raise SourceError("is not a notebook: nested too deeply") from None
    if not isinstance(document, dict) or not isinstance(_cells(document), list):
        raise SourceError('is not a notebook: it has no list of "cells"')
    return document


def _cells(document: dict[str, Any]) -> Any:
    if "cells" in document:
        return document["cells"]
    sheets = document.get("worksheets")
    if isinstance(sheets, list):
        return [cell for sheet in sheets if isinstance(sheet, dict) for cell in _list(sheet)]
    return None


def _list(sheet: dict[str, Any]) -> list[Any]:
    cells = sheet.get("cells")
    return cells if isinstance(cells, list) else []


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        return "".join(str(part) for part in source)
    return source if isinstance(source, str) else ""


def _is_python(document: dict[str, Any]) -> bool:
    metadata = document.get("metadata")
    if not isinstance(metadata, dict):
        return True
    for section, key in (("language_info", "name"), ("kernelspec", "language")):
        named = metadata.get(section)
        if isinstance(named, dict) and isinstance(named.get(key), str):
            return bool(named[key].lower().startswith(("python", "ipython")))
    return True


def _plain(rows: list[str]) -> list[str]:
    """The cell's lines without magics. Only a cell that is not Python as it stands is touched."""
    if not _fault(rows):
        return rows
    first = next((n for n, row in enumerate(rows) if row.strip()), 0)
    magic = _CELL_MAGIC.match(rows[first])
    if magic and magic.group(1) not in _PYTHON_CELL_MAGICS:
        return ["" for _ in rows]
    if magic:
        rows = [*rows[:first], "", *rows[first + 1 :]]
    return list(_without_magics(rows)) if _fault(rows) else rows


def _without_magics(rows: list[str]) -> Iterator[str]:
    continued = False
    for row in rows:
        plain = "" if continued else _without_magic(row)
        continued = plain != row and row.endswith("\\")
        yield plain


def _without_magic(row: str) -> str:
    timed = _TIMED.fullmatch(row)
    if timed:
        # The code keeps its column: the magic is at least as wide as "pass;".
        return timed.group(1) + "pass;".ljust(len(timed.group(2))) + timed.group(3)
    assigned = _ASSIGNED.fullmatch(row)
    if assigned:
        return f"{assigned.group(1)}None"
    magic = _MAGIC.fullmatch(row) or _BARE_MAGIC.fullmatch(row)
    return f"{magic.group(1)}pass" if magic else row


def _fault(rows: list[str]) -> SourceError | None:
    """Why the lines are not Python; None when they are."""
    try:
        parse("\n".join(rows))
    except SourceError as error:
        return error
    return None
