"""Which files may change an attribute of something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from untagged_llm.analysis.mentions import Mentions

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "line",
    [
        'settings.OWNER.pop("team_id")',
        'settings.OWNER["team_id"] = "search"',
        "settings.OWNER = {}",
        "settings.OWNER |= more",
        'del settings.OWNER["team_id"]',
    ],
)
def test_a_file_that_changes_an_attribute_is_found(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.py"
    path.write_text(f"import settings\n{line}\n")
    assert Mentions([str(path)]).editors("OWNER") == [str(path)]


@pytest.mark.parametrize(
    "line", ["print(settings.OWNER)", "if settings.OWNER == {}: pass", "self.OWNER = {}"]
)
def test_a_file_that_reads_it_or_sets_its_own_is_not(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.py"
    path.write_text(f"import settings\n{line}\n")
    assert Mentions([str(path)]).editors("OWNER") == []
