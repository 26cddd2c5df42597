"""Edited code back into the cells it came from; everything else of the notebook stays as it is."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import TYPE_CHECKING

from untagged_llm.analysis.decode import lines
from untagged_llm.fix import cellsource, jsonspans
from untagged_llm.fix.original import UnkeepableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from untagged_llm.analysis.notebook import NotebookSource
    from untagged_llm.analysis.reading import Source

_MAGIC = "a line that is not plain Python would have to change"


@dataclass(frozen=True, slots=True)
class Change:
    """Lines `first` up to `last` of a cell, counted from 0, become `rows`."""

    cell: int
    first: int
    last: int
    rows: tuple[str, ...]


def with_code(document: str, source: Source, text: str) -> str:
    """A notebook's JSON in which the code of its cells, joined, is `text`.

    Raises UnkeepableError when a change spans cells, or lines that hold a magic.
    """
    if source.notebook is None:
        raise UnkeepableError("it is no notebook")
    spans = _cells(document)
    changes = reversed(list(_changes(source.notebook, text)))
    for cell, own in groupby(changes, key=lambda change: change.cell):
        start, end = spans[source.notebook.cells[cell] - 1]
        fresh = _rewritten(document[start:end], own)
        document = document[:start] + fresh + document[end:]
    return document


def _rewritten(code: str, changes: Iterable[Change]) -> str:
    """The JSON of a cell's code after its changes, the last of which comes first."""
    for change in changes:
        code = cellsource.changed(code, change.first, change.last, change.rows)
    return code


def _changes(notebook: NotebookSource, text: str) -> Iterator[Change]:
    old, new = lines(notebook.text), lines(text)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind != "equal":
            yield _change(notebook, first, last, new[start:end])


def _change(notebook: NotebookSource, first: int, last: int, rows: Sequence[str]) -> Change:
    written, plain = lines(notebook.written), lines(notebook.text)
    if written[first:last] != plain[first:last]:
        raise UnkeepableError(_MAGIC)
    cell = _cell(notebook, first, last, written)
    start = notebook.starts[cell] - 1
    if first == last == start and written[first : first + 1] != plain[first : first + 1]:
        # In front of a cell's magic nothing may stand.
        first = last = first + 1
    return Change(cell, first - start, last - start, tuple(rows))


def _cell(notebook: NotebookSource, first: int, last: int, written: Sequence[str]) -> int:
    """The cell that holds the lines; between two cells, the one above."""
    line = first if last > first or not first else first - 1
    cell = max(bisect_right(notebook.starts, line + 1) - 1, 0)
    ends = [start - 1 for start in notebook.starts[1:]] + [len(written)]
    if last > ends[cell]:
        raise UnkeepableError("the change spans two cells")
    if first == last and _is_foreign(notebook, notebook.starts[cell] - 1, ends[cell]):
        raise UnkeepableError(_MAGIC)
    return cell


def _is_foreign(notebook: NotebookSource, start: int, end: int) -> bool:
    """Whether a cell's code is another language's, or cannot be parsed: it is blank to us."""
    plain, written = lines(notebook.text)[start:end], lines(notebook.written)[start:end]
    return not any(row.strip() for row in plain) and any(row.strip() for row in written)


def _cells(document: str) -> list[jsonspans.Span]:
    """The spans of all cells' code, one for each cell."""
    top = jsonspans.root(document)
    found = jsonspans.member(document, top, "cells")
    sheets = [] if found else _sheets(document, top)
    arrays = [found] if found else [jsonspans.member(document, at, "cells") for at, _ in sheets]
    return [
        jsonspans.member(document, start, "source", "input") or (start, start)
        for array in arrays
        if array and document[array[0]] == "["
        for start, _ in jsonspans.items(document, array[0])
    ]


def _sheets(document: str, top: int) -> list[jsonspans.Span]:
    sheets = jsonspans.member(document, top, "worksheets")
    return list(jsonspans.items(document, sheets[0])) if sheets else []
