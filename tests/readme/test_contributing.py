"""docs/contributing.md names what is there, and its example of a format works."""

from __future__ import annotations

import re
from typing import Any

import pytest

from reporters.sample import REPORT
from untagged_llm.reporters.options import RenderOptions

from .fences import FENCE, ROOT

PAGE = (ROOT / "docs" / "contributing.md").read_text("utf-8")
PATHS = re.compile(r"`((?:[a-z_]+/)+[a-z_0-9.]*)`")
PLACES = ("", "src/untagged_llm", "tests")
MADE_BY_THE_READER = {"fixtures/ulm109_some_name/"}


@pytest.mark.parametrize("path", sorted(set(PATHS.findall(PAGE)) - MADE_BY_THE_READER))
def test_a_path_that_is_named_is_there(path: str) -> None:
    there = any((ROOT / place / path).exists() for place in PLACES)
    assert there, f"docs/contributing.md names {path}, which is gone"


def test_every_change_of_the_table_has_its_section() -> None:
    headings = re.findall(r"^## (.+)$", PAGE, re.MULTILINE)
    sections = {heading.lower().replace(" ", "-") for heading in headings}

    linked = re.findall(r"\]\(#([\w-]+)\)", PAGE)

    assert len(linked) > 6
    assert set(linked) <= sections


def test_the_example_of_a_format_renders() -> None:
    (example,) = (text for _, text in FENCE.findall(PAGE) if "NAME = " in text)
    names: dict[str, Any] = {}
    header = "from __future__ import annotations\nfrom typing import TYPE_CHECKING\n"
    exec(compile(header + example, "contributing.md", "exec"), names)

    lines = list(names["render"](REPORT, options=RenderOptions()))

    assert len(lines) > 1
    assert all(": error: " in line or ": warning: " in line for line in lines)
