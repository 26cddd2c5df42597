"""Whether an edit did what it was made for: the finding is gone, and nothing else appeared."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from untagged_llm.reporters.reported import reported
from untagged_llm.rules.enforcement import LACKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from untagged_llm.checking import Outcome
    from untagged_llm.fix.plan import Proposal
    from untagged_llm.model import Finding, Judged

STAYED = "the finding would still be there"
_OF_FILES = ("ULM000", "ULM001")
_OF_OWNERS = ("ULM101", "ULM102")

Key = tuple[str, str, str]
Spot = tuple[str, str, str, str]


def key_of(finding: Finding) -> Key:
    """What a finding is still called after an edit."""
    return finding.path, finding.code, finding.site_id or finding.message


def failures(made: Sequence[Proposal], before: Outcome, after: Outcome) -> dict[int, str]:
    """Which of the proposals that were `made` did not do what they should: position and reason.

    What appeared is blamed on those for the same site, else on the last one in that file; the
    others have another try without it. A site that had no owner all along has not got worse when
    it is now the one to answer for others: the next pass tags it. What was said before, of a site
    whose text holds the edit and which has another id now, is not new either. Nor is anybody to
    blame for what shows up in a file that no offer touches: more is known of its callers now.
    """
    was, now = _counted(before), _counted(after)
    expected = was - Counter(key_of(each.finding) for each in made)
    stayed = [
        n
        for n, each in enumerate(made)
        if now[key_of(each.finding)] > expected[key_of(each.finding)]
    ]
    if stayed:
        return dict.fromkeys(stayed, STAYED)
    failed: dict[int, str] = {}
    content, spots = _content(before), _spots(after)
    more = _said(_standing(after)) - (
        _said(_standing(before)) - _said([each.finding for each in made])
    )
    for finding in _standing(after):
        worse = finding.code not in _OF_OWNERS or spots.get(finding.site_id) in content
        is_new = now[key_of(finding)] > was[key_of(finding)] and more[_words(finding)] > 0
        if worse and is_new:
            why = f"{finding.code} would appear: {finding.message}"
            failed.update(dict.fromkeys(_blamed(finding, made), why))
    return failed


def _content(outcome: Outcome) -> set[Spot]:
    """Where an owner is, or may be."""
    return {_spot(each) for each in outcome.report.judged if each.ownership.status not in LACKING}


def _spots(outcome: Outcome) -> dict[str | None, Spot]:
    """What findings about owners are about, by site id."""
    return {each.site.site_id: _spot(each) for each in outcome.report.judged}


def _spot(judged: Judged) -> Spot:
    """A site by its text: its id changes with the client that it is seen to go through."""
    site = judged.site
    return site.path, site.kind, site.scope, site.text


def _blamed(finding: Finding, made: Sequence[Proposal]) -> list[int]:
    same = [n for n, each in enumerate(made) if each.finding.site_id == finding.site_id]
    if finding.site_id and same:
        return same
    near = [n for n, each in enumerate(made) if finding.path in each.paths]
    return near[-1:]


def _counted(outcome: Outcome) -> Counter[Key]:
    return Counter(map(key_of, _standing(outcome)))


def _said(findings: Iterable[Finding]) -> Counter[Key]:
    return Counter(map(_words, findings))


def _words(finding: Finding) -> Key:
    """What a finding says, whatever its site is called."""
    return finding.path, finding.code, finding.message


def _standing(outcome: Outcome) -> list[Finding]:
    """What is found, known to the baseline or not: an edit must not make a known one look new."""
    of_files = (each for each in reported(outcome.report) if each.code in _OF_FILES)
    return [*outcome.standing, *of_files]
