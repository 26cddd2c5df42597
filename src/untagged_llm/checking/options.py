"""What a run is asked for, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from untagged_llm.checking.texts import Texts
    from untagged_llm.model import Finding, Report
    from untagged_llm.rules import Context


def silent(done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to run.

    `config` replaces the search for configuration files; `overrides` are settings by name that
    win over every file. `jobs` is the number of processes, 0 for as many as pay. `baseline`
    wins over the configured one; `use_baseline` False means none. `diff_base` is a git revision:
    only findings on lines changed since then count. `progress` is called with (done, total).
    """

    config: Path | None = None
    overrides: Mapping[str, object] = field(default_factory=dict)
    jobs: int = 0
    use_cache: bool = True
    baseline: Path | None = None
    use_baseline: bool = True
    diff_base: str | None = None
    progress: Callable[[int, int], None] = silent


@dataclass(frozen=True, slots=True)
class Outcome:
    """A report, and what only the command needs beside it.

    `texts` are those of the files that were looked at; `standing` are the findings that a new
    baseline would hold, `known` those of them that the baseline of the run holds already;
    `contexts` what the rules were shown of each file with sites; `min_owned` the configured
    share of owned sites, as written.
    """

    report: Report
    texts: Texts
    standing: tuple[Finding, ...] = ()
    known: tuple[Finding, ...] = ()
    contexts: Mapping[str, Context] = field(default_factory=dict)
    min_owned: str | None = None
