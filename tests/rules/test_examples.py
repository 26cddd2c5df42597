"""The examples of every rule's page are programs, and the rule says of them what the page says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from harness import findings, folder_of
from untagged_llm.rules import RULES, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

CODE = re.compile(r"```python\n(.*?)```", re.DOTALL)
LOOKING = [rule for rule in RULES if rule.code not in ("ULM000", "ULM001")]


def examples(rule: Rule, heading: str) -> Iterator[str]:
    section = rule.explanation.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return (found[1] for found in CODE.finditer(section))


@pytest.mark.parametrize("rule", LOOKING, ids=lambda rule: rule.code)
def test_the_bad_example_is_reported(rule: Rule) -> None:
    texts = list(examples(rule, "Example"))
    assert texts
    for text in texts:
        assert findings(folder_of(rule.code) / "example.py", text, rule.code)


@pytest.mark.parametrize("rule", LOOKING, ids=lambda rule: rule.code)
def test_the_good_example_is_not(rule: Rule) -> None:
    texts = list(examples(rule, "Use instead"))
    assert texts
    for text in texts:
        assert findings(folder_of(rule.code) / "example.py", text, rule.code) == []
