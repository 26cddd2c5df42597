"""One versioned JSON document: findings, unreadable files, what was silenced, the coverage."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from untagged_llm.reporters.objects import VERSION, Json, dumps, finding_object
from untagged_llm.reporters.reported import reported
from untagged_llm.reporters.summary import coverage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Report, Unreadable
    from untagged_llm.reporters.options import RenderOptions

NAME = "json"


def render(report: Report, *, options: RenderOptions) -> Iterator[str]:
    """The document, as `report.schema.json` has it."""
    document = {
        "version": VERSION,
        "tool": {"name": "untagged-llm", "version": options.version},
        "findings": [finding_object(finding) for finding in reported(report)],
        "errors": [_error(error) for error in report.errors],
        "suppressed": dict(sorted(report.suppressed.items())),
        "summary": {"files": report.files, **asdict(coverage(report))},
    }
    yield dumps(document, indent=2) + "\n"


def _error(error: Unreadable) -> Json:
    return {
        "path": error.path,
        "line": error.line,
        "column": error.column,
        "message": error.message,
    }
