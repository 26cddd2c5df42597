"""One run's view of a project: its modules, and one interpreter for all of its files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.analysis.decode import SourceError
from untagged_llm.analysis.prefilter import Prefilter
from untagged_llm.analysis.project import Project, shown
from untagged_llm.analysis.reach import Reach
from untagged_llm.analysis.reading import read_source
from untagged_llm.analysis.resolve.engine import Engine
from untagged_llm.analysis.resolve.spotting import of_module
from untagged_llm.model import FileSites
from untagged_llm.sdks import registry
from untagged_llm.siteid import project_base

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterable

    from untagged_llm.analysis.resolve.tree import ModuleTree
    from untagged_llm.policy.settings import Settings

_RECURSION = 5_000
"""Deep but legal programs are walked with Python's own stack; the interpreter's is bounded."""


class Workspace:
    """The sites of files, one at a time; what was learnt from one serves the others.

    `paths` gives the files among which callers and subclasses are looked for.
    """

    def __init__(self, settings: Settings, paths: Callable[[], Iterable[str]] = tuple):
        sys.setrecursionlimit(max(sys.getrecursionlimit(), _RECURSION))
        tables = tuple(settings.root / table for table in settings.sdk_tables)
        self.project = Project(paths, _base(settings.root))
        known = registry(tables)
        names = tuple(wrapper.name for wrapper in settings.wrappers)
        reach = Reach(self.project, Prefilter(known, names))
        self._scout = Engine(self.project, known, settings.wrappers, reach.has)
        self._engine = Engine(self.project, known, settings.wrappers)

    def forget(self) -> None:
        """Give the memory of all trees back. Nothing can be asked of the workspace any more."""
        self.project.forget()
        self._scout.forget()
        self._engine.forget()

    def sites(self, path: str) -> FileSites:
        """The sites of a file on disk."""
        try:
            module = self.project.at(path) or self.project.add(path, read_source(path))
        except SourceError as error:
            return _unreadable(path, error)
        return self._of(module)

    def sites_in(self, path: str, text: str, tree: ast.Module | None = None) -> FileSites:
        """The sites of a text that is, or is about to be, the content of `path`.

        `tree` spares parsing when the caller has the text's tree already.
        """
        try:
            module = self.project.add(path, text, tree)
        except SourceError as error:
            return _unreadable(path, error)
        return self._of(module)

    def _of(self, module: ModuleTree) -> FileSites:
        try:
            return FileSites(module.path, of_module(self._engine, self._scout, module))
        except RecursionError:
            return _unreadable(module.path, SourceError("is nested too deeply to be analysed"))
        except Exception as error:  # a fault of ours costs one file, not the run
            fault = f"{type(error).__name__}: {error}"
            why = f"could not be analysed ({fault}): report it and exclude the file"
            return _unreadable(module.path, SourceError(why))


def _base(root: Path) -> Path:
    """Where the project starts: the working directory, when nothing else says it."""
    return Path(project_base(str(root)))


def _unreadable(path: str, error: SourceError) -> FileSites:
    return FileSites(shown(path), error=error.at(shown(path)))
