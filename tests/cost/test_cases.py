"""Every published case, to the last digit: `cases.jsonl` carries its own derivation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from untagged_llm.cost import RateCard
from untagged_llm.cost.lines import price_line

CASES = [
    json.loads(line)
    for line in Path(__file__).with_name("cases.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_total_is_exact(case: dict[str, Any]) -> None:
    for form in ("usage", "raw_usage"):
        if form not in case:
            continue
        line = {key: value for key, value in case.items() if key not in ("usage", "raw_usage")}
        answer = price_line(RateCard.bundled(), {**line, form: case[form]})
        assert answer["total"] == case["expected_usd"], case["derivation"]


def test_a_price_that_is_missing_has_a_reason() -> None:
    for case in CASES:
        if case["expected_usd"] is None:
            answer = price_line(RateCard.bundled(), case)
            assert answer["status"] == "unpriced"
            assert answer["reason"]
