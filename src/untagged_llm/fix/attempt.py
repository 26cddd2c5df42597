"""Making offers come true in texts, and keeping only what stands up to a second check."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from untagged_llm.analysis.decode import SourceError, parse
from untagged_llm.analysis.reading import source_of
from untagged_llm.fix.offer import Offer
from untagged_llm.fix.original import Original, UnkeepableError, original, rewritten
from untagged_llm.fix.plan import fault
from untagged_llm.fix.recheck import failures

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from untagged_llm.analysis.reading import Source
    from untagged_llm.checking import Outcome
    from untagged_llm.fix.plan import Proposal

    Recheck = Callable[[Mapping[str, Source]], Outcome]


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A file and what is to stand in it."""

    before: Original
    data: bytes
    source: Source


@dataclass(frozen=True, slots=True)
class Attempt:
    """Where fixing stands: what would be said now, the files so far, what was mended, what not."""

    outcome: Outcome
    files: Mapping[str, Rewritten] = field(default_factory=dict)
    fixed: tuple[Proposal, ...] = ()
    refused: tuple[Proposal, ...] = ()


class Attempts:
    """Tries offers in the texts of a run. `known` are the files that are not read from the disk."""

    def __init__(self, recheck: Recheck, known: Sequence[Original] = ()) -> None:
        self._recheck = recheck
        self._originals = {each.path: each for each in known}
        self._edited: dict[str, tuple[tuple[Proposal, ...], _File]] = {}

    def after(self, start: Attempt, wanted: Sequence[Proposal]) -> Attempt:
        """`start` with as many of the `wanted` offers made as stand up to a check."""
        left = list(wanted)
        refused = list(start.refused)
        while left:
            files, wrong = self._files(start, left)
            if not wrong:
                outcome = self._recheck({path: each.source for path, each in files.items()})
                wrong = failures(left, start.outcome, outcome)
                if not wrong:
                    return Attempt(outcome, files, (*start.fixed, *left), tuple(refused))
            refused += [left[number].left(reason) for number, reason in wrong.items()]
            left = [each for number, each in enumerate(left) if number not in wrong]
        return Attempt(start.outcome, start.files, start.fixed, tuple(refused))

    def _files(
        self, start: Attempt, wanted: Sequence[Proposal]
    ) -> tuple[dict[str, Rewritten], dict[int, str]]:
        """All files as they would be, and the offers that cannot be made, by position."""
        files = dict(start.files)
        wrong: dict[int, str] = {}
        for path, numbers in _by_path(wanted).items():
            file = self._file(path, start, tuple(wanted[number] for number in numbers))
            wrong.update({numbers[index]: reason for index, reason in file.wrong.items()})
            if file.rewritten:
                files[path] = file.rewritten
        return files, wrong

    def _file(self, path: str, start: Attempt, wanted: tuple[Proposal, ...]) -> _File:
        known = self._edited.get(path)
        if known is None or known[0] != wanted:
            known = (wanted, self._made(path, start, wanted))
            self._edited[path] = known
        return known[1]

    def _made(self, path: str, start: Attempt, wanted: Sequence[Proposal]) -> _File:
        from untagged_llm.fix.edit import edit

        try:
            before = self._original(path)
        except SourceError as error:
            return _File(None, dict.fromkeys(range(len(wanted)), f"{path} {error}"))
        now = start.files[path].source if path in start.files else before.source
        offers = [each.answer for each in wanted if isinstance(each.answer, Offer)]
        try:
            edited = edit(path, now.text, offers)
            if edited.dropped:
                reasons = dict(edited.dropped)
                return _File(None, {n: reasons[o] for n, o in enumerate(offers) if o in reasons})
            return _checked(before, edited.text, len(wanted))
        except Exception as error:  # a fault of ours costs one file, not the run
            return _File(None, dict.fromkeys(range(len(wanted)), fault(error)))

    def _original(self, path: str) -> Original:
        if path not in self._originals:
            self._originals[path] = original(path)
        return self._originals[path]


@dataclass(frozen=True, slots=True)
class _File:
    """A file with its offers made, or which of them cannot be, and why."""

    rewritten: Rewritten | None
    wrong: Mapping[int, str]


def _checked(before: Original, text: str, count: int) -> _File:
    try:
        data = rewritten(before, text)
        source = source_of(before.path, data)
        parse(source.text)
    except (UnkeepableError, SourceError) as problem:
        return _File(None, {count - 1: f"{before.path} could not hold the edit: {problem}"})
    return _File(Rewritten(before, data, source), {})


def _by_path(wanted: Sequence[Proposal]) -> dict[str, list[int]]:
    grouped: dict[str, list[int]] = {}
    for number, each in enumerate(wanted):
        if isinstance(each.answer, Offer):
            for path in each.answer.paths:
                grouped.setdefault(path, []).append(number)
    return grouped
