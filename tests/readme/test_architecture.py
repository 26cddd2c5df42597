"""docs/architecture.md shows the tree as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "untagged_llm"
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
TREE = PAGE.partition("    src/untagged_llm/\n")[2].partition("    fixtures/")[0]
NAMED = re.compile(r"^ {8}(\w+(?:/|\.py))", re.MULTILINE)
PATHS = re.compile(r"`((?:[a-z_]+/)+[a-z_0-9.]*)`")


def test_the_tree_has_every_folder_and_module() -> None:
    there = {f"{each.name}/" for each in PACKAGE.iterdir() if (each / "__init__.py").is_file()}
    there |= {each.name for each in PACKAGE.glob("*.py")} - {"__init__.py"}
    assert set(NAMED.findall(TREE)) == there


@pytest.mark.parametrize("path", sorted(set(PATHS.findall(PAGE))))
def test_a_path_that_is_named_is_there(path: str) -> None:
    places = (ROOT, PACKAGE, PACKAGE / "analysis", PACKAGE / "runtime")
    assert any((place / path).exists() for place in places)


def test_every_module_of_a_request_s_life_is_there() -> None:
    life = PAGE.partition("## The life of a request")[2].partition("## ")[0]
    named = re.findall(r"`((?:\w+/)*\w+\.py)`", life)
    lost = [name for name in named if not (PACKAGE / "runtime" / name).is_file()]
    assert len(named) > 20
    assert not lost, "docs/architecture.md names modules that runtime/ does not have"


def test_every_module_of_the_resolver_is_placed() -> None:
    table = PAGE.partition("Inside `resolve/`")[2].partition("\n\n`")[0]
    named = re.findall(r"`(\w+)`", table)
    there = [file.stem for file in (PACKAGE / "analysis" / "resolve").glob("[a-z]*.py")]
    assert sorted(named) == sorted(there)
