from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from reporters.sample import EMPTY, OPTIONS, REPORT
from untagged_llm.model import Finding, Range, Report
from untagged_llm.reporters import render

SCHEMA = json.loads((Path(__file__).parent / "data" / "sarif-2.1.0-rtm.5.json").read_text("utf-8"))


def run_of(report: Report) -> Any:
    log = json.loads("".join(render("findings", "sarif", report, options=OPTIONS)))
    Draft4Validator(SCHEMA).validate(log)
    return log["runs"][0]


@pytest.mark.parametrize("report", [REPORT, EMPTY])
def test_it_validates_against_the_schema(report: Report) -> None:
    run_of(report)


def test_every_result_points_at_its_rule() -> None:
    run = run_of(REPORT)
    rules = run["tool"]["driver"]["rules"]
    assert [rules[each["ruleIndex"]]["id"] for each in run["results"]] == [
        each["ruleId"] for each in run["results"]
    ]


def test_rules_bring_their_page_along() -> None:
    rules = {rule["id"]: rule for rule in run_of(EMPTY)["tool"]["driver"]["rules"]}
    assert rules["ULM102"]["help"]["markdown"].startswith("## What it does")
    assert rules["ULM102"]["shortDescription"]["text"] == "Call has no owner"


def test_a_related_place_is_a_related_location() -> None:
    (call,) = (
        each
        for each in run_of(REPORT)["results"]
        if each["relatedLocations"][1:] == []
        and each["ruleId"] == "ULM102"
        and each["relatedLocations"]
    )
    (related,) = call["relatedLocations"]
    assert related["message"]["text"] == "built here without team_id"
    assert related["physicalLocation"]["region"]["startLine"] == 3


def test_an_unreadable_file_makes_the_run_fail_and_is_notified() -> None:
    (invocation,) = run_of(REPORT)["invocations"]
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"] == "invalid syntax: '(' was never closed"
    assert run_of(EMPTY)["invocations"][0]["executionSuccessful"] is True


def at(path: str, line: int = 1) -> Finding:
    return Finding(path, Range(line, 1, line, 2), "ULM102", "untagged-call", "m", site_id="s")


def test_a_fingerprint_survives_moved_lines_and_tells_twins_apart() -> None:
    def marks(*findings: Finding) -> list[str]:
        results = run_of(Report(findings=findings))["results"]
        return [each["partialFingerprints"]["untaggedSite/v1"] for each in results]

    assert marks(at("a.py", 3)) == marks(at("a.py", 90))
    first, second = marks(at("a.py", 3), at("a.py", 4))
    assert first != second


@pytest.mark.parametrize(
    ("path", "artifact"),
    [
        ("a b/ü#.py", {"uri": "a%20b/%C3%BC%23.py", "uriBaseId": "%SRCROOT%"}),
        ("/abs/a.py", {"uri": "file:///abs/a.py"}),
        ("odd\udcff.py", {"uri": "odd%FF.py", "uriBaseId": "%SRCROOT%"}),
    ],
)
def test_paths_become_uris(path: str, artifact: dict[str, str]) -> None:
    (result,) = run_of(Report(findings=(at(path),)))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == artifact
