"""The expectation that a fixture line carries: `#? owned team_id=search project_id=*`.

After `#?` stand the statuses that are right (several are joined with `|`, the first is the best
answer), how often the line runs if not once (`x2`), and the required tags that arrive; `*` is a
value only known at run time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MARKER = re.compile(r"#\? (?P<statuses>[a-z|-]+)(?: x(?P<times>\d+))?(?P<tags>(?: \w+=\S+)*)$")


@dataclass(frozen=True, slots=True)
class Marker:
    """What is expected of the call that starts on a line."""

    path: Path
    line: int
    statuses: tuple[str, ...]
    times: int
    tags: dict[str, str]

    def __str__(self) -> str:
        return f"{self.path.name}:{self.line} {'|'.join(self.statuses)} {self.tags}"


def markers_of(path: Path) -> tuple[Marker, ...]:
    """The markers of a file, in order; a `#?` that cannot be read is an error that names it."""
    return tuple(_read(path))


def _read(path: Path) -> Iterator[Marker]:
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        if "#?" not in line:
            continue
        match = _MARKER.search(line)
        if match is None:
            raise ValueError(f"{path}:{number}: cannot read the marker in {line.strip()!r}")
        yield Marker(
            path=path,
            line=number,
            statuses=tuple(match["statuses"].split("|")),
            times=int(match["times"] or 1),
            tags=dict(pair.split("=", 1) for pair in match["tags"].split()),
        )
