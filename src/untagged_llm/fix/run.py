"""Fixing: files to findings to offers to edits, checked again before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from untagged_llm.checking import Run
from untagged_llm.fix.attempt import Attempt, Attempts
from untagged_llm.fix.offer import Left, Offer
from untagged_llm.fix.original import original_of
from untagged_llm.fix.permission import Permission
from untagged_llm.fix.plan import Plan, Proposal
from untagged_llm.fix.recheck import key_of
from untagged_llm.fix.writing import NotWrittenError, replace_content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from untagged_llm.analysis.reading import Source
    from untagged_llm.checking import Options, Outcome
    from untagged_llm.fix.attempt import Recheck, Rewritten
    from untagged_llm.fix.recheck import Key

# One mend may make room for the next; more than this many in a row is no progress.
_PASSES = 4


def safe_only(proposal: Proposal, outcome: Outcome) -> Proposal:
    """Take safe offers and leave the others alone."""
    offer = proposal.answer
    if not isinstance(offer, Offer) or offer.applicability == "safe":
        return proposal
    return proposal.left(f"has an unsafe fix ({offer.why}): --unsafe-fixes makes it")


def unsafe_too(proposal: Proposal, outcome: Outcome) -> Proposal:
    """Take every offer."""
    return proposal


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a fix.

    `decide` is shown each proposal and what is found, and gives it back, or one that is left
    alone. `write` False leaves the disk as it is; `allow_dirty` also changes files that git could
    not bring back.
    """

    plan: Plan = field(default_factory=Plan)
    decide: Callable[[Proposal, Outcome], Proposal] = safe_only
    write: bool = True
    allow_dirty: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What a fix came to.

    `before` and `after` are what `check` says. `files` are those that change, `fixed` the mended
    findings with their offers; `left` are the findings that could be mended in principle, with
    the reason why they were not. `unwritten`: files that were to change and could not, and why.
    """

    before: Outcome
    after: Outcome
    files: tuple[Rewritten, ...] = ()
    fixed: tuple[Proposal, ...] = ()
    left: tuple[Proposal, ...] = ()
    unwritten: Mapping[str, str] = field(default_factory=dict)


def fix_paths(paths: Sequence[str], options: Options, request: Request) -> Result:
    """Fix the files below `paths` (the working directory if empty).

    Raises what `check` raises, and GitError when git cannot say what is uncommitted.
    """
    run = Run(options)
    gathered = run.gathering.gather(paths)
    first = paths[0] if paths else "."

    def recheck(sources: Mapping[str, Source]) -> Outcome:
        return run.after(gathered, sources, first)

    start = Attempt(run.checked(gathered, first))
    permit = Permission(paths, ask_git=request.write and not request.allow_dirty)
    end, left = _mended(start, Attempts(recheck), permit, request)
    unwritten = _write(end.files.values()) if request.write else {}
    if unwritten:
        end = _without(end, unwritten, recheck)
    return _result(start, end, left, unwritten)


def fix_text(path: str, data: bytes, options: Options, request: Request) -> Result:
    """Fix a file in memory: `data` stands for the content of `path`; nothing is written."""
    run = Run(options)
    gathered = run.given(path, data)

    def recheck(sources: Mapping[str, Source]) -> Outcome:
        return run.after(gathered, sources, path)

    start = Attempt(run.checked(gathered, path))
    known = [] if gathered.errors else [original_of(path, data)]
    end, left = _mended(start, Attempts(recheck, known), Permission([path]), request)
    return _result(start, end, left, {})


def _mended(
    start: Attempt, attempts: Attempts, permit: Permission, request: Request
) -> tuple[Attempt, tuple[Proposal, ...]]:
    """The last of the attempts, and what was left alone on the way."""
    now = start
    settled: dict[Key, Proposal] = {}
    for _ in range(_PASSES):
        fresh = [
            each
            for each in request.plan.proposals(now.outcome)
            if key_of(each.finding) not in settled
        ]
        decided = permit([request.decide(each, now.outcome) for each in fresh])
        settled |= {key_of(each.finding): each for each in decided if isinstance(each.answer, Left)}
        wanted = [each for each in decided if isinstance(each.answer, Offer)]
        if not wanted:
            break
        now = attempts.after(now, wanted)
        settled |= {key_of(each.finding): each for each in now.refused}
    still = {key_of(finding) for finding in now.outcome.report.findings}
    left = {key: each for key, each in settled.items() if key in still}
    return now, tuple(_placed(left, now.outcome if request.write else start.outcome))


def _placed(left: Mapping[Key, Proposal], outcome: Outcome) -> Iterator[Proposal]:
    """What was left alone, at the places where a reader finds it."""
    for finding in outcome.report.findings:
        if key_of(finding) in left:
            yield replace(left[key_of(finding)], finding=finding)


def _write(files: Iterable[Rewritten]) -> dict[str, str]:
    """Write the files; why some of them were not."""
    reasons = {file.before.path: _unwritten(file) for file in files}
    return {path: reason for path, reason in reasons.items() if reason}


def _unwritten(file: Rewritten) -> str:
    try:
        replace_content(file.before.path, file.before.data, file.data)
    except NotWrittenError as error:
        return str(error)
    return ""


def _without(end: Attempt, unwritten: Mapping[str, str], recheck: Recheck) -> Attempt:
    files = {path: file for path, file in end.files.items() if path not in unwritten}
    outcome = recheck({path: file.source for path, file in files.items()})
    fixed = tuple(each for each in end.fixed if unwritten.keys().isdisjoint(each.paths))
    return Attempt(outcome, files, fixed, end.refused)


def _result(
    start: Attempt, end: Attempt, left: tuple[Proposal, ...], unwritten: Mapping[str, str]
) -> Result:
    files = tuple(end.files[path] for path in sorted(end.files))
    return Result(start.outcome, end.outcome, files, end.fixed, left, unwritten)
