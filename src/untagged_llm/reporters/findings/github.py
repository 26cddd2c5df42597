"""Workflow commands: annotations on the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.reporters.place import where
from untagged_llm.reporters.printable import printable
from untagged_llm.reporters.reported import reported, severity
from untagged_llm.reporters.summary import summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Finding, Report
    from untagged_llm.reporters.options import RenderOptions

NAME = "github"


def render(report: Report, *, options: RenderOptions) -> Iterator[str]:
    """A command for every finding; the summary, which the log shows, after them."""
    for finding in reported(report):
        properties = ",".join(f"{key}={_property(text)}" for key, text in _properties(finding))
        named = where(finding.path, finding.range.line, finding.range.column, options)
        message = _data(f"{named}: {finding.code} {printable(finding.message)}")
        yield f"::{severity(finding.code)} {properties}::{message}\n"
    for line in summary(report):
        yield line + "\n"


def _properties(finding: Finding) -> Iterator[tuple[str, str]]:
    span = finding.range
    yield "file", printable(finding.path)
    yield "line", str(span.line)
    yield "endLine", str(span.end_line)
    if span.line == span.end_line:  # columns of a longer span are refused
        yield "col", str(span.column)
        yield "endColumn", str(span.end_column)
    yield "title", f"{finding.code} {finding.rule}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
