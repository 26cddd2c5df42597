"""Every format's exact output, kept in `golden/`; UPDATE_GOLDEN=1 writes it anew."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reporters.sample import EMPTY, OPTIONS, REPORT
from untagged_llm.reporters import formats, render

if TYPE_CHECKING:
    from untagged_llm.model import Report
    from untagged_llm.reporters.registry import Kind

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "reporters" / "golden"
CASES = [
    (kind, name, label, report)
    for kind in ("findings", "inventory")
    for name in formats(kind)
    for label, report in (("full", REPORT), ("empty", EMPTY))
]


@pytest.mark.parametrize(
    ("kind", "name", "label", "report_"), CASES, ids=lambda value: str(value)[:9]
)
def test_the_output_is_the_one_that_was_reviewed(
    kind: Kind, name: str, label: str, report_: Report
) -> None:
    written = "".join(render(kind, name, report_, options=OPTIONS))
    golden = GOLDEN / kind / f"{name}.{label}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(written, encoding="utf-8", newline="\n")
    renew = "run `UPDATE_GOLDEN=1 pytest tests/reporters` and review it"
    assert golden.is_file(), f"{golden.relative_to(ROOT)} is missing: {renew}"
    assert written == golden.read_bytes().decode("utf-8")
