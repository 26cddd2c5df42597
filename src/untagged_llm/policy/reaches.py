"""How far a carrier's content travels, farthest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

RANKS = {
    "billing": 0,
    "provider-log": 1,
    "invocation-log": 1,
    "gateway": 2,
    "http-header": 3,
    "body": 4,
    "query": 4,
    "local-trace": 5,
}
"""Every reach; the smaller the number, the farther it travels."""

DEFAULT_ACCEPT = frozenset(RANKS) - {"local-trace"}
"""What leaves the process can be read by somebody else: it counts. What stays does not."""


def farthest(reaches: Iterable[str]) -> str:
    """The reach that travels farthest; "" when there is none."""
    return min(reaches, key=lambda reach: RANKS.get(reach, len(RANKS)), default="")
