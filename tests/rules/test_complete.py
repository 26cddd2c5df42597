"""Names what is missing when somebody forgets a part of a rule."""

from __future__ import annotations

import re

import pytest

import untagged_llm.rules
from harness import ROOT
from untagged_llm.rules import RULES, Rule
from untagged_llm.rules.document import BEGIN, END, HEADINGS, pages, readme

FOUND_WHILE_READING = {"ULM000", "ULM001"}
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
every_looking_rule = pytest.mark.parametrize(
    "rule",
    [rule for rule in RULES if rule.code not in FOUND_WHILE_READING],
    ids=lambda rule: rule.code,
)


def test_codes_and_names_are_unique() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)


@every_rule
def test_the_module_is_called_after_the_code_and_the_name(rule: Rule) -> None:
    module = f"{rule.code.lower()}_{rule.name.replace('-', '_')}.py"
    [package] = untagged_llm.rules.__path__
    assert (ROOT / package / module).is_file(), f"rules/{module} is missing"


@every_rule
def test_the_page_has_its_headings_in_order(rule: Rule) -> None:
    assert tuple(re.findall(r"^## (.+)$", rule.explanation, re.MULTILINE)) == HEADINGS, (
        f"the docstring of {rule.code} lacks a heading"
    )


@every_looking_rule
@pytest.mark.parametrize("kind", ["bad", "good"])
def test_there_are_fixtures(rule: Rule, kind: str) -> None:
    folder = ROOT / "fixtures" / f"{rule.code.lower()}_{rule.name.replace('-', '_')}"
    assert list(folder.glob(f"{kind}*.py")), f"{folder.relative_to(ROOT)}/{kind}.py is missing"


def test_every_fixture_folder_belongs_to_a_rule() -> None:
    known = {f"{rule.code.lower()}_{rule.name.replace('-', '_')}" for rule in RULES}
    written = {folder.name for folder in (ROOT / "fixtures").glob("ulm*")}
    assert not written - known, "these folders in fixtures/ are called like no rule"


@every_rule
def test_the_changelog_mentions_the_rule(rule: Rule) -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert rule.code in text, f"CHANGELOG.md says nothing of {rule.code} {rule.name}"


@pytest.mark.parametrize(("name", "text"), list(pages()), ids=lambda each: each[:12])
def test_the_written_pages_are_fresh(name: str, text: str) -> None:
    file = ROOT / "docs" / "rules" / name
    renew = "run `python -m untagged_llm.rules.document`"
    assert file.is_file(), f"docs/rules/{name} is missing: {renew}"
    assert file.read_text(encoding="utf-8") == text, f"docs/rules/{name} is stale: {renew}"


def test_no_page_is_left_of_a_rule_that_is_gone() -> None:
    known = {name for name, _ in pages()}
    assert {file.name for file in (ROOT / "docs" / "rules").glob("*.md")} == known


def test_the_table_of_the_readme_is_fresh() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert BEGIN in text, f"README.md has no {BEGIN} ... {END}"
    assert readme(text) == text, "run `python -m untagged_llm.rules.document --readme`"


def test_a_readme_without_markers_is_named() -> None:
    with pytest.raises(ValueError, match=r"README\.md has no <!-- rules:begin -->"):
        readme("# untagged-llm\n")
