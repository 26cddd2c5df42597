"""The Python text of a file, be it a module or a notebook."""

from __future__ import annotations

from untagged_llm.analysis.decode import decode, read


def read_source(path: str) -> str:
    """The Python text of a file, a notebook's cells joined. Raises SourceError."""
    if path.endswith(".ipynb"):
        from untagged_llm.analysis.notebook import read_notebook

        return read_notebook(read(path)).text
    return read(path)


def source_of(path: str, data: bytes) -> str:
    """The Python text of a file's bytes. Raises SourceError."""
    text = decode(data)
    if path.endswith(".ipynb"):
        from untagged_llm.analysis.notebook import read_notebook

        return read_notebook(text).text
    return text
