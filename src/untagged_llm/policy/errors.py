"""A configuration that says something it cannot mean."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class ConfigError(Exception):
    """One wrong thing in one configuration; the text is one sentence that names file and key.

    `path` is the file (None for the command line), `key` the dotted key, "" when the file as a
    whole is wrong.
    """

    def __init__(self, path: Path | None, key: str, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.key = key
        self.message = message

    def __str__(self) -> str:
        table = " [tool.untagged-llm]" if self.key and _is_pyproject(self.path) else ""
        return f"{shown(self.path)}:{table} {self.message}"


def shown(path: Path | None) -> str:
    """`path` relative to the working directory where that is possible."""
    if path is None:
        return "command line"
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive
        return path.as_posix()
    return path.as_posix() if relative.startswith(os.pardir) else Path(relative).as_posix()


def nearest(name: str, known: Iterable[str]) -> str:
    """`; did you mean 'X'?` for the known name most like `name`; "" when none is near."""
    import difflib

    folded = {each.casefold(): each for each in known}
    close = difflib.get_close_matches(name.casefold(), list(folded), n=1)
    return f"; did you mean {folded[close[0]]!r}?" if close else ""


def known_names(known: Iterable[str]) -> str:
    """The known names, as the end of a sentence."""
    return f"; known are {', '.join(sorted(known))}"


def mend(name: str, known: Iterable[str]) -> str:
    """The nearest known name, or all of them when none is near."""
    known = tuple(known)
    return nearest(name, known) or known_names(known)


def _is_pyproject(path: Path | None) -> bool:
    return path is not None and path.name == "pyproject.toml"
