"""The project's own modules: found by name as Python would, parsed when somebody asks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.analysis.decode import SourceError, lines, parse
from untagged_llm.analysis.mentions import Mentions, mentions_in
from untagged_llm.analysis.outline import Outline, outline_of
from untagged_llm.analysis.reading import read_source
from untagged_llm.analysis.resolve.tree import ModuleTree
from untagged_llm.siteid import module_path

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterable, Mapping

_INSTALLED = ("site-packages", "dist-packages")


class Project:
    """Modules by path and by name.

    `paths` are the files that may hold or use LLM clients: where callers and subclasses are
    looked for. Given as a function, because the flake8 plugin and editors only pay for listing
    them when a client's origin cannot be found by following imports.
    """

    def __init__(self, paths: Callable[[], Iterable[str]] = tuple, base: Path | None = None):
        self._paths = paths
        self._base = str(base or Path.cwd())
        self._modules: dict[str, ModuleTree | None] = {}
        # What was learnt is remembered by the identity of nodes, so no tree may be freed.
        self._replaced: list[ModuleTree] = []
        self._found: dict[tuple[str, str], str | None] = {}
        self._roots: dict[str, tuple[str, ...]] = {}
        self._roots_of: dict[str, str] = {}
        self._folders: dict[str, str] = {}
        self._files: dict[str, bool] = {}
        self.weight = 0
        """Characters of source whose trees are held."""
        self._absolute: dict[str, str] = {}
        self._mentions: Mentions | None = None
        self._instead: dict[str, str] = {}
        self._outlines: dict[str, Outline] = {}

    def pretend(self, texts: Mapping[str, str]) -> None:
        """Take `texts`, by path, for what is on the disk."""
        self._instead = {self._key(path): text for path, text in texts.items()}

    def add(self, path: str, text: str, tree: ast.Module | None = None) -> ModuleTree:
        """Take a file's text from the caller instead of the disk. Raises SourceError."""
        key = self._key(path)
        known = self._modules.get(key)
        if known is not None and known.lines == lines(text):
            return known
        if known is not None:
            self._replaced.append(known)
        module = self._build(path, text, parse(text) if tree is None else tree)
        self._modules[key] = module
        return module

    def at(self, path: str) -> ModuleTree | None:
        """The module in a file; None when it cannot be read or parsed."""
        key = self._key(path)
        if key not in self._modules:
            self._modules[key] = self._load(path)
        return self._modules[key]

    def package_root(self, path: str) -> str:
        """The folder of the outermost package around a file; the file's own without one.

        Folders without `__init__.py` deep inside a package do not end it.
        """
        folder = os.path.dirname(self._key(path))
        above = [folder, *map(str, Path(folder).parents)]
        packages = [each for each in above if self._is_package(each)]
        return os.path.dirname(packages[-1]) if packages else folder

    def forget(self) -> None:
        """Let go of all trees."""
        for module in (*self._modules.values(), *self._replaced):
            if module is not None:
                module.forget()
        self._modules.clear()
        self._replaced.clear()

    def loaded(self) -> tuple[str, ...]:
        """The absolute paths of the modules that were asked for so far."""
        return tuple(self._modules)

    def find(self, dotted: str, importer: ModuleTree) -> ModuleTree | None:
        """The project's module of that absolute name, as seen from `importer`."""
        path = self._locate(dotted, self.folder(importer.path))
        return None if path is None or path == self._key(importer.path) else self.at(path)

    def locate(self, dotted: str, folder: str) -> str | None:
        """The file of the project's module of that absolute name, seen from a file in `folder`."""
        return self._locate(dotted, folder)

    def folder(self, path: str) -> str:
        """The absolute folder of a file."""
        if path not in self._folders:
            self._folders[path] = os.path.dirname(self._key(path))
        return self._folders[path]

    def package_of(self, path: str) -> str:
        """The package that the relative imports of a file start from."""
        name, is_package = self._name(self._key(path))
        return name if is_package else name.rpartition(".")[0]

    def outline(self, path: str) -> Outline:
        """What the top of a file binds."""
        key = self._key(path)
        if key not in self._outlines:
            self._outlines[key] = outline_of(key)
        return self._outlines[key]

    def mentioning(self, name: str, module: ModuleTree) -> list[ModuleTree]:
        """`module` and the modules among `paths` in which `name(` stands: possible callers."""
        return self._related(self._index.callers(name), module)

    def editing(self, name: str, module: ModuleTree) -> list[ModuleTree]:
        """`module` and the modules among `paths` that may change `something.name`."""
        return self._related(self._index.editors(name), module)

    def deriving_from(self, name: str, module: ModuleTree) -> list[ModuleTree]:
        """`module` and the modules in which a class may derive from `name`."""
        return self._related(self._index.heirs(name), module)

    @property
    def _index(self) -> Mentions:
        if self._mentions is None:
            self._mentions = mentions_in(tuple(self._paths()))
        return self._mentions

    def _related(self, paths: Iterable[str], module: ModuleTree) -> list[ModuleTree]:
        """`module`, and those of the files that belong to its package or import from it."""
        root = self._root_of(module.path)
        package = module.name.partition(".")[0]
        near = (p for p in paths if self._root_of(p) == root or self._index.imports(p, package))
        others = (self.at(path) for path in near)
        return [module, *(m for m in others if m is not None and m is not module)]

    def _root_of(self, path: str) -> str:
        if path not in self._roots_of:
            self._roots_of[path] = self._search_path(self.folder(path))[0]
        return self._roots_of[path]

    def _key(self, path: str) -> str:
        if path not in self._absolute:
            self._absolute[path] = os.path.abspath(path)
        return self._absolute[path]

    def _load(self, path: str) -> ModuleTree | None:
        try:
            text = self._instead.get(self._key(path))
            text = read_source(path) if text is None else text
            return self._build(path, text, parse(text))
        except SourceError:
            return None

    def _build(self, path: str, text: str, tree: ast.Module) -> ModuleTree:
        self.weight += len(text)
        name, is_package = self._name(os.path.abspath(path))
        package = name if is_package else name.rpartition(".")[0]
        return ModuleTree(shown(path), name, package, tree, lines(text), self._identity(path))

    def _identity(self, path: str) -> str:
        """The path from the project's root; a file outside of it keeps its own."""
        return module_path(self._key(path), self._base) or shown(path)

    def _name(self, path: str) -> tuple[str, bool]:
        root = self._package_root(os.path.dirname(path))
        relative = os.path.relpath(path, root)
        parts = relative.removesuffix(".py").removesuffix(".ipynb").split(os.sep)
        is_package = parts[-1] == "__init__"
        return ".".join(parts[:-1] if is_package else parts), is_package

    def _package_root(self, folder: str) -> str:
        """The folder that absolute imports of a file in `folder` start from.

        A folder without `__init__.py` inside a package belongs to the package all the same.
        """
        while True:
            parent = os.path.dirname(folder)
            inside = self._is_package(folder) or self._is_package(parent)
            if parent == folder or not inside:
                return folder
            folder = parent

    def _is_package(self, folder: str) -> bool:
        return self._is_file(os.path.join(folder, "__init__.py"))

    def _search_path(self, folder: str) -> tuple[str, ...]:
        """Where an import from a file in `folder` is looked for, nearest first."""
        if folder not in self._roots:
            root = self._package_root(folder)
            above = [root, os.path.dirname(root)] if root != self._base else [root]
            places = [*above, self._base, os.path.join(self._base, "src")]
            self._roots[folder] = tuple(dict.fromkeys(places))
        return self._roots[folder]

    def _locate(self, dotted: str, folder: str) -> str | None:
        key = (dotted, folder)
        if key not in self._found:
            self._found[key] = self._look(dotted, folder)
        return self._found[key]

    def _look(self, dotted: str, folder: str) -> str | None:
        tail = dotted.replace(".", os.sep)
        for root in self._search_path(folder):
            base = os.path.join(root, tail)
            for path in (os.path.join(base, "__init__.py"), base + ".py"):
                if self._is_file(path) and not _is_installed(path):
                    return path
        return None

    def _is_file(self, path: str) -> bool:
        if path not in self._files:
            self._files[path] = os.path.isfile(path)
        return self._files[path]


def shown(path: str) -> str:
    """A path as reports show it: posix, relative to the working directory if it is below it."""
    if os.path.isabs(path):
        relative = os.path.relpath(path)
        outside = relative == os.pardir or relative.startswith(os.pardir + os.sep)
        path = path if outside else relative
    return path.replace(os.sep, "/")


def _is_installed(path: str) -> bool:
    return any(f"{os.sep}{name}{os.sep}" in path for name in _INSTALLED)
