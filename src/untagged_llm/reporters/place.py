"""A place in words: path, line and column, in a notebook also the cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.reporters.printable import printable

if TYPE_CHECKING:
    from untagged_llm.reporters.options import RenderOptions


def where(path: str, line: int, column: int, options: RenderOptions) -> str:
    """ "app.py:3:7", or "book.ipynb:cell 2:3:7"."""
    located = options.locate(path, line)
    if located is None:
        return f"{printable(path)}:{line}:{column}"
    cell, line_in_cell = located
    return f"{printable(path)}:cell {cell}:{line_in_cell}:{column}"


def shown_line(path: str, line: int, options: RenderOptions) -> int:
    """The line number that a reader sees: in a notebook, that in its cell."""
    located = options.locate(path, line)
    return line if located is None else located[1]
