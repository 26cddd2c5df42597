"""What is inferred: for each key the values that a file may have, and where each is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Confidence = Literal["given", "certain", "likely"]


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a key, and the line that says so.

    `source` is "CODEOWNERS:12". `confidence`: "given" by the command line or the policy, "certain"
    when a source says it of this file, "likely" when it was concluded from what stands nearby.
    `env` is the environment variable in which a deployment passes the same value.
    """

    key: str
    value: str
    source: str
    confidence: Confidence
    env: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that is known of one key for one file.

    `values` are the candidates, the most plausible first; `hint` says which line of which file
    would answer or decide, "" when there is nothing to say. `unowned`: left without an owner on
    purpose, at the place that `hint` names.
    """

    key: str
    values: tuple[Value, ...] = ()
    hint: str = ""
    unowned: bool = False

    @property
    def chosen(self) -> Value | None:
        """The value, when there is exactly one candidate."""
        return self.values[0] if len(self.values) == 1 and not self.unowned else None
