"""How far the project of a file goes: where its callers and its clients are looked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from untagged_llm.policy.settings import Settings


def project_folder(path: str, settings: Settings) -> Path:
    """The folder that holds the project of `path`: its repository, whatever is configured inside.

    Without one it is the root of the configuration, and without that the folder of the outermost
    package: the root of the settings would be the whole disk.
    """
    folder = Path(path).absolute()
    folder = next(up for up in (folder, *folder.parents) if up.is_dir())
    repository = next((up for up in (folder, *folder.parents) if (up / ".git").exists()), None)
    if repository or settings.source:
        return repository or settings.root
    while (folder / "__init__.py").exists() and folder.parent != folder:
        folder = folder.parent
    return folder
