"""The rules by code, imported when somebody looks one up: a clean run never does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from untagged_llm.rules import Rule


class Rulebook(Mapping[str, "Rule"]):
    """Every rule there is, in the order of the codes."""

    @cached_property
    def _rules(self) -> dict[str, Rule]:
        from untagged_llm.rules import RULES

        return {rule.code: rule for rule in RULES}

    def __getitem__(self, code: str) -> Rule:
        return self._rules[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)
