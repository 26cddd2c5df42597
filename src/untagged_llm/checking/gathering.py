"""Files to sites: discover, sort by bytes, resolve. One instance serves one run."""

from __future__ import annotations

import gc
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.analysis.discover import discover
from untagged_llm.analysis.project import shown
from untagged_llm.analysis.survey import candidates, survey
from untagged_llm.checking.scope import Scope, scope_of
from untagged_llm.checking.territory import project_folder

if TYPE_CHECKING:
    import ast
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from untagged_llm.analysis.cache import Cache
    from untagged_llm.analysis.decode import SourceError
    from untagged_llm.analysis.discover import Found
    from untagged_llm.analysis.prefilter import Prefilter
    from untagged_llm.analysis.reading import Source
    from untagged_llm.analysis.survey import Survey
    from untagged_llm.analysis.workspace import Workspace
    from untagged_llm.checking.configuration import Configuration
    from untagged_llm.checking.options import Options
    from untagged_llm.model import FileSites, Site, Unreadable


# Characters of source whose trees are kept: each costs some forty bytes of memory.
_HEAVY = 4_000_000


@dataclass(frozen=True, slots=True)
class Gathered:
    """The files that may hold sites, with those they hold; what cannot be read; how many files."""

    files: tuple[FileSites, ...] = ()
    errors: tuple[Unreadable, ...] = ()
    looked_at: int = 0


def touched(file: FileSites, texts: Collection[str]) -> bool:
    """Whether other texts may change a file's sites: it is one of them, uses what they say, or
    does not say itself what its sites are given."""
    return file.path in texts or any(_depends(site, texts) for site in file.sites)


def _depends(site: Site, texts: Collection[str]) -> bool:
    places = [tag.place for use in site.carriers for tag in use.tags]
    places += [use.value_place for use in site.carriers]
    places += [site.client] if site.client else []
    is_open = site.open_arguments or any(use.open for use in site.carriers)
    return is_open or any(place.path in texts for place in places)


class Gathering:
    """Sites by path, all from one view of the project."""

    def __init__(self, configuration: Configuration, options: Options) -> None:
        self._configuration = configuration
        self._options = options
        self._workspaces: dict[Scope, Workspace] = {}
        self._prefilters: dict[Scope, Prefilter] = {}
        self._package = ""
        self._read: set[str] = set()
        self._known: dict[str, FileSites] = {}
        self._projects: dict[Path, tuple[str, ...]] = {}
        self._roots: tuple[Path, ...] = ()
        self._covered: tuple[str, ...] = ()
        self._texts: Mapping[str, str] = {}

    def gather(self, paths: Sequence[str]) -> Gathered:
        """The sites of the files below `paths` (the working directory if empty)."""
        errors: list[Unreadable] = []
        lookup = self._configuration.settings
        found = list(discover([Path(path) for path in paths], lookup, errors.append))
        self._roots = tuple(Path(path).resolve() for path in paths or (".",))
        first = paths[0] if paths else "."
        cache = self._cache(first) if any(map(Path.is_dir, self._roots)) else None
        sorted_ = self._survey(found, first, cache)
        files = cache.results(found) if cache else None
        if files is not None:
            self._covered = tuple(file.path for file in files)
        else:
            self._covered = self._chosen(sorted_, found, first)
            files = tuple(self._resolved(self._covered))
            self._keep(cache, found, files, first)
        if cache:
            cache.save()
        errors += [*sorted_.unreadable, *(error for file in files for error in file.errors)]
        return Gathered(files, tuple(errors), sorted_.files)

    def file(self, path: str) -> FileSites:
        """The sites of one file on disk."""
        if path not in self._known:
            self._known[path] = _with_faults(self._workspace(path).sites(path))
        return self._known[path]

    def given(self, path: str, source: Source, tree: ast.Module | None = None) -> FileSites:
        """The sites of a text that stands for the content of `path`."""
        file = self._workspace(path).sites_in(path, source.text, tree)
        self._known[path] = replace(file, faults=_named(source.faults, path))
        return self._known[path]

    def after(self, files: Sequence[FileSites], texts: Mapping[str, str]) -> Gathering:
        """The same project with `texts` in place of what is on the disk; each must parse.

        `files` keep their sites, unless a text may change them.
        """
        self._forget()
        fresh = Gathering(self._configuration, self._options)
        fresh._texts = texts
        fresh._roots, fresh._covered = self._roots, self._covered
        fresh._projects = dict(self._projects)
        fresh._known = {file.path: file for file in files if not touched(file, texts)}
        return fresh

    def again(self, paths: Sequence[str]) -> tuple[FileSites, ...]:
        """The sites of files that an earlier run has chosen."""
        return tuple(self._resolved(paths))

    def may_hold_sites(self, path: str, data: bytes) -> bool:
        """Whether the bytes of a file name anything that could make a site."""
        from untagged_llm.analysis.prefilter import Prefilter
        from untagged_llm.sdks import registry

        scope = self._scope(path)
        if scope not in self._prefilters:
            wanted = scope.wanted()
            self._prefilters[scope] = Prefilter(registry(wanted.tables), wanted.names)
        return self._prefilters[scope].classify(data) != "none"

    def project(self, path: str, known: Collection[str]) -> Iterator[FileSites]:
        """The sites of the project that `path` belongs to, but for the files already `known`."""
        return (self.file(each) for each in self._listed(path) if each not in known)

    def _chosen(self, sorted_: Survey, found: Sequence[Found], first: str) -> tuple[str, ...]:
        """The files to parse, of those the run was given.

        A file that names no SDK may get its client from a module that the run was not given:
        single files are parsed when in doubt, folders are seen as part of their project.
        """
        if all(map(Path.is_file, self._roots)):
            return tuple(file.path for file in (*sorted_.naming, *sorted_.consumers))
        folder = project_folder(first, self._configuration.settings(first))
        if self._covers(folder):
            return self._candidates(sorted_, first)
        own = {file.path for file in found}
        around = self._survey(dict.fromkeys([*found, *self._discovered(folder)]), first, None)
        return tuple(path for path in self._candidates(around, first) if path in own)

    def _covers(self, folder: Path) -> bool:
        return any(folder.resolve().is_relative_to(root) for root in self._roots)

    def _resolved(self, chosen: Sequence[str]) -> Iterator[FileSites]:
        # Trees are big, long-lived and free of cycles: going over them again and again to
        # collect garbage would double the time of a run.
        gc.disable()
        for number, path in enumerate(chosen, 1):
            self._make_room(path)
            yield self.file(path)
            self._options.progress(number, len(chosen))

    def _make_room(self, path: str) -> None:
        """Forget the trees of packages that are done with, when they have become many."""
        workspace = self._workspaces.get(self._scope(path))
        if workspace is None or workspace.project.weight < _HEAVY:
            return
        package = workspace.project.package_root(path)
        if package != self._package:
            self._forget()
        self._package = package

    def _forget(self) -> None:
        """Forget the trees; those that are asked for once more are read again."""
        for each in self._workspaces.values():
            self._read |= set(each.project.loaded())
            each.forget()
        self._workspaces.clear()

    def _scope(self, path: str) -> Scope:
        return scope_of(self._configuration.settings(path))

    def _workspace(self, path: str) -> Workspace:
        from untagged_llm.analysis.workspace import Workspace

        settings = self._configuration.settings(path)
        scope = scope_of(settings)
        if scope not in self._workspaces:
            workspace = Workspace(settings, lambda: self._listed(path))
            workspace.project.pretend(self._texts)
            self._workspaces[scope] = workspace
        return self._workspaces[scope]

    def _listed(self, path: str) -> tuple[str, ...]:
        """The project's files, among which callers are looked for; the run may have them all."""
        folder = project_folder(path, self._configuration.settings(path))
        if self._covers(folder):
            return self._covered
        if folder not in self._projects:
            self._projects[folder] = self._list(folder)
        return self._projects[folder]

    def _list(self, folder: Path) -> tuple[str, ...]:
        cache = self._cache(str(folder))
        found = self._discovered(folder)
        sorted_ = self._survey(found, str(folder), cache)
        if cache:
            # What an earlier run of the whole project learnt serves every single file.
            self._known = {file.path: file for file in cache.results(found) or ()} | self._known
            cache.save()
        return self._candidates(sorted_, str(folder))

    def _discovered(self, folder: Path) -> list[Found]:
        found = discover([folder], self._configuration.settings)
        return [file._replace(path=shown(file.path)) for file in found]

    def _survey(self, found: Iterable[Found], first: str, cache: Cache | None) -> Survey:
        return survey(found, self._scope(first).wanted(), jobs=self._jobs, cache=cache)

    def _candidates(self, sorted_: Survey, first: str) -> tuple[str, ...]:
        chosen = candidates(sorted_, self._scope(first).wanted(), jobs=self._jobs)
        return tuple(found.path for found in chosen)

    @property
    def _jobs(self) -> int:
        from untagged_llm.analysis.parallel import available_cpus

        return self._options.jobs or available_cpus()

    def _cache(self, first: str) -> Cache | None:
        if not self._options.use_cache:
            return None
        from untagged_llm.analysis.cache import Cache

        folder = project_folder(first, self._configuration.settings(first))
        return Cache.at(folder, repr(self._scope(first)))

    def _keep(
        self,
        cache: Cache | None,
        found: Sequence[Found],
        files: Sequence[FileSites],
        first: str,
    ) -> None:
        """Remember the sites, unless files or configurations outside had a say in them."""
        folder = project_folder(first, self._configuration.settings(first))
        own = set(self._workspaces) <= {self._scope(first)} and self._covers(folder)
        if cache and own:
            inside = {str(Path(file.path).absolute()) for file in found}
            loaded = {path for each in self._workspaces.values() for path in each.project.loaded()}
            cache.keep(found, files, sorted((loaded | self._read) - inside))


def _with_faults(file: FileSites) -> FileSites:
    """The file, and which of its cells are left out, if it is a notebook that was read."""
    if file.error or not file.path.endswith(".ipynb"):
        return file
    from untagged_llm.analysis.reading import source_at

    return replace(file, faults=_named(source_at(file.path).faults, file.path))


def _named(faults: Iterable[SourceError], path: str) -> tuple[Unreadable, ...]:
    return tuple(fault.at(path) for fault in faults)
