"""Which lines changed since a revision: `--diff-base REV`, asked of git."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.model import Finding, Place
from untagged_llm.suppress.diff import parse_diff

if TYPE_CHECKING:
    from collections.abc import Mapping

_DIFF = (
    *("-c", "core.quotepath=off", "diff", "-U0", "--no-color", "--no-ext-diff", "--no-textconv"),
    *("--src-prefix=a/", "--dst-prefix=b/", "--find-renames", "--diff-filter=d"),
)


class GitError(ValueError):
    """git or the revision is not there; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Changed lines by absolute file name: (first, last), both included.

    Lines that were only removed lie between two lines: (n + 1, n) touches what spans both.
    """

    lines: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    whole_files: frozenset[str] = frozenset()

    def touches(self, finding: Finding) -> bool:
        """Whether the finding, or a place that explains it, lies on changed lines."""
        places = (Place(finding.path, finding.range), *(each.place for each in finding.related))
        return any(self._touches(place) for place in places)

    def _touches(self, place: Place) -> bool:
        name = os.path.realpath(place.path)
        if name in self.whole_files:
            return True
        return any(
            place.range.line <= last and place.range.end_line >= first
            for first, last in self.lines.get(name, ())
        )


def changed_since(revision: str, folder: Path) -> Changed:
    """What differs between `revision` and the working tree that holds `folder`.

    Untracked files count as changed, and so does all of a changed notebook, since its lines
    are not those of its code. Raises GitError.
    """
    top = Path(os.fsdecode(_git(folder, "rev-parse", "--show-toplevel").rstrip(b"\n")))
    diff = _git(top, *_DIFF, _commit(revision, folder), "--")
    untracked = _git(top, "ls-files", "--others", "--exclude-standard", "-z", "--full-name")
    lines = {_absolute(top, path): spans for path, spans in parse_diff(diff).items()}
    new = {_absolute(top, os.fsdecode(name)) for name in untracked.split(b"\0") if name}
    notebooks = {name for name in lines if name.endswith(".ipynb")}
    return Changed(lines, frozenset(new | notebooks))


def _absolute(top: Path, path: str) -> str:
    return os.path.realpath(top / path)


def _commit(revision: str, folder: Path) -> str:
    try:
        named = _git(folder, "rev-parse", "--verify", "--end-of-options", revision + "^{commit}")
    except GitError as error:
        raise GitError(f"--diff-base: git knows no revision {revision!r} here") from error
    return named.decode().strip()


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True)
    except OSError as error:
        raise GitError("--diff-base needs git, which is not on the PATH") from error
    except subprocess.CalledProcessError as error:
        said = os.fsdecode(error.stderr).strip().splitlines() or ["no reason given"]
        raise GitError(f"--diff-base: git says: {said[0]}") from error
    return done.stdout
