"""The texts of the files of a run, for comments and for showing lines."""

from __future__ import annotations


class Texts:
    """Each text is read once; one that is given wins over the disk."""

    def __init__(self) -> None:
        self._texts: dict[str, str | None] = {}

    def give(self, path: str, text: str) -> None:
        """Use `text` as the content of `path`."""
        self._texts[path] = text

    def text(self, path: str) -> str | None:
        """The Python text of a file; None when it cannot be read."""
        if path not in self._texts:
            self._texts[path] = _read(path)
        return self._texts[path]

    def lines(self, path: str) -> list[str] | None:
        """Its lines, without their ends."""
        from untagged_llm.analysis.decode import lines

        text = self.text(path)
        return None if text is None else lines(text)

    def locate(self, path: str, line: int) -> tuple[int, int] | None:
        """The cell of a notebook and the line in it; None for other files."""
        if not path.endswith(".ipynb"):
            return None
        from untagged_llm.analysis.decode import SourceError, read
        from untagged_llm.analysis.notebook import read_notebook

        try:
            return read_notebook(read(path)).locate(line)
        except SourceError:
            return None


def _read(path: str) -> str | None:
    from untagged_llm.analysis.decode import SourceError
    from untagged_llm.analysis.reading import read_source

    try:
        return read_source(path)
    except SourceError:
        return None
