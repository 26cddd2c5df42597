"""Files to sites: discover, sort by bytes, resolve. One instance serves one run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.analysis.discover import discover
from untagged_llm.analysis.prefilter import Prefilter
from untagged_llm.analysis.survey import Survey, Wanted, survey
from untagged_llm.sdks import registry

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Sequence

    from untagged_llm.analysis.workspace import Workspace
    from untagged_llm.checking.configuration import Configuration
    from untagged_llm.checking.options import Options
    from untagged_llm.model import FileSites, Unreadable
    from untagged_llm.policy.settings import Settings


@dataclass(frozen=True, slots=True)
class Gathered:
    """The files that may hold sites, with those they hold; what cannot be read; how many files."""

    files: tuple[FileSites, ...] = ()
    errors: tuple[Unreadable, ...] = ()
    looked_at: int = 0


class Gathering:
    """Sites by path, all from one view of the project."""

    def __init__(self, configuration: Configuration, options: Options) -> None:
        self._configuration = configuration
        self._options = options
        self._workspaces: dict[object, Workspace] = {}
        self._prefilters: dict[object, Prefilter] = {}
        self._projects: dict[Path, tuple[str, ...]] = {}
        self._covered: tuple[str, ...] | None = None

    def gather(self, paths: Sequence[str]) -> Gathered:
        """The sites of the files below `paths` (the working directory if empty)."""
        errors: list[Unreadable] = []
        sorted_ = self._survey(paths, errors)
        candidates = _candidates(sorted_)
        if not paths or any(Path(path).is_dir() for path in paths):
            self._covered = candidates
        files = tuple(self._resolved(candidates))
        errors += [*sorted_.unreadable, *(file.error for file in files if file.error)]
        return Gathered(files, tuple(errors), sorted_.files)

    def file(self, path: str) -> FileSites:
        """The sites of one file on disk."""
        return self._workspace(path).sites(path)

    def text(self, path: str, text: str, tree: ast.Module | None = None) -> FileSites:
        """The sites of a text that stands for the content of `path`."""
        return self._workspace(path).sites_in(path, text, tree)

    def may_hold_sites(self, path: str, data: bytes) -> bool:
        """Whether the bytes of a file name anything that could make a site."""
        settings = self._configuration.settings(path)
        key = (settings.root, settings.wrappers, settings.sdk_tables)
        if key not in self._prefilters:
            wanted = _wanted(settings)
            self._prefilters[key] = Prefilter(registry(wanted.tables), wanted.names)
        return self._prefilters[key].classify(data) != "none"

    def project(self, path: str) -> Iterable[FileSites]:
        """The sites of all files of the project that `path` belongs to."""
        return (self.file(each) for each in self._listed(path))

    def _resolved(self, candidates: Sequence[str]) -> Iterable[FileSites]:
        for number, path in enumerate(candidates, 1):
            yield self.file(path)
            self._options.progress(number, len(candidates))

    def _workspace(self, path: str) -> Workspace:
        from untagged_llm.analysis.workspace import Workspace

        settings = self._configuration.settings(path)
        key = (settings.root, settings.wrappers, settings.sdk_tables)
        if key not in self._workspaces:
            self._workspaces[key] = Workspace(settings, lambda: self._listed(path))
        return self._workspaces[key]

    def _listed(self, path: str) -> tuple[str, ...]:
        """Where callers are looked for: the run's files, or when it names single ones, all."""
        if self._covered is not None:
            return self._covered
        folder = project_folder(path, self._configuration.settings(path))
        if folder not in self._projects:
            self._projects[folder] = _candidates(self._survey((str(folder),), []))
        return self._projects[folder]

    def _survey(self, paths: Sequence[str], errors: list[Unreadable]) -> Survey:
        configuration = self._configuration
        found = discover([Path(p) for p in paths], configuration.settings, errors.append)
        settings = configuration.settings(paths[0] if paths else ".")
        return survey(found, _wanted(settings), jobs=self._jobs)

    @property
    def _jobs(self) -> int:
        from untagged_llm.analysis.parallel import available_cpus

        return self._options.jobs or available_cpus()


def project_folder(path: str, settings: Settings) -> Path:
    """The folder that holds the project of `path`.

    Without a configuration or a repository it is the folder of its outermost package: the root
    of the settings would be the whole disk.
    """
    if settings.source or (settings.root / ".git").exists():
        return settings.root
    folder = Path(path).absolute().parent
    while (folder / "__init__.py").exists() and folder.parent != folder:
        folder = folder.parent
    return folder


def _wanted(settings: Settings) -> Wanted:
    tables = tuple(settings.root / table for table in settings.sdk_tables)
    return Wanted(tables, tuple(wrapper.name for wrapper in settings.wrappers))


def _candidates(sorted_: Survey) -> tuple[str, ...]:
    consumers = sorted_.consumers if sorted_.naming else ()
    return tuple(sorted(found.path for found in (*sorted_.naming, *consumers)))
