"""A comment for a pull request: one table, the worst first.

The first line is a hidden marker, by which a bot finds its comment and updates it in place.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

from untagged_llm.reporters.place import where
from untagged_llm.reporters.printable import printable
from untagged_llm.reporters.reported import worst_first
from untagged_llm.reporters.summary import summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Finding, Report
    from untagged_llm.reporters.options import RenderOptions

NAME = "markdown"
MARKER = "<!-- untagged-llm report -->"
ROOM = 60_000  # a comment may hold 65,536 characters
_SPECIAL = re.compile(r"[\\`*_\[\]<>#|~@&$]")


def render(report: Report, *, options: RenderOptions) -> Iterator[str]:
    """Heading, summary and table."""
    findings = worst_first(report)
    found, *counted = summary(report)
    yield f"{MARKER}\n### untagged-llm\n\n**{found}** {' '.join(counted)}\n"
    if not findings:
        return
    yield "\n| Where | Rule | Problem |\n| --- | --- | --- |\n"
    rows = [_row(finding, options) for finding in findings]
    fitting = sum(length <= ROOM for length in accumulate(map(len, rows)))
    yield from rows[:fitting]
    if fitting < len(rows):
        yield f"\n… and {len(rows) - fitting} more.\n"


def _row(finding: Finding, options: RenderOptions) -> str:
    named = where(finding.path, finding.range.line, finding.range.column, options)
    rule = f"{finding.code} {finding.rule}"
    return f"| {_code(named)} | {_code(rule)} | {_plain(printable(finding.message))} |\n"


def _plain(text: str) -> str:
    """Text that stays text; what is in backticks stays code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return _SPECIAL.sub(_entity, text)
    return "".join(
        _code(part) if index % 2 else _SPECIAL.sub(_entity, part)
        for index, part in enumerate(parts)
    )


def _code(text: str) -> str:
    """Code in a table: HTML, since a pipe between backticks would still end the cell."""
    return f"<code>{_SPECIAL.sub(_entity, text)}</code>" if text else ""


def _entity(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"
