"""GitLab's code quality report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.reporters.fingerprint import fingerprints
from untagged_llm.reporters.objects import Json, dumps
from untagged_llm.reporters.reported import reported, severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Finding, Report
    from untagged_llm.reporters.options import RenderOptions

NAME = "gitlab"


def render(report: Report, *, options: RenderOptions) -> Iterator[str]:
    """One array with an object for every finding."""
    issues = [_issue(*each) for each in fingerprints(reported(report))]
    yield dumps(issues, indent=2) + "\n"


def _issue(finding: Finding, fingerprint: str) -> Json:
    span = finding.range
    return {
        "type": "issue",
        "description": f"{finding.code}: {finding.message}",
        "check_name": finding.rule,
        "fingerprint": fingerprint,
        "severity": "major" if severity(finding.code) == "error" else "minor",
        "location": {
            "path": finding.path,
            "positions": {
                "begin": {"line": span.line, "column": span.column},
                "end": {"line": span.end_line, "column": span.end_column},
            },
        },
    }
