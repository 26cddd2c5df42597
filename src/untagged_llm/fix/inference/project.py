"""One repository's sources, each read once however many files are asked about."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from untagged_llm.checking.territory import project_folder
from untagged_llm.fix.inference.heard import PerFolder
from untagged_llm.fix.inference.place import File, Folder, listed
from untagged_llm.fix.inference.sources.catalogs import CatalogSource
from untagged_llm.fix.inference.sources.codeowners import CodeOwnersSource
from untagged_llm.fix.inference.sources.deployed import DeployedSource
from untagged_llm.fix.inference.sources.distribution import DistributionSource
from untagged_llm.fix.inference.sources.owners import OwnersSource
from untagged_llm.policy.toml import OWN_FILE, PYPROJECT, own_table

if TYPE_CHECKING:
    from pathlib import Path

    from untagged_llm.fix.inference.heard import Heard, Source
    from untagged_llm.policy import Settings


class Project:
    """What the files of the repository at `root` say about owners."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folders: dict[Path, Folder] = {}
        self._sources: tuple[Source, ...] = (
            CatalogSource(root),
            OwnersSource(),
            CodeOwnersSource(root),
            PerFolder(DeployedSource()),
            PerFolder(DistributionSource()),
        )

    def heard(self, path: Path) -> tuple[tuple[Source, Heard], ...]:
        """What each source says of the file at an absolute `path`, those that go first first."""
        folder = self._folder(path.parent)
        below = f"{folder.below}/{path.name}" if folder.below else path.name
        file = File(folder, below)
        return tuple((source, source.heard(file)) for source in self._sources)

    def _folder(self, path: Path) -> Folder:
        if path not in self._folders:
            outer = self._folder(path.parent) if path != self._root else None
            below = "" if outer is None else f"{outer.below}/{path.name}".lstrip("/")
            self._folders[path] = listed(path, below, outer)
        return self._folders[path]


def root_of(folder: Path, settings: Settings) -> Path:
    """Where the project of a folder begins: its repository, or a configuration inside it that
    says `root = true`."""
    files = (settings.root / name for name in (OWN_FILE, PYPROJECT))
    tables = (own_table(file) for file in files if settings.source and file.is_file())
    is_root = any(table is not None and table.get("root") is True for table in tables)
    root = settings.root if is_root else project_folder(os.fspath(folder), settings)
    return root if folder.is_relative_to(root) else folder
