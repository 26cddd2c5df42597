"""Names that do not fit together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm.fix.inference.lint import problems
from untagged_llm.model import Place, Range
from untagged_llm.policy.catalog import Entry

from .asking import put

if TYPE_CHECKING:
    from pathlib import Path

GROUPS = """
kind: Group
metadata: {name: search}
---
kind: Component
metadata: {name: qa}
spec: {owner: growth, system: answers}
"""


def test_what_a_component_refers_to_has_to_be_described(repository: Path) -> None:
    put(repository, "catalog-info.yaml", GROUPS)

    assert problems(repository, {}, ()) == [
        "catalog-info.yaml:7: team_id 'growth' is in no catalog"
    ]


def test_nothing_is_unknown_where_nobody_lists_the_names(repository: Path) -> None:
    put(repository, "CODEOWNERS", "* @acme/search\n/b/ @acme/growth\n")

    assert problems(repository, {}, ()) == []


def test_the_configurations_values_are_a_list(repository: Path) -> None:
    put(repository, ".github/CODEOWNERS", "* @acme/search\n/b/ @acme/serach\n")

    assert problems(repository, {"team_id": ["search"]}, ()) == [
        ".github/CODEOWNERS:2: team_id 'serach' is in no catalog; did you mean 'search'?"
    ]


def test_a_service_of_the_code_that_nobody_describes(repository: Path) -> None:
    put(repository, "qa/service.datadog.yaml", "dd-service: qa\n")
    used = [
        Entry("service_name", name, Place("app.py", Range(line, 1, line, 2)))
        for line, name in enumerate(("qa", "q-a", "mail"), 1)
    ]
    assert problems(repository, {}, used) == [
        "app.py:3: service_name 'mail' is in no catalog",
        "app.py:2: service_name 'q-a' is written 'qa' in qa/service.datadog.yaml:1",
    ]


def test_installed_packages_are_not_looked_into(repository: Path) -> None:
    put(repository, "node_modules/x/catalog-info.yaml", "kind: [")
    put(repository, ".venv/x/catalog-info.yaml", "kind: [")

    assert problems(repository, {}, ()) == []
