"""One request as it arrived, and what it was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .billed import Billed


@dataclass(frozen=True, slots=True)
class Request:
    """A request and its answer.

    `line` and `step` say which url it came to and how it was answered; `path` is what stood below
    that url. Header names are lower case. `billed` is what the answer says was used: None for an
    error, for an answer that is cut off or left open, and for what providers do not bill.
    """

    line: str
    step: str
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: dict[str, Any]
    status: int
    request_id: str
    streamed: bool
    billed: Billed | None
