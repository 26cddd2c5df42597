"""Which configuration is in force for a file: the nearest files up to the repository's root.

Looked up for every folder of a tree, so it keeps what it found per folder and asks the file
system for three names in each, no more.
"""

# Paths are plain strings here, since there are thousands.
# ruff: noqa: PTH100, PTH109, PTH113, PTH120

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.policy.errors import ConfigError
from untagged_llm.policy.settings import Settings
from untagged_llm.policy.toml import OWN_FILE, PYPROJECT, TABLE, own_table

if TYPE_CHECKING:
    from collections.abc import Mapping

_by_folder: dict[str, Settings] = {}
_by_spelling: dict[tuple[str, str], Settings] = {}
_FILES = (".py", ".pyi", ".ipynb", ".toml")


def settings_for(path: Path | str) -> Settings:
    """The configuration in force for a file (which need not exist) or a folder.

    Raises ConfigError when a configuration that applies is wrong.
    """
    text = os.fspath(path)
    spelled = text[: text.rfind(os.sep) + 1] if text.endswith(_FILES) else text
    place = ("" if text[:1] == os.sep else os.getcwd(), spelled)
    if place not in _by_spelling:
        _by_spelling[place] = _in_folder(_folder_of(spelled))
    return _by_spelling[place]


def forget() -> None:
    """Read configurations anew: an editor's server calls this when one was saved."""
    _by_folder.clear()
    _by_spelling.clear()


def load(config: Path) -> Settings:
    """The configuration that `config` alone says (`--config`); its folder is the root.

    Raises ConfigError when it is wrong, or a pyproject.toml without our table.
    """
    path = config.absolute()
    table = own_table(path)
    if table is None:
        raise ConfigError(path, "", f"there is no [tool.{TABLE}] table")
    return _on_top_of(Settings(root=path.parent), table, path)


def _folder_of(spelled: str) -> str:
    absolute = os.path.abspath(spelled)
    is_file = not spelled.endswith(os.sep) and os.path.isfile(absolute)
    return os.path.dirname(absolute) if is_file else absolute


def _in_folder(folder: str) -> Settings:
    if folder not in _by_folder:
        _by_folder[folder] = _found(folder)
    return _by_folder[folder]


def _found(folder: str) -> Settings:
    own = _own(folder)
    above = os.path.dirname(folder)
    alone = above == folder or os.access(f"{folder}/.git", os.F_OK) or _is_root(own)
    outer = Settings(root=Path(folder)) if alone else _in_folder(above)
    if own is None:
        return outer
    path, table = own
    if outer.source is None:
        outer = Settings(root=Path(folder))
    return _on_top_of(outer, table, path)


def _own(folder: str) -> tuple[Path, Mapping[str, object]] | None:
    """The folder's own configuration; `untagged-llm.toml` goes before pyproject.toml."""
    for name in (OWN_FILE, PYPROJECT):
        if os.access(f"{folder}/{name}", os.F_OK):
            path = Path(folder, name)
            table = own_table(path)
            if table is not None:
                return path, table
    return None


def _is_root(own: tuple[Path, Mapping[str, object]] | None) -> bool:
    return own is not None and own[1].get("root") is True


def _on_top_of(outer: Settings, table: Mapping[str, object], path: Path) -> Settings:
    from untagged_llm.policy.layers import merged, validated

    return merged(outer, validated(table, path, outer.spellings), path)
