"""Edits that do not do what they should are dropped, and the others are made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from untagged_llm.checking import Options
from untagged_llm.fix.offer import Give, Left, Offer
from untagged_llm.fix.plan import Plan, Proposal
from untagged_llm.fix.run import Request, Result, fix_paths
from untagged_llm.model import Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from untagged_llm.checking import Outcome

GIVEN = {"team_id": "search", "service_name": "rewriter", "project_id": "p-104"}
TEXT = "from openai import OpenAI\n\nfirst = OpenAI()\nsecond = OpenAI(timeout=3)\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(TEXT, "utf-8")
    return tmp_path


def with_first_offer(change: Callable[[Offer], Offer]) -> Result:
    """Fix everything, the offer for the first client changed."""

    def decide(proposal: Proposal, outcome: Outcome) -> Proposal:
        offer = proposal.answer
        if proposal.finding.range.line != 3 or not isinstance(offer, Offer):
            return proposal
        return replace(proposal, answer=change(offer))

    request = Request(Plan(GIVEN), decide)
    return fix_paths(["app.py"], Options(use_cache=False), request)


def reasons(result: Result) -> list[str]:
    return [each.answer.reason for each in result.left if isinstance(each.answer, Left)]


def second_alone_is_fixed(project: Path) -> bool:
    text = (project / "app.py").read_text("utf-8")
    return "first = OpenAI()\n" in text and text.count('"x-owner-team"') == 1


def test_an_edit_that_mends_nothing_is_dropped(project: Path) -> None:
    result = with_first_offer(lambda offer: replace(offer, edits=()))

    assert reasons(result) == ["the finding would still be there"]
    assert second_alone_is_fixed(project)


def test_an_edit_that_brings_another_finding_is_dropped(project: Path) -> None:
    def into_nowhere(offer: Offer) -> Offer:
        (edit,) = offer.edits
        assert isinstance(edit.change, Give)
        fewer = replace(edit.change, pairs=edit.change.pairs[:1])
        return replace(offer, edits=(replace(edit, change=fewer),))

    result = with_first_offer(into_nowhere)

    assert len(result.left) == 1
    assert [each.finding.range.line for each in result.fixed] == [4]
    assert second_alone_is_fixed(project)


def test_a_fault_of_the_fixer_costs_no_other_file(project: Path) -> None:
    (project / "other.py").write_text("from openai import OpenAI\n\n\n\nx = OpenAI()\n", "utf-8")

    def broken(offer: Offer) -> Offer:
        (edit,) = offer.edits
        nowhere = replace(edit.place.range, line=99, end_line=99)
        return replace(offer, edits=(replace(edit, place=Place("app.py", nowhere)),))

    def decide(proposal: Proposal, outcome: Outcome) -> Proposal:
        offer = proposal.answer
        if proposal.finding.path != "app.py" or not isinstance(offer, Offer):
            return proposal
        return replace(proposal, answer=broken(offer))

    result = fix_paths(["."], Options(use_cache=False), Request(Plan(GIVEN), decide))

    assert [each.finding.path for each in result.fixed] == ["other.py"]
    assert all("a bug worth reporting (IndexError" in reason for reason in reasons(result))


def test_an_edit_of_a_file_that_was_not_given_is_not_made(project: Path) -> None:
    (project / "other.py").write_text(TEXT, "utf-8")

    def elsewhere(offer: Offer) -> Offer:
        (edit,) = offer.edits
        return replace(offer, edits=(replace(edit, place=Place("other.py", edit.place.range)),))

    result = with_first_offer(elsewhere)

    assert reasons(result) == ["other.py is where this is mended: fix that file too"]
    assert (project / "other.py").read_text("utf-8") == TEXT


def test_what_is_left_at_a_call_does_not_keep_its_client_from_an_owner(project: Path) -> None:
    call = 'OpenAI().chat.completions.create(model="gpt-5.4-mini", messages=[], stream=True)\n'
    (project / "app.py").write_text(f"from openai import OpenAI\n\n{call}", "utf-8")

    result = fix_paths(["app.py"], Options(use_cache=False), Request(Plan(GIVEN)))

    assert [each.finding.code for each in result.fixed] == ["ULM101"]
    assert [each.finding.code for each in result.left] == ["ULM301"]
    assert "--unsafe-fixes makes it" in reasons(result)[0]
