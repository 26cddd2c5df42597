"""ULM001: suppressions that silence nothing, have expired, or say less than the policy asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.model import Finding, Range
from untagged_llm.policy.names import is_selector
from untagged_llm.suppress.codes import covers
from untagged_llm.suppress.directives import COMPLAINT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from untagged_llm.suppress.comments import Comment
    from untagged_llm.suppress.directives import Ignore
    from untagged_llm.suppress.noqa import Noqa

NAME = "unused-suppression"


def at(path: str, comment: Comment, problem: str) -> Finding:
    """The finding that a comment is at fault."""
    span = Range(comment.line, comment.column, comment.line, comment.end_column)
    return Finding(path=path, range=span, code=COMPLAINT, rule=NAME, message=problem)


def of_noqa(noqa: Noqa, findings: Sequence[Finding], active: Collection[str]) -> Iterator[str]:
    """Complaints about a noqa comment: only about our codes, and never about a bare noqa."""
    ours = [code for code in noqa.codes if code.startswith("ULM")]
    silenced = [finding for finding in findings if noqa.silences(finding)]
    if unused := _unused(ours, silenced, active):
        yield f"unused `noqa: {', '.join(unused)}`: it silences nothing here; remove it"


def of_ignore(
    ignore: Ignore, findings: Sequence[Finding], active: Collection[str], today: date
) -> Iterator[str]:
    """Complaints about one of our own comments, the missing reason apart."""
    if ignore.has_expired(today):
        yield f"this suppression expired on {ignore.until}: tag the call or set a new date"
        return
    matched = [finding for finding in findings if ignore.matches(finding)]
    if unused := _unused(ignore.codes, matched, active):
        yield f"unused `ignore[{', '.join(unused)}]`: it silences nothing here; remove it"
    elif not ignore.codes and not matched:
        yield "unused `untagged: ignore`: it silences nothing here; remove it"


def _unused(
    codes: Iterable[str], silenced: Sequence[Finding], active: Collection[str]
) -> tuple[str, ...]:
    """Codes of no rule, and of active rules those that no silenced finding has.

    An inactive rule proves nothing.
    """
    return tuple(
        code
        for code in codes
        if not is_selector(code)
        or (
            any(covers((code,), each) for each in active)
            and not any(covers((code,), finding.code) for finding in silenced)
        )
    )
