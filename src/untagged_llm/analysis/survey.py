"""Read every file once and sort it: the part of a run that sees all files of a tree."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Final, get_args

from untagged_llm.analysis.parallel import Pool
from untagged_llm.analysis.prefilter import Prefilter, Verdict
from untagged_llm.model import Unreadable
from untagged_llm.sdks import registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from untagged_llm.analysis.cache import Cache
    from untagged_llm.analysis.discover import Found

_VERDICTS: Final = frozenset(get_args(Verdict))
_SECONDS_PER_FILE: Final = 20e-6
_SECONDS_PER_BYTE: Final = 2.5e-9


@dataclass(frozen=True, slots=True)
class Wanted:
    """What makes a file interesting besides the bundled registry: a configuration's own names.

    `tables` are the user's SDK tables, `names` the dotted names of declared wrappers.
    """

    tables: tuple[Path, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Survey:
    """All files of a run, sorted; in the order of discovery.

    `naming` name an SDK, a wrapper or a provider. `consumers` name none, but call methods named
    like billable ones. `others` do neither. `files` counts all.
    """

    naming: tuple[Found, ...]
    consumers: tuple[Found, ...]
    others: tuple[Found, ...]
    unreadable: tuple[Unreadable, ...]
    files: int


def survey(
    found: Iterable[Found], wanted: Wanted, *, jobs: int = 1, cache: Cache | None = None
) -> Survey:
    """Sort the files by what their bytes name; files that the cache knows are not read."""
    files = list(found)
    known = cache.verdicts(files) if cache else [None] * len(files)
    fresh = [file for file, verdict in zip(files, known, strict=True) if verdict is None]
    sorted_now = dict(zip(fresh, _classify(fresh, wanted, jobs), strict=True))
    verdicts = [verdict or sorted_now[file] for file, verdict in zip(files, known, strict=True)]
    if cache and fresh:
        cache.remember(each for each in sorted_now.items() if each[1] in _VERDICTS)
    return _survey(files, verdicts)


def candidates(found: Survey, wanted: Wanted, *, jobs: int = 1) -> tuple[Found, ...]:
    """The files that have to be parsed to find every site, by path.

    Those that name an SDK, and of the consumers those that may share a client with one of them.
    """
    from untagged_llm.analysis.imports import imports_of
    from untagged_llm.analysis.sharing import around, sharing

    root_of = registry(wanted.tables).root_of
    origins = [file for file in found.naming if any(map(root_of, imports_of(file.path)))]
    if not origins or not found.consumers:
        return found.naming
    likely = [*found.naming, *found.consumers]
    passing = around(origins, [*likely, *found.others])
    shared = sharing(origins, list(dict.fromkeys([*likely, *passing])), jobs=jobs)
    consumers = [file for file in found.consumers if file in shared]
    return tuple(sorted((*found.naming, *consumers), key=attrgetter("path")))


def _survey(files: list[Found], verdicts: list[str]) -> Survey:
    naming: list[Found] = []
    consumers: list[Found] = []
    others: list[Found] = []
    unreadable: list[Unreadable] = []
    for file, verdict in zip(files, verdicts, strict=True):
        if verdict == "sdk":
            naming.append(file)
        elif verdict == "consumer":
            consumers.append(file)
        elif verdict == "none":
            others.append(file)
        else:
            unreadable.append(Unreadable(file.path, 1, 1, verdict))
    return Survey(tuple(naming), tuple(consumers), tuple(others), tuple(unreadable), len(files))


def _classify(files: Sequence[Found], wanted: Wanted, jobs: int) -> list[str]:
    if not files:
        return []
    size = sum(file.size for file in files)
    seconds = len(files) * _SECONDS_PER_FILE + size * _SECONDS_PER_BYTE
    pool = Pool(partial(_verdicts, wanted), weigh=_weight, name=attrgetter("path"))
    return list(pool.map(files, jobs=jobs, seconds=seconds))


def _weight(file: Found) -> int:
    return file.size + 8000


def _verdicts(wanted: Wanted, files: list[Found]) -> list[str]:
    """For each file its Verdict, or why it cannot be read."""
    prefilter = _prefilter(wanted)
    return [_verdict(prefilter, file.path) for file in files]


def _verdict(prefilter: Prefilter, path: str) -> str:
    try:
        with open(path, "rb", buffering=0) as stream:  # noqa: PTH123  half the cost of a Path
            return prefilter.classify(stream.read())
    except OSError as error:
        return f"cannot be read ({(error.strerror or type(error).__name__).lower()})"


@lru_cache(maxsize=4)
def _prefilter(wanted: Wanted) -> Prefilter:
    return Prefilter(registry(wanted.tables), wanted.names, for_trees=True)
