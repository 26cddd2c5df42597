"""`with limit(usd=5):` stops the requests inside once that much is spent."""

from __future__ import annotations

import threading
from contextvars import ContextVar
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from untagged_llm.runtime.errors import LimitReachedError

if TYPE_CHECKING:
    from types import TracebackType

    from untagged_llm.cost.result import Cost
    from untagged_llm.cost.usage import Usage

_spending: ContextVar[tuple[Limit, ...]] = ContextVar("untagged_llm_limit", default=())


class Limit:
    """What may be spent inside, and what has been; tasks and carried threads share it."""

    def __init__(self, usd: Decimal | None, tokens: int | None) -> None:
        self.usd = usd
        self.tokens = tokens
        self.spent_usd = Decimal(0)
        self.spent_tokens = 0
        self._lock = threading.Lock()

    def __enter__(self) -> Limit:
        _spending.set((*_spending.get(), self))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _spending.set(tuple(each for each in _spending.get() if each is not self))

    @property
    def reached(self) -> str:
        """What is spent, as part of a sentence; "" while there is something left."""
        if self.usd is not None and self.spent_usd >= self.usd:
            return f"${self.spent_usd} of ${self.usd}"
        if self.tokens is not None and self.spent_tokens >= self.tokens:
            return f"{self.spent_tokens} of {self.tokens} tokens"
        return ""

    def spend(self, usage: Usage, cost: Cost | None) -> None:
        """Count a request's usage and cost."""
        with self._lock:
            self.spent_tokens += usage.input_tokens + usage.output_tokens
            if cost is not None and cost.total is not None:
                self.spent_usd += cost.total


def limit(*, usd: Decimal | float | str | None = None, tokens: int | None = None) -> Limit:
    """A context manager that refuses the next request once `usd` or `tokens` are spent inside.

    The request that goes over is not stopped: what it costs is known when it has been answered.

    Raises:
        ValueError: neither is given, or an amount is not a positive number.
    """
    if usd is None and tokens is None:
        raise ValueError("limit() needs usd= or tokens=")
    if tokens is not None and not _is_count(tokens):
        raise ValueError(f"limit(tokens=...) must be a positive whole number, not {tokens!r}")
    return Limit(None if usd is None else _dollars(usd), tokens)


def check_limits(call: str) -> None:
    """Raise LimitReachedError when a surrounding limit is spent."""
    for each in _spending.get():
        if each.reached:
            raise LimitReachedError(f"{call or 'a request'} refused: {each.reached} are spent")


def surrounding() -> tuple[Limit, ...]:
    """The limits that count what is spent here."""
    return _spending.get()


def _is_count(tokens: object) -> bool:
    return isinstance(tokens, int) and not isinstance(tokens, bool) and tokens > 0


def _dollars(usd: Decimal | float | str) -> Decimal:
    try:
        amount = Decimal(str(usd))
    except InvalidOperation:
        amount = Decimal(0)
    if not amount.is_finite() or amount <= 0:
        raise ValueError(f"limit(usd=...) must be a positive amount, not {usd!r}")
    return amount
