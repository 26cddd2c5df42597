"""How a request is answered, beside the plain success."""

from __future__ import annotations

from dataclasses import dataclass

NAMES = ("ok", "timeout", "reset", "cut", "slow", "malformed", "no-usage", "broken-stream")


@dataclass(frozen=True, slots=True)
class Step:
    """One answer.

    ok             success
    429, 500, ...  that HTTP error, in the provider's own form; a 429 says retry-after: 0
    timeout        nothing, until the client gives up
    reset          the connection is closed before a byte of an answer
    cut            half of the answer, then the connection is closed
    slow           success; the parts of a stream come 50 ms apart
    malformed      success with an impossible usage (a negative number of tokens)
    no-usage       success without any usage
    broken-stream  half of a stream, then the provider's own error inside it
    """

    name: str

    def __post_init__(self) -> None:
        if self.name not in NAMES and not self._is_status(self.name):
            raise ValueError(
                f"no such step: {self.name!r} (there are {', '.join(NAMES)}, 4xx, 5xx)"
            )

    @staticmethod
    def _is_status(name: str) -> bool:
        return name.isdigit() and 400 <= int(name) < 600

    @property
    def error_status(self) -> int | None:
        """The HTTP status of an error, None for everything that begins as a success."""
        return int(self.name) if self.name.isdigit() else None

    @property
    def answers_whole(self) -> bool:
        """Whether the client gets all of a success."""
        return self.name in ("ok", "slow", "malformed", "no-usage")
