from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from suppress.making import finding, terms
from untagged_llm.policy.settings import Settings
from untagged_llm.suppress import Changed, Silenced, Terms, apply, apply_beside_noqa
from untagged_llm.suppress.baseline import parse, render

LAX = Settings(Path(), per_file_ignores={"*.py": ("ULM1",)})


def said(outcome: Silenced) -> list[str]:
    return [f"{each.code} {each.range.line}: {each.message}" for each in outcome.extra]


@pytest.mark.parametrize(
    ("given", "by"),
    [
        (terms("f()  # noqa: ULM102\n"), "noqa"),
        (terms("f()  # untagged: ignore[ULM102] gateway\n"), "ignore"),
        (
            terms(settings=Settings(Path(), per_file_ignores={"*.py": ("ULM1",)})),
            "per-file-ignores",
        ),
        (terms(baseline=parse(render([finding(1)]), "b")), "baseline"),
        (terms(changed=Changed()), "diff"),
    ],
)
def test_each_kind_of_silence_is_counted_under_its_name(given: Terms, by: str) -> None:
    outcome = apply([finding(1)], [], given)
    assert (outcome.kept, outcome.suppressed, outcome.extra) == ((), {by: 1}, ())


def test_nothing_is_silenced_without_a_cause() -> None:
    outcome = apply([finding(1)], ["app.py"], terms("f()\n"))
    assert (outcome.kept, outcome.suppressed) == ((finding(1),), {})


def test_an_unused_suppression_is_a_finding_even_in_a_file_without_findings() -> None:
    text = "f()  # untagged: ignore[ULM102] x\ng()  # noqa: ULM101\nh()  # untagged: ignore x\n"
    assert said(apply([], ["app.py"], terms(text))) == [
        "ULM001 2: unused `noqa: ULM101`: it silences nothing here; remove it",
        "ULM001 1: unused `ignore[ULM102]`: it silences nothing here; remove it",
        "ULM001 3: unused `untagged: ignore`: it silences nothing here; remove it",
    ]


def test_the_code_of_no_rule_silences_nothing() -> None:
    outcome = apply([], ["app.py"], terms("f()  # noqa: ULM999\nf()  # untagged: ignore[ULM9]\n"))
    assert said(outcome) == [
        "ULM001 1: unused `noqa: ULM999`: it silences nothing here; remove it",
        "ULM001 2: unused `ignore[ULM9]`: it silences nothing here; remove it",
    ]


def test_only_the_unused_codes_are_named() -> None:
    outcome = apply([finding(1)], [], terms("f()  # noqa: ULM102, ULM301, E501\n"))
    assert said(outcome) == ["ULM001 1: unused `noqa: ULM301`: it silences nothing here; remove it"]


@pytest.mark.parametrize(
    "comment", ["# noqa", "# noqa: E501", "# noqa: ULM401", "# untagged: ignore[ULM401] x"]
)
def test_what_may_serve_others_or_inactive_rules_is_not_unused(comment: str) -> None:
    assert said(apply([], ["app.py"], terms(f"f()  {comment}\n"))) == []


def test_two_suppressions_of_one_finding_are_both_used() -> None:
    text = "f()  # noqa: ULM102  # untagged: ignore[ULM102] x\n"
    assert said(apply([finding(1)], [], terms(text))) == []


def test_an_expired_suppression_silences_nothing_and_is_a_finding() -> None:
    text = "f()  # untagged: ignore[ULM102] until=2026-11-20 later\n"
    outcome = apply([finding(1)], [], terms(text))
    assert outcome.kept == (finding(1),)
    assert said(outcome) == [
        "ULM001 1: this suppression expired on 2026-11-20: tag the call or set a new date"
    ]
    assert apply([finding(1)], [], terms(text, today=date(2026, 11, 20))).kept == ()


def test_a_missing_reason_is_a_finding_where_the_policy_asks_for_one() -> None:
    strict = Settings(Path(), require_reason=True)
    outcome = apply([finding(1)], [], terms("f()  # untagged: ignore[ULM102]\n", settings=strict))
    assert outcome.suppressed == {"ignore": 1}
    assert said(outcome) == [
        "ULM001 1: this suppression gives no reason: write one after the brackets"
    ]


def test_a_malformed_suppression_is_a_finding() -> None:
    assert said(apply([], ["app.py"], terms("f()  # untagged: ignroe\n"))) == [
        "ULM001 1: `untagged: ignroe` is unknown: did you mean `untagged: ignore`?"
    ]


def test_the_finding_underlines_the_comment() -> None:
    (extra,) = apply([], ["app.py"], terms("f()  # noqa: ULM102\n")).extra
    assert (extra.range.column, extra.range.end_column) == (6, 20)


def test_complaints_can_be_switched_off_and_silenced() -> None:
    text = "f()  # noqa: ULM102, ULM001\n"
    assert said(apply([], ["app.py"], terms(text, active=frozenset({"ULM102"})))) == []
    assert apply([], ["app.py"], terms(text)).suppressed == {"noqa": 1}
    lax = Settings(Path(), per_file_ignores={"app.py": ("ULM001",)})
    outcome = apply([], ["app.py"], terms("f()  # noqa: ULM102\n", settings=lax))
    assert (outcome.extra, outcome.suppressed) == ((), {"per-file-ignores": 1})


def test_complaints_outside_of_the_changed_lines_are_counted_too() -> None:
    outcome = apply([], ["app.py"], terms("f()  # noqa: ULM102\n", changed=Changed()))
    assert (outcome.extra, outcome.suppressed) == ((), {"diff": 1})


def test_beside_flake8_noqa_silences_nothing_but_is_still_looked_at() -> None:
    text = "f()  # noqa: ULM102\ng()  # noqa: ULM101\nh()  # untagged: ignore x\n"
    outcome = apply_beside_noqa([finding(1), finding(3)], [], terms(text))
    assert outcome.kept == (finding(1),)
    assert outcome.suppressed == {"ignore": 1}
    assert said(outcome) == ["ULM001 2: unused `noqa: ULM101`: it silences nothing here; remove it"]


def test_the_standing_findings_are_what_a_new_baseline_holds() -> None:
    old = parse(render([finding(1, site="old"), finding(2, site="mended")]), "b")
    found = [finding(1, site="old"), finding(2, site="new"), finding(3, site="quiet")]
    outcome = apply(found, [], terms("\n\nf()  # noqa\n", baseline=old))
    assert [each.site_id for each in outcome.kept] == ["new"]
    assert [each.site_id for each in outcome.standing] == ["old", "new"]


def test_an_unreadable_file_keeps_its_findings() -> None:
    lost = Terms(
        source=lambda path: None,
        settings=lambda path: Settings(Path(os.sep)),
        active=lambda path: frozenset({"ULM001"}),
        today=date(2026, 1, 1),
    )
    assert apply([finding(1)], [], lost).kept == (finding(1),)
