from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.checking import Options, check
from untagged_llm.fix.offers import FIXABLE
from untagged_llm.fix.plan import Plan, marked
from untagged_llm.rules import RULES

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

GIVEN = {"team_id": "search", "service_name": "rewriter", "project_id": "p-104"}
TEXT = """from openai import OpenAI

client = OpenAI()
client.chat.completions.create(model="gpt-5.4-mini", messages=[], stream=True)
"""


def test_the_rules_that_say_so_are_those_that_have_fixes() -> None:
    assert {rule.code for rule in RULES if rule.fixable} == FIXABLE


def test_findings_are_marked_as_safe_or_unsafe_to_fix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(TEXT, "utf-8")
    outcome = check(["."], Options(use_cache=False))

    found = marked(outcome, Plan(GIVEN)).report.findings

    assert {each.code: each.fix and each.fix.applicability for each in found} == {
        "ULM101": "safe",
        "ULM301": "unsafe",
    }
    assert all(each.fix is None for each in outcome.report.findings)
