"""Attributes of classes that are replaced, and put back as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_ABSENT = object()


class Patches:
    """What was replaced so far; `undo` puts it back, the newest first."""

    def __init__(self) -> None:
        self._made: list[tuple[Any, str, object]] = []
        self._after: list[Callable[[], None]] = []

    def replace(self, holder: Any, name: str, value: object) -> None:
        """Set an attribute of a class; the class that it is inherited from keeps its own."""
        self._made.append((holder, name, holder.__dict__.get(name, _ABSENT)))
        setattr(holder, name, value)

    def finally_do(self, what: Callable[[], None]) -> None:
        """Call `what` once everything has been put back."""
        self._after.append(what)

    def undo(self) -> None:
        """Put everything back."""
        while self._made:
            holder, name, before = self._made.pop()
            if before is _ABSENT:
                delattr(holder, name)
            else:
                setattr(holder, name, before)
        while self._after:
            self._after.pop()()
