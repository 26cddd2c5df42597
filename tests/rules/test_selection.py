from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import untagged_llm.rules as rules
from untagged_llm.policy.settings import Settings
from untagged_llm.rules import RULES, Rule, run_rules, selected

from .sites import construct, context

DEFAULT = Settings(root=Path())


def those(prefix: str) -> set[str]:
    return {rule.code for rule in RULES if rule.code.startswith(prefix)}


def codes(**settings: object) -> set[str]:
    return set(selected(replace(DEFAULT, **settings)))  # type: ignore[arg-type]


def test_without_configuration_the_defaults_are_on() -> None:
    assert codes() == {rule.code for rule in RULES if rule.default}
    assert {"ULM102"} < codes() < those("")


def test_a_prefix_selects_its_group() -> None:
    assert codes(select=("ULM4",)) == those("ULM4")


def test_all_selects_everything() -> None:
    assert codes(select=("ALL",)) == {rule.code for rule in RULES}


def test_extend_select_adds_to_the_defaults() -> None:
    assert codes(extend_select=("ULM401",)) == codes() | {"ULM401"}


def test_ignore_takes_away() -> None:
    assert codes(ignore=("ULM1",)) == codes() - those("ULM1")


def test_the_longer_selector_wins() -> None:
    assert "ULM102" in codes(extend_select=("ULM102",), ignore=("ULM1",))
    assert "ULM102" not in codes(select=("ULM1",), ignore=("ULM102",))


def test_ignore_wins_a_tie() -> None:
    assert "ULM102" not in codes(extend_select=("ULM102",), ignore=("ULM102",))


def test_selectors_do_not_mind_case() -> None:
    assert codes(select=("ulm101",)) == {"ULM101"}


def test_a_crash_in_one_rule_leaves_the_findings_of_the_others(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    broken = Rule("ULM100", "broken", "breaks", True, problems=lambda context: 1 // 0)  # type: ignore[arg-type, return-value]
    monkeypatch.setattr(rules, "RULES", (broken, *RULES))
    findings = list(run_rules(context([construct()]), {"ULM100", "ULM101"}))
    assert [finding.code for finding in findings] == ["ULM000", "ULM101"]
    assert "ULM100 could not judge this file" in findings[0].message
