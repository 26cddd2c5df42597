"""The nearest pyproject.toml: the name under which the code is built."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from untagged_llm.fix.inference.claim import Claim
from untagged_llm.fix.inference.heard import SERVICE_AND_PROJECT, Heard, attempted
from untagged_llm.policy.errors import shown
from untagged_llm.policy.toml import PYPROJECT, read

if TYPE_CHECKING:
    from pathlib import Path

    from untagged_llm.fix.inference.place import File, Folder

_NAME = re.compile(r"\s*name\s*=")
_NEVER_DEEPER = -1


class DistributionSource:
    """The pyproject.toml files of a project."""

    keys = SERVICE_AND_PROJECT

    def __init__(self) -> None:
        self._named: dict[Path, tuple[tuple[str, int] | None, tuple[str, ...]]] = {}

    def heard(self, file: File) -> Heard:
        """The service is called as its distribution; the project too, when nothing else says
        what that is: the parts of a project have distributions of their own."""
        troubles: list[str] = []
        for folder in file.folder.upwards():
            named, trouble = self._read(folder)
            troubles += trouble
            if named:
                name, line = named
                source = f"{shown(folder.path / PYPROJECT)}:{line}"
                service = Claim("service_name", name, source, folder.depth)
                project = Claim("project_id", name, source, _NEVER_DEEPER)
                return Heard((service, project), tuple(troubles))
        return Heard(troubles=tuple(troubles))

    def _read(self, folder: Folder) -> tuple[tuple[str, int] | None, tuple[str, ...]]:
        if PYPROJECT not in folder.files:
            return None, ()
        path = folder.path / PYPROJECT
        if path not in self._named:
            self._named[path] = attempted(lambda: _name(path), None)
        return self._named[path]


def _name(path: Path) -> tuple[str, int] | None:
    content = read(path)
    tool = content.get("tool")
    poetry = tool.get("poetry") if isinstance(tool, Mapping) else None
    for table in (content.get("project"), poetry):
        name = table.get("name") if isinstance(table, Mapping) else None
        if isinstance(name, str) and name.strip():
            return name, _line(path, name)
    return None


def _line(path: Path, name: str) -> int:
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    numbered = enumerate(lines, 1)
    return next((at for at, line in numbered if _NAME.match(line) and name in line), 1)
