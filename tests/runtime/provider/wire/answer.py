"""What a wire form makes of a request."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..billed import Billed

Body = dict[str, Any]
TEXT = ("The ", "answer ", "is ", "42.")


@dataclass(frozen=True, slots=True)
class Ask:
    """A request, as far as an answer depends on it. `billed` is None when usage is left out."""

    path: str
    query: Mapping[str, str]
    body: Body
    billed: Billed | None
    request_id: str

    def without_cache_writes(self) -> Ask:
        """The same, to a provider that does not bill them."""
        return replace(self, billed=self.billed and self.billed.without_cache_writes())

    @property
    def model_in_path(self) -> str:
        """The model of `/model/M/converse` and of `/models/M:generateContent`."""
        last = self.path.rpartition("/models/")[2] if "/models/" in self.path else ""
        named = last.partition(":")[0] or self.path.partition("/model/")[2].rpartition("/")[0]
        return str(named)


@dataclass(frozen=True, slots=True)
class Answer:
    """A success: the parts of its body, one for plain answers and several for streams."""

    parts: Sequence[bytes]
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    streamed: bool = False
    billed: Billed | None = None
    broken: bytes = b""


@dataclass(frozen=True, slots=True)
class Route:
    """Requests whose path ends in `suffix`: how they are answered and refused."""

    suffix: str
    answer: Callable[[Ask], Answer]
    refuse: Callable[[int, str], Answer]


def plain(body: Body, billed: Billed | None, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer([json.dumps(body).encode()], headers=headers or {}, billed=billed)
