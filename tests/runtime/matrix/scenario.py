"""What happens to a request: the columns of the matrix."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scenario:
    """How the provider answers, how patient the client is, and what has to be recorded.

    `statuses` are those of the events, one for each attempt. `cancelled` says that the
    application gives up: after the first chunk of a stream, while a plain answer is awaited.
    """

    name: str
    steps: tuple[str, ...]
    statuses: tuple[str, ...]
    retries: int = 0
    timeout: float = 10.0
    cancelled: bool = False

    @property
    def succeeds(self) -> bool:
        """Whether the application gets its answer."""
        return self.statuses[-1] == "success"


PLAIN = (
    Scenario("success", ("ok",), ("success",)),
    Scenario("retry", ("429", "ok"), ("retry", "success"), retries=1),
    Scenario("error", ("500",), ("error",)),
    Scenario("timeout", ("timeout",), ("timeout",), timeout=0.3),
    Scenario("cut off", ("cut",), ("error",)),
    Scenario("impossible usage", ("malformed",), ("success",)),
)
STREAMED = (
    *PLAIN,
    Scenario("error inside", ("broken-stream",), ("error",)),
    Scenario("cancelled", ("slow",), ("cancelled",), cancelled=True),
)
AWAITED = (*PLAIN, Scenario("cancelled", ("timeout",), ("cancelled",), cancelled=True))
NAMES = [scenario.name for scenario in STREAMED]


def scenarios(is_async: bool, streamed: bool) -> tuple[Scenario, ...]:
    """Those that can happen: nobody can cancel a plain synchronous call."""
    if streamed:
        return STREAMED
    return AWAITED if is_async else PLAIN
