"""SARIF 2.1.0, for code scanning."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from untagged_llm.model import Finding, Place, Range, Related, Report, Unreadable
from untagged_llm.reporters.fingerprint import fingerprints
from untagged_llm.reporters.objects import Json, dumps
from untagged_llm.reporters.reported import UNREADABLE, reported, severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from untagged_llm.reporters.options import RenderOptions, RuleInfo

NAME = "sarif"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"


def render(report: Report, *, options: RenderOptions) -> Iterator[str]:
    """One log with one run."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report, options)]}
    yield dumps(log, indent=2) + "\n"


def _run(report: Report, options: RenderOptions) -> Json:
    findings = reported(report)
    names = {finding.code: finding.rule for finding in findings}
    codes = sorted({*names, *options.rules})
    results = [
        _result(finding, mark, codes.index(finding.code))
        for finding, mark in fingerprints(findings)
    ]
    return {
        "tool": {"driver": _driver(codes, names, options)},
        "invocations": [_invocation(report)],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }


def _driver(codes: list[str], names: dict[str, str], options: RenderOptions) -> Json:
    return {
        "name": "untagged-llm",
        "version": options.version,
        "rules": [
            _rule(options.rules[code]) if code in options.rules else _bare_rule(code, names[code])
            for code in codes
        ],
    }


def _rule(rule: RuleInfo) -> Json:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "help": {"text": rule.explanation, "markdown": rule.explanation},
        "defaultConfiguration": {"level": severity(rule.code)},
    }


def _bare_rule(code: str, name: str) -> Json:
    return {"id": code, "name": name, "defaultConfiguration": {"level": severity(code)}}


def _invocation(report: Report) -> Json:
    """A file that could not be read makes the run incomplete, and is told as a notification."""
    return {
        "executionSuccessful": not report.errors,
        "toolExecutionNotifications": [_notification(error) for error in report.errors],
    }


def _notification(error: Unreadable) -> Json:
    span = Range(error.line, error.column, error.line, error.column)
    return {
        "descriptor": {"id": UNREADABLE},
        "level": "error",
        "message": {"text": error.message},
        "locations": [_location(Place(error.path, span))],
    }


def _result(finding: Finding, fingerprint: str, rule_index: int) -> Json:
    return {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": severity(finding.code),
        "message": {"text": finding.message},
        "locations": [_location(Place(finding.path, finding.range))],
        "relatedLocations": [
            _related(number, related) for number, related in enumerate(finding.related, 1)
        ],
        "partialFingerprints": {"untaggedSite/v1": fingerprint},
        "properties": {
            "siteId": finding.site_id,
            "status": finding.status,
            "missing": list(finding.missing),
            "sdk": finding.sdk,
            "callable": finding.callable,
            "model": finding.model,
            "owner": finding.owner,
        },
    }


def _related(number: int, related: Related) -> Json:
    return {"id": number, **_location(related.place), "message": {"text": related.message}}


def _location(place: Place) -> Json:
    span = place.range
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {"physicalLocation": {"artifactLocation": _artifact(place.path), "region": region}}


def _artifact(path: str) -> Json:
    """A path below the working directory stays relative, so that it fits any check-out."""
    encoded = quote(path.encode("utf-8", "surrogateescape"))
    if PurePosixPath(path).is_absolute():
        return {"uri": f"file://{encoded}"}
    return {"uri": encoded, "uriBaseId": "%SRCROOT%"}
