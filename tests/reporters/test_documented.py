from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from untagged_llm.cli import check
from untagged_llm.cli import inventory as lists
from untagged_llm.reporters import formats

if TYPE_CHECKING:
    from untagged_llm.reporters.registry import Kind

PAGE = (Path(__file__).parents[2] / "docs" / "output.md").read_text("utf-8")


def test_every_format_has_its_row_and_every_row_its_format() -> None:
    _, findings, inventory, *_ = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    rows = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)
    assert sorted(rows.findall(findings)) == list(formats("findings"))
    assert sorted(rows.findall(inventory)) == list(formats("inventory"))


@pytest.mark.parametrize(
    ("kind", "told"), [("findings", check.FORMATS), ("inventory", lists.FORMATS)]
)
def test_the_help_names_every_format(kind: Kind, told: str) -> None:
    assert sorted(re.findall(r"\w+", told.replace(" or ", ", "))) == list(formats(kind))
