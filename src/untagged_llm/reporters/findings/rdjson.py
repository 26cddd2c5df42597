"""Reviewdog's diagnostic format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.reporters.objects import Json, dumps
from untagged_llm.reporters.reported import reported, severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Finding, Report
    from untagged_llm.reporters.options import RenderOptions

NAME = "rdjson"


def render(report: Report, *, options: RenderOptions) -> Iterator[str]:
    """One document with a diagnostic for every finding."""
    document = {
        "source": {"name": "untagged-llm"},
        "diagnostics": [_diagnostic(finding, options) for finding in reported(report)],
    }
    yield dumps(document, indent=2) + "\n"


def _diagnostic(finding: Finding, options: RenderOptions) -> Json:
    span = finding.range
    lines = options.source(finding.path)
    return {
        "message": finding.message,
        "location": {
            "path": finding.path,
            "range": {
                "start": _position(span.line, span.column, lines),
                "end": _position(span.end_line, span.end_column, lines),
            },
        },
        "severity": severity(finding.code).upper(),
        "code": {"value": finding.code},
    }


def _position(line: int, column: int, lines: list[str] | None) -> Json:
    """The format counts columns in UTF-8 bytes; without the source, characters must do."""
    if lines is None or line > len(lines):
        return {"line": line, "column": column}
    before = lines[line - 1][: column - 1]
    return {"line": line, "column": len(before.encode("utf-8", "replace")) + 1}
