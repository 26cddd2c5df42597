"""The part of the settings that decides what is a site, and how far a project goes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from untagged_llm.analysis.survey import Wanted
    from untagged_llm.policy.settings import Settings, Wrapper


@dataclass(frozen=True, slots=True)
class Scope:
    """What resolving a file depends on besides the code: files of one scope share a workspace."""

    root: Path
    wrappers: tuple[Wrapper, ...]
    sdk_tables: tuple[str, ...]

    def wanted(self) -> Wanted:
        """What makes a file of this scope worth parsing."""
        from untagged_llm.analysis.survey import Wanted

        tables = tuple(self.root / table for table in self.sdk_tables)
        return Wanted(tables, tuple(wrapper.name for wrapper in self.wrappers))


def scope_of(settings: Settings) -> Scope:
    """The scope of the files for which the settings hold."""
    return Scope(settings.root, settings.wrappers, settings.sdk_tables)


def project_folder(path: str, settings: Settings) -> Path:
    """The folder that holds the project of `path`: its repository, whatever is configured inside.

    Without one it is the root of the configuration, and without that the folder of the outermost
    package: the root of the settings would be the whole disk.
    """
    folder = Path(path).absolute()
    folder = folder if folder.is_dir() else folder.parent
    repository = next((up for up in (folder, *folder.parents) if (up / ".git").exists()), None)
    if repository or settings.source:
        return repository or settings.root
    while (folder / "__init__.py").exists() and folder.parent != folder:
        folder = folder.parent
    return folder
