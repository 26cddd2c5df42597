"""Our own comments: `# untagged: ignore[ULM102] until=2027-03-01 reason`."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from untagged_llm.policy.names import code_named
from untagged_llm.suppress.codes import covers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from untagged_llm.model import Finding
    from untagged_llm.suppress.comments import Comment

COMPLAINT = "ULM001"
_MARKER = re.compile(r"#\s*untagged:\s*(?P<body>.*)", re.IGNORECASE)
_BODY = re.compile(
    r"(?P<verb>[a-z][\w-]*)\s*"
    r"(?P<bracket>\[(?P<codes>[^\]#]*)\])?\s*"
    r"(?:until\s*=\s*(?P<until>\S*))?\s*"
    r"(?P<reason>[^#]*)",
    re.IGNORECASE,
)
_CODE = re.compile(r"ULM\d{0,3}", re.IGNORECASE)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_VERBS = ("ignore", "ignore-file")


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment of ours that silences findings; without `codes` it silences all.

    It acts on findings that start on its line, end on its line or, if it stands alone, start on
    the next line of code. `until` is the last day it holds. `whole_file` is `ignore-file`.
    """

    comment: Comment
    codes: tuple[str, ...]
    until: date | None
    reason: str
    whole_file: bool

    def matches(self, finding: Finding) -> bool:
        """Whether the finding is in its place and has one of its codes, expired or not.

        A complaint about suppressions has to be named: else a comment would silence its own.
        """
        named = bool(self.codes) or finding.code != COMPLAINT
        return named and self._is_near(finding) and covers(self.codes, finding.code)

    def has_expired(self, today: date) -> bool:
        """Whether its last day is past."""
        return self.until is not None and today > self.until

    def _is_near(self, finding: Finding) -> bool:
        if self.whole_file:
            return True
        comment, first = self.comment, finding.range.line
        if comment.alone:
            return first == comment.next_line
        return comment.first_line <= first <= comment.line or comment.line == finding.range.end_line


@dataclass(frozen=True, slots=True)
class Malformed:
    """A comment that is addressed to us and cannot be read; `problem` is one sentence."""

    comment: Comment
    problem: str


def directives(comments: Iterable[Comment]) -> Iterator[Ignore | Malformed]:
    """The comments among `comments` that are addressed to us."""
    for comment in comments:
        if marker := _MARKER.search(comment.text):
            yield _parse(comment, marker["body"])


def _parse(comment: Comment, body: str) -> Ignore | Malformed:
    match = _BODY.match(body)
    verb = match["verb"].lower() if match else body.strip()
    if match is None or verb not in _VERBS:
        return Malformed(comment, f"`untagged: {verb}` is unknown{_nearest(verb)}")
    if verb == "ignore-file" and not (comment.alone and comment.before_code):
        return Malformed(comment, "`ignore-file` has to stand alone, above the first statement")
    return _ignore(comment, verb, match)


def _ignore(comment: Comment, verb: str, match: re.Match[str]) -> Ignore | Malformed:
    codes = [code.strip() for code in (match["codes"] or "").split(",") if code.strip()]
    wrong = next((code for code in codes if not _CODE.fullmatch(code)), None)
    if wrong is not None:
        return Malformed(
            comment, f"`{wrong}` is not a code such as {code_named(wrong) or 'ULM102'}"
        )
    if match["bracket"] and not codes:
        return Malformed(comment, "the brackets name no code: write ignore[ULM102] or ignore")
    try:
        until = _day(match["until"])
    except ValueError:
        return Malformed(comment, f"until={match['until']} is not a date such as 2027-03-01")
    upper = tuple(code.upper() for code in codes)
    return Ignore(comment, upper, until, match["reason"].strip(), verb == "ignore-file")


def _day(written: str | None) -> date | None:
    """Raises ValueError. Newer Pythons know more spellings of a day; one is enough."""
    if written is None:
        return None
    if not _DAY.fullmatch(written):
        raise ValueError(written)
    return date.fromisoformat(written)


def _nearest(verb: str) -> str:
    near = difflib.get_close_matches(verb, _VERBS, n=1)
    return f": did you mean `untagged: {near[0]}`?" if near else ": write `untagged: ignore`"
