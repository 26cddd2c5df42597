"""What can be done about each finding of a run, without looking at syntax."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.fix.inference import infer
from untagged_llm.fix.offer import Left, Offer, Wishes
from untagged_llm.fix.offers import FIXABLE, offer
from untagged_llm.model import Fix

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from untagged_llm.checking import Outcome
    from untagged_llm.fix.inference.answer import Answer, Value
    from untagged_llm.model import Finding, Judged
    from untagged_llm.rules import Context


@dataclass(frozen=True, slots=True)
class Proposal:
    """A finding and what can be done about it."""

    finding: Finding
    answer: Offer | Left

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that it is about: the finding's, and those that the offer changes."""
        changed = self.answer.paths if isinstance(self.answer, Offer) else ()
        return tuple(dict.fromkeys((self.finding.path, *changed)))

    @property
    def choices(self) -> tuple[Value, ...]:
        """The values that somebody has to choose among."""
        return self.answer.choices if isinstance(self.answer, Left) else ()

    def left(self, reason: str) -> Proposal:
        """The same finding, left alone."""
        return Proposal(self.finding, Left(self.finding.code, self.finding.site_id, reason))


@dataclass(frozen=True, slots=True)
class Plan:
    """How findings are to be mended: `given` values win over all that can be inferred."""

    given: Mapping[str, str] = field(default_factory=dict)
    wishes: Wishes = field(default_factory=Wishes)

    def proposals(self, outcome: Outcome) -> Iterator[Proposal]:
        """One for each finding of a rule that has fixes, in the order of the report."""
        fixable = (each for each in outcome.report.findings if each.code in FIXABLE)
        for path, own in groupby(fixable, key=lambda finding: finding.path):
            context = outcome.contexts[path]
            sites = {each.site.site_id: each for each in context.judged}
            answers = self._answers(context)
            for finding in own:
                judged = sites[finding.site_id or ""]
                yield self._proposed(finding, judged, context, answers)

    def proposal(self, finding: Finding, outcome: Outcome) -> Proposal:
        """What can be done about one finding that has been proposed for before."""
        context = outcome.contexts[finding.path]
        judged = next(each for each in context.judged if each.site.site_id == finding.site_id)
        return self._proposed(finding, judged, context, self._answers(context))

    def settled(self, finding: Finding, outcome: Outcome, choices: Sequence[Value]) -> Proposal:
        """What a finding comes to with the values that somebody chose, told with their sources."""
        given = {**self.given, **{each.key: each.value for each in choices}}
        proposal = replace(self, given=given).proposal(finding, outcome)
        if not isinstance(proposal.answer, Offer):
            return proposal
        by_key = {each.key: each for each in choices}
        values = tuple(by_key.get(each.key, each) for each in proposal.answer.values)
        return Proposal(finding, replace(proposal.answer, values=values))

    def chosen(self, proposal: Proposal, outcome: Outcome) -> tuple[Proposal, ...]:
        """What a finding that was left for its several owners comes to with each of them."""
        found = (self.settled(proposal.finding, outcome, [each]) for each in proposal.choices)
        return tuple(each for each in found if isinstance(each.answer, Offer) or each.choices)

    def _proposed(
        self, finding: Finding, judged: Judged, context: Context, answers: Mapping[str, Answer]
    ) -> Proposal:
        try:
            return Proposal(finding, offer(finding, judged, context, answers, self.wishes))
        except Exception as error:  # a fault of ours costs one fix, not the run
            return Proposal(finding, Left(finding.code, finding.site_id, fault(error)))

    def _answers(self, context: Context) -> Mapping[str, Answer]:
        tags = (tag for each in context.judged for use in each.site.carriers for tag in use.tags)
        return infer(Path(context.path), context.settings, self.given, tuple(tags))


def fault(error: Exception) -> str:
    """An error of ours as the reason why a finding is left alone."""
    cause = " ".join(f"{type(error).__name__}: {error}".split())
    return f"the fixer failed, a bug worth reporting ({cause})"


def _fix(proposal: Proposal, plan: Plan, outcome: Outcome) -> Fix | None:
    if isinstance(proposal.answer, Offer):
        return Fix(proposal.answer.applicability, proposal.answer.message)
    chosen = plan.chosen(proposal, outcome)
    return Fix("unsafe", proposal.answer.reason, choose=True) if chosen else None


def marked(outcome: Outcome, plan: Plan | None = None) -> Outcome:
    """The outcome whose findings say whether `fix` can mend them."""
    plan = plan or Plan()
    fixes = {id(each.finding): _fix(each, plan, outcome) for each in plan.proposals(outcome)}
    findings = tuple(replace(each, fix=fixes.get(id(each))) for each in outcome.report.findings)
    return replace(outcome, report=replace(outcome.report, findings=findings))
