"""Times of day that have a price of their own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Window:
    """Hours on weekdays, except the holidays of a calendar. Built from a document's tables."""

    __slots__ = ("_days", "_hours", "_offset", "_weekdays")

    def __init__(self, table: Mapping[str, Any], calendars: Mapping[str, Any]) -> None:
        calendar = calendars.get(table.get("holidays", ""), {})
        self._hours = [_span(text) for text in table["hours"]]
        self._weekdays = frozenset(table.get("weekdays", range(1, 8)))
        self._days = frozenset(calendar.get("days", ()))
        self._offset = _offset(calendar.get("utc_offset", "+00:00"))

    def holds(self, at: datetime) -> bool:
        """Whether an instant (in UTC) lies inside."""
        minute = at.hour * 60 + at.minute
        return (
            at.isoweekday() in self._weekdays
            and any(start <= minute < end for start, end in self._hours)
            and (at + self._offset).date().isoformat() not in self._days
        )


def _span(text: str) -> tuple[int, int]:
    start, _, end = text.partition("-")
    return _minutes(start), _minutes(end) or 24 * 60


def _minutes(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


def _offset(text: str) -> timedelta:
    return timedelta(minutes=_minutes(text[1:]) * (-1 if text[0] == "-" else 1))
