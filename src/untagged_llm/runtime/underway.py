"""The attempts that have begun and not ended: a process that ends must not lose them."""

from __future__ import annotations

from typing import Any

_attempts: set[Any] = set()

begun = _attempts.add
over = _attempts.discard
# After a fork they are the parent's.
forget = _attempts.clear


def give_up() -> None:
    """The process ends: nobody will wait for them, and each is recorded as cancelled."""
    while _attempts:
        attempt = _attempts.pop()
        attempt.cancelled()
        attempt.finish()
