"""Fixture pairs: `before.py` becomes `after.py`; without an `after.py` it stays as it is.

`UPDATE_FIXED=1 pytest tests/fix/edits` writes what comes out; review it.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ..property.additions import only_added
from .fixing import FIXTURES, ROOT, fixed, remaining

if TYPE_CHECKING:
    from pathlib import Path

CASES = sorted(file.parent for file in FIXTURES.glob("*/before.py"))
CHANGED = [case for case in CASES if (case / "after.py").exists()]
SAME = [case for case in CASES if case not in CHANGED]
REWRITTEN = ("moved_metadata", "near_miss")
"""Cases whose rule asks for more than additions."""


def name(case: Path) -> str:
    return case.name


def read(file: Path) -> str:
    return file.read_bytes().decode()


@pytest.fixture
def shown(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The case's program in a project of its own, as its path there."""
    shutil.copytree(case, tmp_path / "project", ignore=shutil.ignore_patterns("after.py"))
    monkeypatch.chdir(tmp_path / "project")
    return "before.py"


@pytest.mark.parametrize("case", CASES, ids=name)
def test_a_fixture_becomes_what_stands_beside_it(case: Path, shown: str) -> None:
    before = read(case / "before.py")
    after = case / "after.py"
    result = fixed(before, shown).text
    if os.environ.get("UPDATE_FIXED") and result != before:
        after.write_bytes(result.encode())
    assert result == (read(after) if after.exists() else before)


@pytest.mark.parametrize("case", CHANGED, ids=name)
def test_a_second_run_changes_nothing_and_finds_nothing_to_fix(case: Path, shown: str) -> None:
    after = read(case / "after.py")
    assert fixed(after, shown).text == after
    assert remaining(after, shown) == []


@pytest.mark.parametrize("case", CHANGED, ids=name)
def test_what_changes_are_additions(case: Path) -> None:
    before, after = read(case / "before.py"), read(case / "after.py")
    assert only_added(before, after) is (case.name not in REWRITTEN)


@pytest.mark.parametrize("case", CHANGED, ids=name)
def test_the_result_compiles(case: Path) -> None:
    compile(ast.parse(read(case / "after.py")), case.name, "exec", dont_inherit=True)


def test_what_was_formatted_stays_formatted() -> None:
    formatted = _formatted([case / "before.py" for case in CHANGED])
    assert len(formatted) > len(CHANGED) / 2
    after = [case.with_name("after.py") for case in formatted]
    assert _formatted(after) == after


def test_more_fixtures_are_left_alone_than_changed() -> None:
    assert len(SAME) > len(CHANGED)


def _formatted(files: list[Path]) -> list[Path]:
    options = ("--isolated", "--check")
    command = [sys.executable, "-m", "ruff", "format", *options, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    badly = done.stdout + done.stderr
    return [file for file in files if str(file.relative_to(ROOT)) not in badly]
