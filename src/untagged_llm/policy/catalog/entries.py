"""What a catalog holds, whatever file it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from untagged_llm.model import Place, Range

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

EntityKind = Literal["component", "system", "group", "other"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One value that a tag may have, and where that is written."""

    key: str
    value: str
    place: Place


@dataclass(frozen=True, slots=True)
class Entity:
    """A component, a system, a group or something else that a file describes.

    `owners` and `systems` are what the description names: one of each, as a rule. `code` says
    where its code stands: folders or patterns below the root of `repository` ("acme/shop", ""
    when it is not said which).
    """

    kind: EntityKind
    name: Entry | None = None
    owners: tuple[Entry, ...] = ()
    systems: tuple[Entry, ...] = ()
    repository: str = ""
    code: tuple[str, ...] = ()

    def entries(self) -> Iterator[Entry]:
        """Everything that it names."""
        yield from (self.name,) if self.name else ()
        yield from self.referred()

    def referred(self) -> Iterator[Entry]:
        """What it refers to by name."""
        yield from (*self.owners, *self.systems)


@dataclass(frozen=True, slots=True)
class Format:
    """An ownership file format: which files have it, by their names, and how it is read.

    Its functions raise ConfigError when the file is malformed. `describes` gives the
    entities of a file that stands beside the code it describes; `mentions` gives every name in a
    file that both lists names and uses them, where `read` gives what may be used.
    """

    example: str
    matches: Callable[[Path], bool]
    read: Callable[[Path], Iterator[Entry]]
    describes: Callable[[Path], Iterator[Entity]] | None = None
    mentions: Callable[[Path], Iterator[Entry]] | None = None


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
