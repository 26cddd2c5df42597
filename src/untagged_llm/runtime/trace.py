"""Ids of a request: ours, and the trace that it belongs to."""

from __future__ import annotations

import os
import sys
from typing import Any, NamedTuple

_ZEROS = ("0" * 32, "0" * 16)


class Trace(NamedTuple):
    """A position in a trace, as W3C trace context writes it."""

    trace_id: str
    span_id: str
    flags: str = "01"

    @property
    def parent(self) -> str:
        """The value of a `traceparent` header."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"


def new_ids() -> tuple[str, Trace]:
    """Random digits for a request, and the application's OpenTelemetry span or a trace of its own.

    Other than `random`'s these digits differ after a fork.
    """
    digits = os.urandom(40).hex()
    return digits[:32], _of_span() or Trace(digits[32:64], digits[64:])


def read_parent(header: str) -> Trace | None:
    """The trace that a `traceparent` header names; None when it is malformed."""
    parts = header.split("-")
    if len(parts) < 4 or len(parts[1]) != 32 or len(parts[2]) != 16:
        return None
    return Trace(parts[1], parts[2], parts[3])


def _of_span() -> Trace | None:
    # An application that traces has imported this; one that has not need not pay for it.
    api: Any = sys.modules.get("opentelemetry.trace")
    if api is None:
        return None
    context = api.get_current_span().get_span_context()
    if not context.is_valid:
        return None
    return Trace(
        f"{context.trace_id:032x}", f"{context.span_id:016x}", f"{context.trace_flags:02x}"
    )
