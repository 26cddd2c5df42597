"""How long a line of a project may be: what its formatter is told."""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DEFAULT = 88


def line_length(path: str) -> int:
    """The line length for a file: that of ruff or black in its folder or the nearest above."""
    return _of_folder(Path(path).absolute().parent)


@lru_cache(maxsize=4096)
def _of_folder(folder: Path) -> int:
    for name in (".ruff.toml", "ruff.toml", "pyproject.toml"):
        found = _stated(_read(folder / name), name == "pyproject.toml")
        if found is not None:
            return found
    stop = (folder / ".git").exists() or folder.parent == folder
    return DEFAULT if stop else _of_folder(folder.parent)


def _read(file: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def _stated(table: dict[str, Any], in_project: bool) -> int | None:
    tools = table.get("tool", {}) if in_project else {"ruff": table}
    for tool in ("ruff", "black"):
        length = tools.get(tool, {}).get("line-length") if isinstance(tools, dict) else None
        if isinstance(length, int):
            return length
    return None
