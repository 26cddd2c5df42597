"""What one source says of one file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from untagged_llm.policy.tags import squash

if TYPE_CHECKING:
    from collections.abc import Iterable

    from untagged_llm.policy.catalog import Entry

ITSELF = 1_000
"""The depth of a claim about the file itself, which is deeper than any folder."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A key's value for a file; None says that it has none on purpose.

    `depth` is how far down the folder stands that the source speaks for: 0 is the project's
    root. `certain` is False for what was concluded.
    """

    key: str
    value: str | None
    source: str
    depth: int
    certain: bool = True
    env: str | None = None

    def says(self, other: str | None) -> bool:
        """Whether `other` is the same name, apart from case and separators."""
        if self.value is None or other is None:
            return self.value is other
        return squash(self.value) == squash(other)


def claim_of(entry: Entry, depth: int, certain: bool = True) -> Claim:
    """What a catalog's entry says."""
    return Claim(entry.key, entry.value, source_of(entry), depth, certain)


def source_of(entry: Entry) -> str:
    """The file and line of an entry."""
    return f"{entry.place.path}:{entry.place.range.line}"


def distinct(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The first claim of each value."""
    found: list[Claim] = []
    for claim in claims:
        if not any(claim.says(other.value) for other in found):
            found.append(claim)
    return tuple(found)
