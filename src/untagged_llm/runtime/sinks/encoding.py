"""Events as JSON, in slices: between two of them the application's threads get their turn."""

from __future__ import annotations

import json
import time
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from untagged_llm.runtime.sinks.sink import Recordable

_encode = json.JSONEncoder(
    separators=(",", ":"), default=str, allow_nan=False, check_circular=False
).encode

SLICE = 16
# Enough for the system to let another thread run; shorter sleeps return at once.
PAUSE = 0.000_05


def lines(events: Iterable[Recordable]) -> list[bytes]:
    """One JSON object a line, each with its line feed. Events that have no JSON are left out."""
    return [line for record in records(events) if (line := _line(record))]


def records(events: Iterable[Recordable]) -> Iterator[dict[str, Any]]:
    """The published forms, made a slice at a time. Events without one are left out."""
    waiting = iter(events)
    while batch := list(islice(waiting, SLICE)):
        yield from filter(None, map(_record, batch))
        time.sleep(PAUSE)


def text(value: object) -> str:
    """Compact JSON.

    Raises:
        ValueError: it holds a number that JSON has no word for.
    """
    return _encode(value)


def _record(event: Recordable) -> dict[str, Any] | None:
    try:
        return event.as_record()
    except Exception:
        return None


def _line(record: dict[str, Any]) -> bytes | None:
    try:
        return f"{_encode(record)}\n".encode("ascii")
    except Exception:
        return None
