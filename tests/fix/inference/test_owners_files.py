"""`owners.toml` and `owners.yaml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .asking import KEYS, answers, chosen, put, values

if TYPE_CHECKING:
    from pathlib import Path

TOML = """
teams = ["search", "growth"]

[services.qa]
team = "search"
project = "p-104"

[paths]
"*" = "growth"
"src/qa" = { service = "qa" }
"src/mail/*.py" = { team = "growth", service = false }
vendor = false
"""
YAML = """
services:
  qa: {team: search, project: p-104}
paths:
  "*": growth
  src/qa: {service: qa}
  src/mail/*.py: {team: growth, service: null}
  vendor: null
"""


@pytest.fixture(params=[("owners.toml", TOML), ("owners.yaml", YAML)], ids=["toml", "yaml"])
def owners(request: pytest.FixtureRequest, repository: Path) -> Path:
    name, text = request.param
    put(repository, name, text)
    return repository


def test_the_last_pattern_that_matches_decides(owners: Path) -> None:
    assert chosen(put(owners, "app.py"))["team_id"] == "growth"
    assert chosen(put(owners, "src/qa/deep/app.py")) == {
        "team_id": "search",
        "service_name": "qa",
        "project_id": "p-104",
    }


def test_unowned_on_purpose_is_no_lack_of_an_answer(owners: Path) -> None:
    found = answers(put(owners, "vendor/lib/app.py"))

    assert all(found[key].unowned and not found[key].values for key in KEYS)
    assert found["team_id"].chosen is None
    assert found["team_id"].hint.startswith("left without an owner on purpose: owners.")


def test_one_key_may_be_left_out_on_purpose(owners: Path) -> None:
    put(owners, "pyproject.toml", '[project]\nname = "shop"\n')
    found = answers(put(owners, "src/mail/app.py"))

    assert found["service_name"].unowned
    assert [value.value for value in found["team_id"].values] == ["growth"]


def test_the_source_is_the_line_of_the_value(repository: Path) -> None:
    put(repository, "owners.toml", TOML)

    assert values(put(repository, "src/qa/x.py"), "service_name")[0][1] == "owners.toml:10"
    assert values(put(repository, "x.py"), "team_id")[0][1] == "owners.toml:9"


def test_the_nearest_file_with_a_pattern_decides(repository: Path) -> None:
    put(repository, "owners.toml", '[paths]\n"*" = "platform"\n')
    put(repository, "src/owners.toml", '[paths]\nqa = "search"\n')

    assert chosen(put(repository, "src/qa/x.py"))["team_id"] == "search"
    assert chosen(put(repository, "src/mail/x.py"))["team_id"] == "platform"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("paths = 3\n", "owners.toml: 'paths' must be a table of patterns"),
        (
            "[paths]\nlib = 3\n",
            "owners.toml: 'paths' has 'lib', whose owner is no name or table",
        ),
    ],
)
def test_a_wrong_owners_file_is_one_sentence(repository: Path, text: str, sentence: str) -> None:
    put(repository, "owners.toml", text)

    assert sentence in answers(put(repository, "x.py"))["team_id"].hint
