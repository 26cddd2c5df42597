"""Which files may call a function or derive from a class, told by their bytes."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_CALLED = re.compile(rb"\b([A-Za-z_]\w*)\s*\(")
_BASES = re.compile(rb"^[ \t]*class\s+\w+\s*\(([^)]*)\)", re.MULTILINE)
_WORD = re.compile(rb"[A-Za-z_]\w*")
_EDITED = re.compile(
    rb"(?<!self)\.([A-Za-z_]\w*)\s*"
    rb"(?:\|?=[^=]|\[[^\]\n]*\]\s*=[^=]|\.(?:pop|popitem|clear|update|setdefault)\()"
    rb"|^[ \t]*del [\w.]*\.([A-Za-z_]\w*)\[",
    re.MULTILINE,
)
_IMPORTED = re.compile(rb"^[ \t]*(?:from|import)[ \t]+([A-Za-z_]\w*)", re.MULTILINE)


@lru_cache(maxsize=2)
def mentions_in(paths: tuple[str, ...]) -> Mentions:
    """The index over these files, read once for all views of a project."""
    return Mentions(paths)


class Mentions:
    """An index over the files in which callers and subclasses are looked for."""

    def __init__(self, paths: Iterable[str]):
        self._data: dict[str, bytes] = {}
        self._edited: dict[str, frozenset[bytes]] = {}
        self._editors: dict[str, list[str]] = {}
        self._callers: dict[str, list[str]] = {}
        self._heirs: dict[str, list[str]] = {}
        self._importers: dict[str, set[str]] = {}
        for path in paths:
            self._add(path)

    def callers(self, name: str) -> list[str]:
        """The files in which `name(` stands."""
        return self._callers.get(name, [])

    def heirs(self, name: str) -> list[str]:
        """The files in which a class names `name` among its bases."""
        return self._heirs.get(name, [])

    def editors(self, name: str) -> list[str]:
        """The files in which `something.name` is set or changed in place; seldom asked for."""
        if name not in self._editors:
            word = name.encode()
            attribute = b"." + word
            self._editors[name] = [
                path
                for path, data in self._data.items()
                if attribute in data and word in self._names_edited(path, data)
            ]
        return self._editors[name]

    def _names_edited(self, path: str, data: bytes) -> frozenset[bytes]:
        if path not in self._edited:
            pairs = _EDITED.findall(data)
            self._edited[path] = frozenset(one or other for one, other in pairs)
        return self._edited[path]

    def imports(self, path: str, package: str) -> bool:
        """Whether a file imports anything below the top-level name `package`."""
        return path in self._importers.get(package, ())

    def _add(self, path: str) -> None:
        try:
            data = self._data[path] = Path(path).read_bytes()
        except OSError:
            return
        for name in set(_CALLED.findall(data)):
            self._callers.setdefault(name.decode(), []).append(path)
        bases = {base for listed in _BASES.findall(data) for base in _WORD.findall(listed)}
        for base in bases:
            self._heirs.setdefault(base.decode(), []).append(path)
        for package in set(_IMPORTED.findall(data)):
            self._importers.setdefault(package.decode(), set()).add(path)
