"""What a catalog holds, whatever file it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from untagged_llm.model import Place, Range

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Entry:
    """One value that a tag may have, and where that is written."""

    key: str
    value: str
    place: Place


@dataclass(frozen=True, slots=True)
class Format:
    """An ownership file format: which file names have it, and how it is read.

    `read` raises ConfigError when the file is malformed.
    """

    example: str
    matches: Callable[[str], bool]
    read: Callable[[Path], Iterator[Entry]]


@dataclass(frozen=True, slots=True)
class Catalog:
    """The values that each tag may have, and where each is declared."""

    values: Mapping[str, Mapping[str, Place]]

    def knows(self, key: str, value: str) -> bool:
        """Whether `value` is declared for `key`."""
        return value in self.values.get(key, {})

    def nearest(self, key: str, value: str) -> str | None:
        """The declared value most like `value`: the same but for case, else by its letters."""
        import difflib

        folded = {each.casefold(): each for each in self.values.get(key, {})}
        wanted = value.casefold()
        close = [wanted] if wanted in folded else difflib.get_close_matches(wanted, folded, n=1)
        return folded[close[0]] if close else None


def collected(entries: Iterable[Entry]) -> Catalog:
    """A catalog of `entries`; the first place that declares a value is kept."""
    values: dict[str, dict[str, Place]] = {}
    for entry in entries:
        values.setdefault(entry.key, {}).setdefault(entry.value, entry.place)
    return Catalog(values)


def place_of(path: Path, line: int, column: int, length: int) -> Place:
    """A span on one line of `path`; lines and columns start at 1."""
    from untagged_llm.policy.errors import shown

    return Place(shown(path), Range(line, column, line, column + length))
