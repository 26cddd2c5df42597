"""`guard()`: code that nobody edited is stamped from the ambient owner, metered, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.runtime.configuration import configuration
from untagged_llm.runtime.recorder import recorder
from untagged_llm.runtime.terms import terms, terms_of
from untagged_llm.runtime.watch import WATCH

if TYPE_CHECKING:
    from types import TracebackType


def guard(**tags: object) -> Guard:
    """Watch over every LLM client of the process, whether or not it was made or imported yet.

    `tags` hold for all of them, beneath what clients, `owner(...)` and requests say. Call it once
    at the start; further calls change nothing. `guard().undo()`, or leaving `with guard():`,
    takes it away.

    Raises:
        TagError: the policy knows no such tag.
        ConfigError: the configuration is wrong.
    """
    terms_of(configuration())
    # Made now, most likely in the main thread: only there can it catch signals.
    recorder()
    return Guard(WATCH.start_everywhere(terms().read(tags)))


class Guard:
    """The guard of the process."""

    def __init__(self, is_new: bool) -> None:
        self._is_new = is_new

    def undo(self) -> None:
        """Look after no client any more but inside `with owner(...)`."""
        WATCH.stop_everywhere()

    def __enter__(self) -> Guard:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._is_new:
            self.undo()
