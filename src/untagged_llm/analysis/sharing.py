"""Which files may share a client with another module: its importers, and what it imports.

A file that names no SDK holds sites only if it is handed a client: by a module it imports, also
indirectly, or by one that imports it and passes a client in. Telling these files by their bytes
spares parsing most of a tree.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections import defaultdict
from operator import attrgetter
from sys import stdlib_module_names
from typing import TYPE_CHECKING, Final

from untagged_llm.analysis.decode import SourceError
from untagged_llm.analysis.parallel import Pool
from untagged_llm.analysis.reading import read_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from untagged_llm.analysis.discover import Found

# Few hands pass a client on, while imports soon lead everywhere.
_UP: Final = 4
_DOWN: Final = 1

_KEYWORD = re.compile(rb"import[ \t(]")
_DYNAMIC = re.compile(rb"(?:import_module|__import__)\(\s*[\"']([\w.]+)[\"']")
_FROM = re.compile(rb"from[ \t]+([\w.]+)[ \t]*\Z")
_COMMENT = re.compile(rb"#[^\n]*|\\")
_STATEMENT_END = re.compile(rb"[:;]")
_REST = re.compile(rb"[ \t]*\([^)]*\)?|[^\n\\]*(?:\\\r?\n[^\n\\]*)*")
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


def imports_of(path: str) -> Iterator[str]:
    """What a file on disk imports; see `imported`. Nothing if it cannot be read."""
    try:
        return imported(_python(path), path)
    except (OSError, SourceError):
        return iter(())


def _python(path: str) -> bytes:
    if path.endswith(".ipynb"):
        return read_source(path).encode("utf-8", "replace")
    with open(path, "rb", buffering=0) as stream:  # noqa: PTH123  half the cost of a Path
        return stream.read().removeprefix(BOM_UTF8)


def imported(data: bytes, path: str) -> Iterator[str]:
    """What a file imports besides the standard library, as far as bytes tell.

    Absolute names are dotted; relative ones are "/" and the path they stand for, without suffix.
    """
    for name in _DYNAMIC.findall(data):
        yield name.decode("ascii", "replace")
    for keyword in _KEYWORD.finditer(data):
        start = data.rfind(b"\n", 0, keyword.start()) + 1
        head = _STATEMENT_END.split(data[start : keyword.start()])[-1].strip()
        if not head:
            yield from filter(_is_foreign, _modules_in(_rest(data, keyword.end() - 1)))
            continue
        origin = _FROM.match(head)
        module = _absolute(origin.group(1).decode("ascii", "replace"), path) if origin else ""
        if module and _is_foreign(module):
            joint = "/" if module.startswith("/") else "."
            yield module
            for name in _modules_in(_rest(data, keyword.end() - 1)):
                yield f"{module}{joint}{name}"


def _rest(data: bytes, start: int) -> bytes:
    """The rest of an import statement, over several lines where brackets or `\\` continue it."""
    found = _REST.match(data, start)
    return _COMMENT.sub(b"", found.group()) if found else b""


def _modules_in(text: bytes) -> Iterator[str]:
    for part in text.strip(b" \t()\r").partition(b";")[0].split(b","):
        words = part.split(None, 1)
        if words:
            yield words[0].decode("ascii", "replace")


def _absolute(origin: str, path: str) -> str:
    name = origin.lstrip(".")
    level = len(origin) - len(name)
    if level == 0:
        return name
    folder = path.split("/")[:-level]
    return "/" + "/".join([*folder, *filter(None, name.split("."))])


def _is_foreign(name: str) -> bool:
    return name.partition(".")[0] not in stdlib_module_names
