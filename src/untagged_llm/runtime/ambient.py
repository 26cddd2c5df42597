"""The owner that surrounds the running code, wherever it runs: threads, tasks, generators."""

from __future__ import annotations

from contextvars import ContextVar
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

_NONE: Mapping[str, str] = MappingProxyType({})


class Ambient:
    """The tags in force between an entry (by `by`) and its exit, and what was in force before.

    Entries are linked instead of undone with tokens: a generator may be closed in another
    context than the one it was started in, and one `owner` may be entered by many threads.
    """

    __slots__ = ("by", "outer", "tags")

    def __init__(self, tags: Mapping[str, str], outer: Ambient | None, by: object) -> None:
        self.tags = tags
        self.outer = outer
        self.by = by


NOBODY = Ambient(_NONE, None, None)
_current: ContextVar[Ambient] = ContextVar("untagged_llm_owner", default=NOBODY)

current = _current.get


def enter(tags: Mapping[str, str], by: object) -> Mapping[str, str]:
    """Put `tags` over what is in force, until `leave(by)`; gives all that are in force then."""
    outer = _current.get()
    entered = Ambient({**outer.tags, **tags}, outer, by)
    _current.set(entered)
    return entered.tags


def leave(by: object) -> None:
    """Put back what was in force before `by` last entered, if it did so here."""
    here: Ambient | None = _current.get()
    while here is not None and here.by is not by:
        here = here.outer
    if here is not None:
        _current.set(here.outer or NOBODY)


def ambient() -> Mapping[str, str]:
    """The tags of all surrounding `owner(...)` under their canonical keys."""
    return _current.get().tags


class Within:
    """A context manager: its tags are in force inside."""

    __slots__ = ("_tags",)

    def __init__(self, tags: Mapping[str, str]) -> None:
        self._tags = tags

    def __enter__(self) -> Mapping[str, str]:
        return enter(self._tags, self)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        leave(self)
