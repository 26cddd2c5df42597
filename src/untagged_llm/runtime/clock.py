"""Points in time as events write them."""

from __future__ import annotations

from datetime import datetime, timezone


def timestamp(time_ns: int) -> str:
    """UTC with milliseconds: 2026-11-21T07:03:51.123Z."""
    seconds, rest = divmod(time_ns, 1_000_000_000)
    moment = datetime.fromtimestamp(seconds, timezone.utc)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{rest // 1_000_000:03d}Z"
