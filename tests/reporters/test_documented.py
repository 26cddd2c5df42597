from __future__ import annotations

import re
from pathlib import Path

from untagged_llm.reporters import formats

PAGE = (Path(__file__).parents[2] / "docs" / "output.md").read_text("utf-8")


def test_every_format_has_its_row_and_every_row_its_format() -> None:
    _, findings, inventory, *_ = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    rows = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)
    assert sorted(rows.findall(findings)) == list(formats("findings"))
    assert sorted(rows.findall(inventory)) == list(formats("inventory"))
