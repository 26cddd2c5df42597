"""What the comments of one file silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from untagged_llm.suppress import unused
from untagged_llm.suppress.comments import comments
from untagged_llm.suppress.directives import Ignore, Malformed, directives
from untagged_llm.suppress.noqa import Noqa, noqas

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from untagged_llm.model import Finding


@dataclass(frozen=True, slots=True)
class Suppressions:
    """The comments of a file that silence findings, or mean to."""

    noqas: tuple[Noqa, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    malformed: tuple[Malformed, ...] = ()

    def is_noqa(self, finding: Finding) -> bool:
        """Whether a noqa comment silences the finding."""
        return any(noqa.silences(finding) for noqa in self.noqas)

    def is_ignored(self, finding: Finding, today: date) -> bool:
        """Whether one of our own comments silences the finding today."""
        return any(
            ignore.matches(finding) and not ignore.has_expired(today) for ignore in self.ignores
        )


def suppressions(text: str | None) -> Suppressions:
    """The suppressions in a file's text; the tokenizer only runs where there may be one."""
    lowered = (text or "").lower()
    if text is None or ("noqa" not in lowered and "untagged:" not in lowered):
        return Suppressions()
    found = comments(text)
    own = tuple(directives(found))
    return Suppressions(
        noqas=tuple(noqas(found)),
        ignores=tuple(each for each in own if isinstance(each, Ignore)),
        malformed=tuple(each for each in own if isinstance(each, Malformed)),
    )


def complaints(
    path: str,
    written: Suppressions,
    findings: Sequence[Finding],
    active: frozenset[str],
    today: date,
) -> Iterator[Finding]:
    """ULM001 findings about the suppressions of one file, given all that its rules found."""
    for malformed in written.malformed:
        yield unused.at(path, malformed.comment, malformed.problem)
    for noqa in written.noqas:
        for problem in unused.of_noqa(noqa, findings, active):
            yield unused.at(path, noqa.comment, problem)
    for ignore in written.ignores:
        for problem in unused.of_ignore(ignore, findings, active, today):
            yield unused.at(path, ignore.comment, problem)


def reasonless(path: str, written: Suppressions) -> Iterator[Finding]:
    """ULM001 findings for comments that give no reason, where the policy asks for one."""
    for ignore in written.ignores:
        if not ignore.reason:
            problem = "this suppression gives no reason: write one after the brackets"
            yield unused.at(path, ignore.comment, problem)
