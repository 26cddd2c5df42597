"""Which files git could not bring back: their present state is nowhere but on the disk."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.suppress import GitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_STATUS = ("--literal-pathspecs", "status", "--porcelain", "-z", "--untracked-files=all")
_RENAMES = "RC"
# A command line takes some 128 kB; a path at most 4 kB.
_AT_ONCE = 500


def uncommitted(paths: Iterable[str]) -> frozenset[str]:
    """Those of `paths` with changes that are in no commit; files outside of git have none.

    Raises GitError when there is a repository and git cannot be asked.
    """
    found: set[str] = set()
    for top, inside in _by_repository(paths).items():
        real = {os.path.realpath(path): path for path in inside}
        changed = {os.path.realpath(top / name) for name in _changed(top, sorted(real))}
        found |= {path for where, path in real.items() if where in changed}
    return frozenset(found)


def _by_repository(paths: Iterable[str]) -> dict[Path, list[str]]:
    tops: dict[Path, Path | None] = {}
    grouped: dict[Path, list[str]] = {}
    for path in paths:
        folder = Path(os.path.realpath(path)).parent
        if folder not in tops:
            tops[folder] = _top(folder)
        top = tops[folder]
        if top is not None:
            grouped.setdefault(top, []).append(path)
    return grouped


def _top(folder: Path) -> Path | None:
    return next((up for up in (folder, *folder.parents) if (up / ".git").exists()), None)


def _changed(top: Path, names: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(names), _AT_ONCE):
        entries = iter(_ask(top, names[start : start + _AT_ONCE]).split(b"\0"))
        for entry in entries:
            if entry:
                yield os.fsdecode(entry[3:])
            if entry[:1].decode() in _RENAMES and entry:
                next(entries, None)


def _ask(top: Path, names: Sequence[str]) -> bytes:
    command = ["git", *_STATUS, "--", *names]
    try:
        return subprocess.run(command, cwd=top, capture_output=True, check=True).stdout
    except OSError as error:
        raise GitError(
            "git is not on the PATH, so nobody knows what is uncommitted; "
            "--allow-dirty changes the files all the same"
        ) from error
    except subprocess.CalledProcessError as error:
        said = os.fsdecode(error.stderr).strip().splitlines() or ["no reason given"]
        raise GitError(f"git cannot tell what is uncommitted: {said[0]}") from error
