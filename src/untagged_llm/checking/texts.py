"""The texts of the files of a run, for comments and for showing lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from untagged_llm.analysis.reading import Source


class Texts:
    """Each text is read once; one that is given wins over the disk."""

    def __init__(self) -> None:
        self._sources: dict[str, Source | None] = {}

    def give(self, path: str, source: Source) -> None:
        """Use `source` as the content of `path`."""
        self._sources[path] = source

    def text(self, path: str) -> str | None:
        """The Python text of a file; None when it cannot be read."""
        source = self._source(path)
        return source.text if source else None

    def lines(self, path: str) -> list[str] | None:
        """Its lines as they were written, without their ends."""
        from untagged_llm.analysis.decode import lines

        source = self._source(path)
        return lines(source.written) if source else None

    def locate(self, path: str, line: int) -> tuple[int, int] | None:
        """The cell of a notebook and the line in it; None for other files."""
        if not path.endswith(".ipynb"):
            return None
        source = self._source(path)
        return source.notebook.locate(line) if source and source.notebook else None

    def place(self, path: str, line: int, column: int) -> str:
        """A place in words: "app.py:3:7", or "book.ipynb:cell 2:3:7"."""
        located = self.locate(path, line)
        if located is None:
            return f"{path}:{line}:{column}"
        cell, line_in_cell = located
        return f"{path}:cell {cell}:{line_in_cell}:{column}"

    def line(self, path: str, cell: int, line_in_cell: int) -> int | None:
        """The line of a notebook's code that stands in a cell; None where there is none."""
        source = self._source(path)
        return source.notebook.line(cell, line_in_cell) if source and source.notebook else None

    def _source(self, path: str) -> Source | None:
        if path not in self._sources:
            self._sources[path] = _read(path)
        return self._sources[path]


def _read(path: str) -> Source | None:
    from untagged_llm.analysis.decode import SourceError
    from untagged_llm.analysis.reading import source_at

    try:
        return source_at(path)
    except SourceError:
        return None
