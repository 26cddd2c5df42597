"""What there is to report, in the order in which it is shown, and how bad each of it is."""

from __future__ import annotations

from typing import Literal

from untagged_llm.model import Finding, Range, Report, Unreadable

UNREADABLE = "ULM000"
Severity = Literal["error", "warning"]
_WARNINGS = ("ULM001", "ULM105", "ULM3", "ULM4")


def reported(report: Report) -> tuple[Finding, ...]:
    """All findings by place, among them one for each file that could not be read."""
    known = {(each.path, each.code) for each in report.findings}
    lost = (_finding(error) for error in report.errors if (error.path, UNREADABLE) not in known)
    return tuple(sorted((*report.findings, *lost), key=_place))


def worst_first(report: Report) -> tuple[Finding, ...]:
    """The same, errors before warnings and what nobody owns before what is half owned."""
    return tuple(sorted(reported(report), key=_badness))


def severity(code: str) -> Severity:
    """How bad a rule's findings are: what blurs the bill is an error, what may cost, a warning."""
    return "warning" if code.startswith(_WARNINGS) else "error"


def fix_mark(finding: Finding) -> str:
    """ " [*]" behind the code of a finding that a safe fix mends."""
    return " [*]" if finding.fix and finding.fix.applicability == "safe" else ""


def _finding(error: Unreadable) -> Finding:
    span = Range(error.line, error.column, error.line, error.column + 1)
    return Finding(error.path, span, UNREADABLE, "unreadable-file", error.message)


def _place(finding: Finding) -> tuple[str, int, int, str]:
    return finding.path, finding.range.line, finding.range.column, finding.code


def _badness(finding: Finding) -> tuple[bool, int, str, str, int]:
    statuses = ("unowned", "traced-only", "partial", "unverifiable", "owned", None)
    rank = statuses.index(finding.status)
    is_warning = severity(finding.code) == "warning"
    return is_warning, rank, finding.code, finding.path, finding.range.line
