"""Where a file stands in its project: the folders above it, each listed once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of a project. `below` is its path from the project's root, "" for the root."""

    path: Path
    below: str
    files: frozenset[str]
    folders: frozenset[str]
    outer: Folder | None

    @property
    def depth(self) -> int:
        """How many folders below the root it stands."""
        return self.below.count("/") + 1 if self.below else 0

    def upwards(self) -> Iterator[Folder]:
        """This folder and those around it, the project's root last."""
        folder: Folder | None = self
        while folder is not None:
            yield folder
            folder = folder.outer


@dataclass(frozen=True, slots=True)
class File:
    """A Python file: its folder, and its path from the project's root."""

    folder: Folder
    path: str


def listed(path: Path, below: str, outer: Folder | None) -> Folder:
    """The folder at `path` with what stands in it; empty when it cannot be read."""
    files: list[str] = []
    folders: list[str] = []
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                (folders if entry.is_dir() else files).append(entry.name)
    except OSError:
        pass
    return Folder(path, below, frozenset(files), frozenset(folders), outer)
