"""Fixes for an editor: what to offer at some lines of a text, as replacements of whole lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from untagged_llm.fix.offer import Offer
from untagged_llm.fix.plan import Plan
from untagged_llm.fix.recheck import key_of
from untagged_llm.fix.run import Request, fix_text, safe_only

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from untagged_llm.checking import Options, Outcome
    from untagged_llm.fix.plan import Proposal
    from untagged_llm.model import Finding

    Decide = Callable[[Proposal, Outcome], Proposal]

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
NOT_ASKED = "it is not the one that was asked for"


@dataclass(frozen=True, slots=True)
class Replacement:
    """Lines from `first` up to `last`, counted from 0, become `text`."""

    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to offer: `finding` is None for the fix of everything that is safe."""

    title: str
    finding: Finding | None
    safe: bool
    replacements: tuple[Replacement, ...]


def actions(
    path: str, text: str, outcome: Outcome, lines: tuple[int, int], options: Options
) -> Iterator[Action]:
    """The fixes of the findings on the lines from first to last, counted from 1."""
    first, last = lines
    for each in Plan().proposals(outcome):
        place = each.finding.range
        if place.line <= last and place.end_line >= first:
            yield from _of_finding(each, path, text, outcome, options)


def _of_finding(
    proposal: Proposal, path: str, text: str, outcome: Outcome, options: Options
) -> Iterator[Action]:
    """Its fix; where several owners are to choose from, one for each of them."""
    for each in (proposal, *Plan().chosen(proposal, outcome)):
        made = _made(path, text, options, _only(each)) if isinstance(each.answer, Offer) else ()
        if made and isinstance(each.answer, Offer):
            safe = each.answer.applicability == "safe" and not proposal.choices
            title = each.answer.message if safe else f"{each.answer.message} (unsafe)"
            yield Action(title, each.finding, safe, made)


def everything(path: str, text: str, options: Options) -> Action | None:
    """All safe fixes at once; None when there are none."""
    made = _made(path, text, options, safe_only)
    return Action("Add every owner that is certain", None, True, made) if made else None


def _made(path: str, text: str, options: Options, decide: Decide) -> tuple[Replacement, ...]:
    data = text.encode("utf-8", "replace")
    files = fix_text(path, data, options, Request(decide=decide)).files
    return tuple(_replacements(text, files[0].source.text)) if files else ()


def _only(wanted: Proposal) -> Decide:
    def decide(proposal: Proposal, outcome: Outcome) -> Proposal:
        is_wanted = key_of(proposal.finding) == key_of(wanted.finding)
        return wanted if is_wanted else proposal.left(NOT_ASKED)

    return decide


def _replacements(old: str, new: str) -> Iterator[Replacement]:
    before, after = _LINE.findall(old), _LINE.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind != "equal":
            yield Replacement(first, last, "".join(after[start:end]))
