"""What the person at the keyboard got wrong, told in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class UsageError(Exception):
    """The command line asks for something that cannot be done; `str()` is one sentence."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`; did you mean 'X'?` for the nearest known name, or nothing when none is near."""
    import difflib

    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"; did you mean '{near[0]}'?" if near else ""


def sentence_for(error: Exception) -> str | None:
    """The sentence of a mistake of the user's, or None when the mistake is ours."""
    return str(error) if isinstance(error, _kinds()) else None


def _kinds() -> tuple[type[Exception], ...]:
    from untagged_llm.analysis.discover import MissingPathError
    from untagged_llm.analysis.parallel import WorkerCrashError
    from untagged_llm.policy import ConfigError
    from untagged_llm.reporters import UnknownFormat
    from untagged_llm.sdks import RegistryError
    from untagged_llm.suppress import BaselineError, GitError

    return (
        UsageError,
        ConfigError,
        MissingPathError,
        WorkerCrashError,
        UnknownFormat,
        RegistryError,
        BaselineError,
        GitError,
    )
