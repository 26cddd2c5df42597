"""JUnit XML: a test suite a file, a failed test case a finding."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from untagged_llm.reporters.reported import UNREADABLE, reported
from untagged_llm.reporters.summary import covered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.model import Finding, Report
    from untagged_llm.reporters.options import RenderOptions

NAME = "junit"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report, *, options: RenderOptions) -> Iterator[str]:
    """A failure for every finding, an error for a file that could not be read."""
    findings = reported(report)
    lost = sum(finding.code == UNREADABLE for finding in findings)
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    counts = {"tests": max(len(findings), 1), "failures": len(findings) - lost, "errors": lost}
    yield f"<testsuites{_attributes(name='untagged-llm', **counts)}>\n"
    for path, group in groupby(findings, key=lambda finding: finding.path):
        yield from _suite(path, list(group))
    if not findings:
        yield from _clean(report)
    yield "</testsuites>\n"


def _suite(path: str, findings: list[Finding]) -> Iterator[str]:
    lost = sum(finding.code == UNREADABLE for finding in findings)
    counts = {"tests": len(findings), "failures": len(findings) - lost, "errors": lost}
    yield f"  <testsuite{_attributes(name=path, **counts)}>\n"
    for finding in findings:
        yield from _case(finding)
    yield "  </testsuite>\n"


def _case(finding: Finding) -> Iterator[str]:
    span = finding.range
    name = f"{finding.code} {finding.rule} {span.line}:{span.column}"
    kind = "error" if finding.code == UNREADABLE else "failure"
    said = _attributes(type=finding.code, message=finding.message)
    place = f"{finding.path}:{span.line}:{span.column}: {finding.code} {finding.message}"
    yield f"    <testcase{_attributes(name=name, classname=finding.path, line=span.line)}>\n"
    yield f"      <{kind}{said}>{escape(_xml(place))}</{kind}>\n"
    yield "    </testcase>\n"


def _clean(report: Report) -> Iterator[str]:
    """A passing case: some readers take a report without test cases for a broken one."""
    yield f"  <testsuite{_attributes(name='untagged-llm', tests=1, failures=0, errors=0)}>\n"
    yield f"    <testcase{_attributes(name=covered(report), classname='untagged-llm')}/>\n"
    yield "  </testsuite>\n"


def _attributes(**attributes: str | int) -> str:
    return "".join(f" {key}={quoteattr(_xml(str(text)))}" for key, text in attributes.items())


def _xml(text: str) -> str:
    """XML has no way to write some characters, not even escaped."""
    return _NOT_XML.sub("\ufffd", text)
