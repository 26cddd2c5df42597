"""The Python text of a file, be it a module or a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from untagged_llm.analysis.decode import SourceError, decode, read

if TYPE_CHECKING:
    from untagged_llm.analysis.notebook import NotebookSource


@dataclass(frozen=True, slots=True)
class Source:
    """Python text; with the notebook whose cells it joins, if it is one's."""

    text: str
    notebook: NotebookSource | None = None

    @property
    def written(self) -> str:
        """The same as its author wrote it, line for line: magics and broken cells stay."""
        return self.notebook.written if self.notebook else self.text

    @property
    def faults(self) -> tuple[SourceError, ...]:
        """The cells that could not be parsed and are left out of the text."""
        return self.notebook.faults if self.notebook else ()


def read_source(path: str) -> str:
    """The Python text of a file, a notebook's cells joined. Raises SourceError."""
    return source_at(path).text


def source_at(path: str) -> Source:
    """The Python text of a file, and what is to be known of it. Raises SourceError."""
    return _source(path, read(path))


def source_of(path: str, data: bytes) -> Source:
    """The same for bytes that stand for a file's content. Raises SourceError."""
    return _source(path, decode(data))


def _source(path: str, text: str) -> Source:
    if not path.endswith(".ipynb"):
        return Source(text)
    from untagged_llm.analysis.notebook import read_notebook

    notebook = read_notebook(text)
    return Source(notebook.text, notebook)
