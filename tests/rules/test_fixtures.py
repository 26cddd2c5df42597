"""Every fixture, through the real analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harness import code_of, expected, findings, fixture_files

if TYPE_CHECKING:
    from pathlib import Path


def label(file: Path) -> str:
    return f"{file.parent.name}/{file.stem}"


@pytest.mark.parametrize("file", fixture_files(), ids=label)
def test_a_rule_reports_what_the_fixture_marks(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    found = findings(file, text, code_of(file))
    marks = expected(text)
    assert [(each.range.line, each.code) for each in found] == [
        (mark.line, mark.code) for mark in marks
    ], "\n".join(each.message for each in found)
    for each, mark in zip(found, marks, strict=True):
        assert mark.part in each.message


@pytest.mark.parametrize("file", fixture_files(), ids=label)
def test_a_bad_fixture_has_marks_and_a_good_one_has_none(file: Path) -> None:
    marks = expected(file.read_text(encoding="utf-8"))
    assert bool(marks) == file.stem.startswith("bad"), f"{file} should be called otherwise"
    assert {mark.code for mark in marks} <= {code_of(file)}
