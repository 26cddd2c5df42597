"""Files to sites to findings to what is shown: what every front end calls."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.checking.configuration import Configuration
from untagged_llm.checking.options import Options, Outcome
from untagged_llm.checking.run import Run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "Options",
    "Outcome",
    "Run",
    "check",
    "check_text",
    "files",
    "inventory",
    "inventory_text",
]


def check(paths: Sequence[str], options: Options | None = None) -> Outcome:
    """What the rules say of the files below `paths` (the working directory if empty).

    Raises ConfigError, MissingPathError, BaselineError or GitError, each one clear sentence.
    """
    run = Run(options or Options())
    return run.checked(run.gathering.gather(paths), paths[0] if paths else ".")


def check_text(path: str, data: bytes, options: Options | None = None) -> Outcome:
    """The same for a file in memory: `data` stands for the content of `path`."""
    run = Run(options or Options())
    return run.checked(run.given(path, data), path)


def inventory(paths: Sequence[str], options: Options | None = None) -> Outcome:
    """Every site below `paths` with its ownership; no rule is asked."""
    run = Run(options or Options())
    return run.listed(run.gathering.gather(paths))


def inventory_text(path: str, data: bytes, options: Options | None = None) -> Outcome:
    """The same for a file in memory."""
    run = Run(options or Options())
    return run.listed(run.given(path, data))


def files(paths: Sequence[str], options: Options) -> Iterator[str]:
    """The files that a run would look at."""
    from untagged_llm.analysis.discover import discover

    lookup = Configuration(options).settings
    return (found.path for found in discover([Path(path) for path in paths], lookup))
