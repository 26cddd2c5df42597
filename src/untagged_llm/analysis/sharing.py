"""Which files may share a client with another module: its importers, and what it imports.

A file that names no SDK holds sites only if it is handed a client: by a module it imports, also
indirectly, or by one that imports it and passes a client in. Telling these files by their bytes
spares parsing most of a tree.
"""

from __future__ import annotations

from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from untagged_llm.analysis.imports import imports_of
from untagged_llm.analysis.parallel import Pool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from untagged_llm.analysis.discover import Found

# Few hands pass a client on, while imports soon lead everywhere.
_UP: Final = 4
_DOWN: Final = 1

_SECONDS_PER_FILE: Final = 25e-6
_SECONDS_PER_BYTE: Final = 1.2e-9


def sharing(origins: Sequence[Found], files: Sequence[Found], *, jobs: int = 1) -> set[Found]:
    """Those of `files` (which include the origins) that may share a client with an origin."""
    names = dict(zip(files, _all_imports(files, jobs), strict=True))
    importers = _inverted(names)
    modules = _inverted({file: _spellings(file.path) for file in files})
    above = _closure(origins, _UP, lambda file: _spellings(file.path), importers)
    below = _closure(above, _DOWN, names.__getitem__, modules)
    return above | below


def around(origins: Iterable[Found], files: Sequence[Found]) -> list[Found]:
    """Those of all `files` in the same package as an origin, or near one without packages.

    A client rarely travels through modules elsewhere that do not even call it, and reading the
    imports of a whole tree would double the time of a run.
    """
    packages = {
        file.path.rpartition("/")[0] for file in files if file.path.endswith("/__init__.py")
    }
    prefixes = tuple({_home(file.path.rpartition("/")[0], packages) for file in origins})
    return [file for file in files if file.path.startswith(prefixes)]


def _home(folder: str, packages: set[str]) -> str:
    """The prefix of the topmost package around a folder; without one, of the folder above."""
    if folder not in packages:
        folder = folder.rpartition("/")[0]
    while folder.rpartition("/")[0] in packages:
        folder = folder.rpartition("/")[0]
    return f"{folder}/" if folder else ""


def _closure(
    start: Iterable[Found],
    depth: int,
    keys: Callable[[Found], Iterable[str]],
    index: Mapping[str, list[Found]],
) -> set[Found]:
    found = set(start)
    frontier = set(found)
    for _ in range(depth):
        frontier = {file for each in frontier for key in keys(each) for file in index.get(key, ())}
        frontier -= found
        found |= frontier
    return found


def _inverted(keys: Mapping[Found, Iterable[str]]) -> dict[str, list[Found]]:
    index: dict[str, list[Found]] = defaultdict(list)
    for file, spellings in keys.items():
        for spelling in spellings:
            index[spelling].append(file)
    return index


def _spellings(path: str) -> tuple[str, ...]:
    """How imports name a module: by its path, or by the last one or two parts of its name."""
    place = path.rpartition(".")[0].removesuffix("__init__").rstrip("/")
    *_, folder, last = ("", *place.split("/"))
    return f"/{place}", f"{folder}.{last}", last


def _all_imports(files: Sequence[Found], jobs: int) -> Iterator[tuple[str, ...]]:
    size = sum(file.size for file in files)
    seconds = len(files) * _SECONDS_PER_FILE + size * _SECONDS_PER_BYTE
    pool = Pool(_imports, weigh=attrgetter("size"), name=attrgetter("path"))
    return pool.map(files, jobs=jobs, seconds=seconds)


def _imports(files: list[Found]) -> list[tuple[str, ...]]:
    return [tuple({_shortened(name) for name in imports_of(file.path)}) for file in files]


def _shortened(name: str) -> str:
    return name if name.startswith("/") else ".".join(name.split(".")[-2:])
