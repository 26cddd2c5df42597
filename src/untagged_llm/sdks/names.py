"""Which rows a dotted name means: as the tables spell it, or otherwise below the same root."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


class Names:
    """The names of all client rows, and the import roots they stand below."""

    def __init__(self, rows: Mapping[str, Sequence[str]], roots: Mapping[str, object]) -> None:
        self._rows = rows
        self._roots = roots

    def rows(self, dotted: str) -> Sequence[str]:
        """The rows ("openai:client") of a name; none when nothing or too much fits."""
        return self._rows.get(dotted) or self._respelt(dotted)

    def roots_of(self, dotted: str) -> Iterator[str]:
        """The roots that a name stands below, longest first."""
        while dotted:
            if dotted in self._roots:
                yield dotted
            dotted = dotted.rpartition(".")[0]

    @cached_property
    def last_words(self) -> frozenset[str]:
        """Last components of all names: "OpenAI", "Client", "from_openai"."""
        return frozenset(name.rpartition(".")[2] for name in self._rows)

    def _respelt(self, dotted: str) -> Sequence[str]:
        """By the last component, among those that share most of the way; they must agree."""
        root = next(self.roots_of(dotted), None)
        if root is None or dotted == root:
            return ()
        known = self._by_last.get((root, dotted.rpartition(".")[2]), ())
        most = max((_shared(name, dotted) for name in known), default=0)
        rows = [self._rows[name] for name in known if _shared(name, dotted) == most]
        return rows[0] if rows and rows.count(rows[0]) == len(rows) else ()

    @cached_property
    def _by_last(self) -> Mapping[tuple[str, str], list[str]]:
        groups: dict[tuple[str, str], list[str]] = {}
        for name in self._rows:
            root = next(self.roots_of(name), None)
            if root is not None and name != root:
                groups.setdefault((root, name.rpartition(".")[2]), []).append(name)
        return groups


def _shared(one: str, two: str) -> int:
    """How many components two names have in common at their start."""
    pairs = zip(one.split("."), two.split("."), strict=False)
    return next((number for number, (a, b) in enumerate(pairs) if a != b), one.count(".") + 1)
