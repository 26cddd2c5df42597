"""`# noqa` and `# flake8: noqa`, read as flake8 reads them, but only in real comments.

Under flake8 nothing of this silences anything: noqa is flake8's own business there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from untagged_llm.suppress.codes import covers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from untagged_llm.model import Finding
    from untagged_llm.suppress.comments import Comment

_CODES = r"(?::\s?(?P<codes>(?:[A-Z]+[0-9]+[,\s]*)+))?"
_INLINE = re.compile(r"#\s*noqa" + _CODES, re.IGNORECASE)
_WHOLE_FILE = re.compile(r"#\s*flake8[:=]\s*noqa" + _CODES + r"\s*$", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]+[0-9]+")


@dataclass(frozen=True, slots=True)
class Noqa:
    """One noqa comment; without `codes` it silences every code."""

    comment: Comment
    codes: tuple[str, ...]
    whole_file: bool

    def silences(self, finding: Finding) -> bool:
        """Whether the finding starts on the comment's line and has one of its codes."""
        return self._is_near(finding) and covers(self.codes, finding.code)

    def _is_near(self, finding: Finding) -> bool:
        comment = self.comment
        return self.whole_file or comment.first_line <= finding.range.line <= comment.line


def noqas(comments: Iterable[Comment]) -> Iterator[Noqa]:
    """The noqa comments among `comments`."""
    for comment in comments:
        whole_file = _WHOLE_FILE.match(comment.text) if comment.alone else None
        match = whole_file or _INLINE.search(comment.text)
        if match:
            yield Noqa(comment, _codes(match["codes"]), whole_file is not None)


def _codes(written: str | None) -> tuple[str, ...]:
    return tuple(_CODE.findall((written or "").upper()))
