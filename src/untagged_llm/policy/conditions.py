"""Conditions of the registry that a call's own arguments can meet.

`store=True`: that argument must be given so. `model!=anthropic/*`: it must not match. `store=True
unless base_url`: not asked for behind another endpoint than the SDK's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from untagged_llm.model import Argument

Verdict = Literal["met", "unmet", "unknown"]

_CONDITION = re.compile(r"(\w+)(!?=)([\w/.*-]+)(?: unless (\w+))?(?: for .*)?")


@dataclass(frozen=True, slots=True)
class Condition:
    """What a provider asks of `argument` before it accepts a carrier."""

    argument: str
    wanted: str
    negated: bool = False
    unless: str | None = None

    @classmethod
    def read(cls, text: str | None) -> Condition | None:
        """The condition that the registry words as `text`; None when no argument can meet it."""
        found = _CONDITION.fullmatch(text or "")
        if found is None:
            return None
        name, operator, wanted, unless = found.groups()
        return cls(name, wanted, operator == "!=", unless)

    def verdict(self, arguments: Mapping[str, Argument], of_client: bool = False) -> Verdict:
        """Whether these arguments meet it; `of_client` asks what the construction was given."""
        if self.unless and {self.unless, f"client.{self.unless}"} & set(arguments):
            return "met"
        given = arguments.get(f"client.{self.argument}" if of_client else self.argument)
        if given is None:
            return "met" if self.negated else "unmet"
        if given.kind != "literal":
            return "unknown"
        return "met" if fnmatchcase(given.value or "", self.wanted) != self.negated else "unmet"
