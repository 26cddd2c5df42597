"""The published shapes, and the formats of others, hold for what is really written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from jsonschema import Draft202012Validator

from reporters.sample import EMPTY, OPTIONS, REPORT
from untagged_llm.model import Report
from untagged_llm.reporters import render
from untagged_llm.reporters.objects import schema

if TYPE_CHECKING:
    from untagged_llm.reporters.registry import Kind

FINDING_FIELDS = [
    "path",
    "line",
    "column",
    "end_line",
    "end_column",
    "code",
    "rule",
    "message",
    "kind",
    "sdk",
    "callable",
    "missing",
    "status",
    "model",
    "owner",
    "fix",
    "site_id",
    "related",
]
SITE_FIELDS = [
    "path",
    "line",
    "column",
    "end_line",
    "end_column",
    "kind",
    "sdk",
    "callable",
    "client",
    "ownership",
    "open",
    "status",
    "reach",
    "model",
    "stream",
    "site_id",
]


def written(kind: Kind, name: str, report: Report = REPORT) -> str:
    return "".join(render(kind, name, report, options=OPTIONS))


def objects(kind: Kind) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written(kind, "jsonl").splitlines()]


def test_a_line_is_a_finding_with_exactly_the_published_fields() -> None:
    validator = Draft202012Validator(schema("finding"))
    for each in objects("findings"):
        validator.validate(each)
        assert list(each) == FINDING_FIELDS


def test_a_line_is_a_site_with_exactly_the_published_fields() -> None:
    validator = Draft202012Validator(schema("site"))
    for each in objects("inventory"):
        validator.validate(each)
        assert list(each) == SITE_FIELDS


@pytest.mark.parametrize("report", [REPORT, EMPTY])
def test_the_document_is_a_report(report: Report) -> None:
    Draft202012Validator(schema("report")).validate(json.loads(written("findings", "json", report)))


def test_a_finding_has_one_shape_wherever_it_is_written() -> None:
    shape, whole = schema("finding"), schema("report")
    inner: Any = whole["$defs"]
    assert {key: shape[key] for key in inner["finding"]} == inner["finding"]
    assert json.loads(written("findings", "json"))["findings"] == objects("findings")


@pytest.mark.parametrize("name", ["finding", "site", "report"])
def test_the_schemas_are_schemas(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))


@pytest.mark.parametrize("report", [REPORT, EMPTY])
def test_the_bill_of_materials_validates(report: Report) -> None:
    text = written("inventory", "cyclonedx", report)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


def test_the_bill_of_materials_has_every_site_as_evidence() -> None:
    components = json.loads(written("inventory", "cyclonedx"))["components"]
    places = [each["line"] for one in components for each in one["evidence"]["occurrences"]]
    assert len(places) == len(REPORT.judged)


GITLAB: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]+$"},
            "location": {
                "type": "object",
                "required": ["path", "positions"],
                "properties": {"path": {"type": "string", "pattern": r"^(?!\./)"}},
            },
        },
    },
}
_POSITION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["line", "column"],
    "properties": {"line": {"type": "integer"}, "column": {"type": "integer"}},
}
RDJSON: dict[str, Any] = {
    "type": "object",
    "required": ["diagnostics"],
    "properties": {
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["message", "location"],
                "properties": {
                    "message": {"type": "string"},
                    "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                    "code": {"type": "object", "required": ["value"]},
                    "location": {
                        "type": "object",
                        "required": ["path", "range"],
                        "properties": {
                            "range": {
                                "type": "object",
                                "required": ["start", "end"],
                                "properties": {"start": _POSITION, "end": _POSITION},
                            }
                        },
                    },
                },
            },
        }
    },
}


@pytest.mark.parametrize("report", [REPORT, EMPTY])
@pytest.mark.parametrize(("name", "shape"), [("gitlab", GITLAB), ("rdjson", RDJSON)])
def test_other_tools_find_what_they_need(name: str, shape: Any, report: Report) -> None:
    Draft202012Validator(shape).validate(json.loads(written("findings", name, report)))


def test_gitlab_gets_no_fingerprint_twice() -> None:
    twins = Report(findings=(*REPORT.findings, *REPORT.findings))
    marks = [each["fingerprint"] for each in json.loads(written("findings", "gitlab", twins))]
    assert len(marks) == len(set(marks))


def test_reviewdog_gets_columns_in_bytes() -> None:
    found = json.loads(written("findings", "rdjson"))["diagnostics"]
    (wide,) = (each for each in found if each["location"]["path"] == "app/wide.py")
    assert wide["location"]["range"]["start"]["column"] == 17 + 2 * 2
