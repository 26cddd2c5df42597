"""Which of a project's files may have a hand in a client: they or their imports name an SDK.

Most calls are no sites, and most modules that a program imports know nothing of LLMs: what those
give back is no client, so that they need not be parsed to tell.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from untagged_llm.analysis.imports import imported

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.analysis.prefilter import Prefilter
    from untagged_llm.analysis.project import Project

_DEEPEST: Final = 2


class Reach:
    """Answers by path, from the bytes of files; remembered."""

    def __init__(self, project: Project, prefilter: Prefilter):
        self._project = project
        self._prefilter = prefilter
        self._names: dict[str, bool] = {}
        self._imports: dict[str, tuple[str, ...]] = {}
        self._known: dict[str, bool] = {}

    def has(self, path: str) -> bool:
        """Whether a file, or one that it imports, names an SDK or calls something like a client."""
        if path not in self._known:
            self._known[path] = self._search(path)
        return self._known[path]

    def _search(self, path: str) -> bool:
        """Breadth first: what is near answers most often."""
        seen, level = {path}, [path]
        for _ in range(_DEEPEST):
            if any(self._named(each) for each in level):
                return True
            found = (target for each in level for target in self._imports[each])
            level = [each for each in dict.fromkeys(found) if each not in seen]
            seen.update(level)
        return any(self._named(each) for each in level)

    def _named(self, path: str) -> bool:
        if path not in self._names:
            data = _bytes(path)
            self._names[path] = self._prefilter.classify(data) != "none"
            self._imports[path] = () if self._names[path] else tuple(self._targets(data, path))
        return self._names[path]

    def _targets(self, data: bytes, path: str) -> Iterator[str]:
        folder = os.path.dirname(path)
        for name in dict.fromkeys(imported(data, path)):
            target = _beside(name) if name.startswith("/") else self._project.locate(name, folder)
            if target is not None:
                yield target


def _beside(name: str) -> str | None:
    base = "/" + name.lstrip("/")
    return next((p for p in (f"{base}.py", f"{base}/__init__.py") if os.path.isfile(p)), None)


def _bytes(path: str) -> bytes:
    try:
        with open(path, "rb", buffering=0) as stream:
            return stream.read()
    except OSError:
        return b""
