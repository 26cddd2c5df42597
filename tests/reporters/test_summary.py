from __future__ import annotations

from dataclasses import replace

import pytest

from reporters.sample import EMPTY, FINDINGS, JUDGED, REPORT
from untagged_llm.model import Finding, Fix, Report, Unreadable
from untagged_llm.reporters.reported import reported
from untagged_llm.reporters.statistics import By, statistics
from untagged_llm.reporters.summary import coverage, summary


def test_the_closing_lines_count_everything_silence_included() -> None:
    assert list(summary(REPORT)) == [
        "Found 5 findings in 5 of 12 files.",
        "1 fixable with `untagged-llm fix --unsafe-fixes`.",
        "1 of 6 LLM call sites have an owner; 1 unverifiable; 1 traced only; "
        "6 suppressed (3 baseline, 1 outside the diff, 2 noqa).",
        "1 file could not be read; the others were checked.",
    ]


def test_one_is_not_plural_and_nothing_is_said() -> None:
    one = Report(findings=FINDINGS[:1], judged=JUDGED[3:4], files=1)
    assert list(summary(one)) == [
        "Found 1 finding in 1 of 1 file.",
        "1 fixable with `untagged-llm fix --unsafe-fixes`.",
        "1 of 1 LLM call site has an owner.",
    ]
    assert list(summary(EMPTY)) == ["No findings in 3 files.", "No LLM call sites in 3 files."]


def test_safe_and_unsafe_fixes_are_counted_apart() -> None:
    safe, unsafe = Fix("safe", "add it"), Fix("unsafe", "guess it")
    choice = replace(FINDINGS[0], fix=Fix("unsafe", "one of two", choose=True))
    fixable = [replace(FINDINGS[0], fix=fix) for fix in (safe, safe, unsafe, None)]

    def told(*findings: Finding) -> str:
        return list(summary(Report(findings=findings)))[1]

    assert told(*fixable) == ("[*] 2 fixable with `untagged-llm fix`, 1 more with --unsafe-fixes.")
    assert told(*fixable, choice) == (
        "[*] 2 fixable with `untagged-llm fix`, 1 more with --unsafe-fixes, "
        "1 more with --interactive."
    )
    assert told(choice) == "1 fixable with `untagged-llm fix --interactive`."
    assert told(*fixable[:2]) == "[*] 2 fixable with `untagged-llm fix`."
    assert told(fixable[3]) == "No LLM call sites in 0 files."


def test_every_site_has_one_status() -> None:
    total = coverage(REPORT)
    parts = total.owned, total.partial, total.unowned, total.traced_only, total.unverifiable
    assert parts == (1, 1, 2, 1, 1)
    assert sum(parts) == total.sites


def test_an_unreadable_file_is_one_finding_even_if_somebody_made_it_already() -> None:
    error = Unreadable("a.py", 3, 1, "invalid syntax")
    once = reported(Report(errors=(error,)))
    assert [(each.code, each.range.line) for each in once] == [("ULM000", 3)]
    assert reported(Report(errors=(error,), findings=once)) == once


@pytest.mark.parametrize(
    ("by", "lines"),
    [
        (
            "code",
            [
                "findings  code    rule",
                "       2  ULM102  untagged-call",
                "       1  ULM000  unreadable-file",
                "       1  ULM103  incomplete-ownership",
                "       1  ULM302  model-alias-or-unknown",
            ],
        ),
        (
            "sdk",
            [
                "findings  sites  owned  sdk",
                "       4      5      1  openai",
                "       0      1      0  anthropic",
            ],
        ),
        (
            "team",
            [
                "findings  sites  owned  team",
                "       2      4      0  (none)",
                "       1      1      0  growth",
                '       1      1      1  growth, "ünit"',
            ],
        ),
    ],
)
def test_statistics(by: By, lines: list[str]) -> None:
    assert list(statistics(REPORT, by)) == lines


@pytest.mark.parametrize("by", ["code", "sdk", "team"])
def test_statistics_of_nothing_are_empty(by: By) -> None:
    assert list(statistics(EMPTY, by)) == []
