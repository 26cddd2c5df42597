"""Catalog files beside the code."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from .asking import answers, chosen, put, values

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "catalog-info.yaml",
            """
            kind: Component
            metadata: {name: qa}
            spec: {owner: "group:default/search", system: answers}
            """,
        ),
        (
            "service.datadog.yaml",
            """
            schema-version: v2.2
            dd-service: qa
            team: search
            application: answers
            """,
        ),
        (
            "entity.datadog.yaml",
            """
            apiVersion: v3
            kind: service
            metadata: {name: qa, owner: search}
            spec: {componentOf: ["system:answers"]}
            """,
        ),
        (
            "cortex.yaml",
            """
            openapi: 3.0.1
            info:
              title: Questions
              x-cortex-tag: qa
              x-cortex-owners:
                - {type: email, email: bob@acme.example}
                - {type: group, name: search}
              x-cortex-parents: [{tag: answers}]
            """,
        ),
        (
            "opslevel.yml",
            """
            version: 1
            service: {name: qa, owner: search, system: answers}
            """,
        ),
    ],
)
def test_the_nearest_catalog_file_names_all_three(repository: Path, name: str, text: str) -> None:
    put(repository, "catalog-info.yaml", "kind: Component\nmetadata: {name: outer}\n")
    put(repository, f"services/qa/{name}", text)
    file = put(repository, "services/qa/src/app.py")

    assert chosen(file) == {"team_id": "search", "service_name": "qa", "project_id": "answers"}
    value = answers(file)["team_id"].chosen
    assert value is not None
    assert value.source.startswith(f"services/qa/{name}:")
    assert value.confidence == "certain"


def test_several_owners_of_one_component_are_choices(repository: Path) -> None:
    put(
        repository,
        "cortex.yaml",
        """
        info:
          x-cortex-tag: qa
          x-cortex-owners:
            - {type: group, name: search}
            - {type: group, name: growth}
        """,
    )
    found = values(put(repository, "app.py"), "team_id")

    assert found == [("search", "cortex.yaml:5", "likely"), ("growth", "cortex.yaml:6", "likely")]


def test_people_and_other_kinds_own_no_code(repository: Path) -> None:
    put(
        repository,
        "catalog-info.yaml",
        """
        kind: Component
        metadata: {name: qa}
        spec: {owner: "user:alice"}
        ---
        kind: API
        metadata: {name: qa-api}
        spec: {owner: growth}
        """,
    )
    file = put(repository, "app.py")

    assert values(file, "team_id") == []
    assert answers(file)["team_id"].hint == (
        "catalog-info.yaml:3 has 'qa' without owner: add it there"
    )


MONOREPO = """
kind: Component
metadata:
  name: qa
  annotations:
    backstage.io/source-location: url:https://github.com/acme/shop/tree/main/services/qa/
spec: {owner: search}
---
kind: Component
metadata:
  name: mail
  annotations:
    backstage.io/source-location: url:https://github.com/acme/shop/tree/main/services/mail
spec: {owner: growth}
---
kind: Component
metadata:
  name: elsewhere
  annotations:
    backstage.io/source-location: url:https://github.com/acme/other/tree/main/
spec: {owner: platform}
---
kind: System
metadata: {name: web-shop}
"""


def test_a_component_that_says_where_its_code_stands_owns_that_code(repository: Path) -> None:
    put(repository, ".git/config", '[remote "origin"]\n\turl = git@github.com:acme/shop.git\n')
    put(repository, "catalog-info.yaml", MONOREPO)

    inside = chosen(put(repository, "services/mail/app.py"))

    assert inside == {"team_id": "growth", "service_name": "mail", "project_id": "web-shop"}
    assert chosen(put(repository, "tools/app.py"))["team_id"] is None
    assert values(put(repository, "tools/app.py"), "team_id") == []


def test_a_system_that_is_only_described_nearby_is_likely(repository: Path) -> None:
    put(repository, "catalog-info.yaml", "kind: System\nmetadata: {name: web-shop}\n")
    put(repository, "qa/catalog-info.yaml", "kind: Component\nmetadata: {name: qa}\n")

    found = values(put(repository, "qa/app.py"), "project_id")

    assert found == [("web-shop", "catalog-info.yaml:2", "likely")]


def test_cortex_and_datadog_say_where_code_stands(repository: Path) -> None:
    put(
        repository,
        "cortex.yaml",
        """
        info:
          x-cortex-tag: qa
          x-cortex-git: {github: {repository: acme/shop, basepath: services/qa}}
        """,
    )
    put(
        repository,
        "entity.datadog.yaml",
        """
        apiVersion: v3
        kind: service
        metadata: {name: mail}
        datadog:
          codeLocations:
            - {repositoryURL: "https://github.com/acme/shop.git", paths: ["services/mail/**"]}
        """,
    )
    assert chosen(put(repository, "services/qa/a.py"))["service_name"] == "qa"
    assert chosen(put(repository, "services/mail/a.py"))["service_name"] == "mail"
    assert chosen(put(repository, "a.py"))["service_name"] is None


def test_cortex_keeps_the_descriptions_of_a_repository_together(repository: Path) -> None:
    for name in ("qa", "mail"):
        git = f"{{github: {{repository: acme/shop, basepath: services/{name}}}}}"
        text = f"info: {{x-cortex-tag: {name}, x-cortex-git: {git}}}\n"
        put(repository, f".cortex/catalog/{name}.yaml", text)

    assert values(put(repository, "services/mail/a.py"), "service_name") == [
        ("mail", ".cortex/catalog/mail.yaml:1", "certain")
    ]


def test_a_catalog_that_cannot_be_read_makes_the_rest_likely(repository: Path) -> None:
    put(repository, "catalog-info.yaml", "kind: [\n")
    put(repository, "CODEOWNERS", "* @acme/platform\n")
    file = put(repository, "app.py")

    assert values(file, "team_id") == [("platform", "CODEOWNERS:1", "likely")]
    assert answers(file)["team_id"].hint.startswith("catalog-info.yaml: line 2: malformed YAML")
    assert "catalog-info.yaml: line 2" in answers(file)["project_id"].hint


def test_a_broken_file_further_out_spoils_no_answer(repository: Path) -> None:
    put(repository, "catalog-info.yaml", "kind: [\n")
    put(repository, "qa/opslevel.yml", "service: {name: qa, owner: search, product: answers}\n")
    found = answers(put(repository, "qa/app.py"))["team_id"]

    assert found.chosen is not None
    assert (found.chosen.confidence, found.hint) == ("certain", "")


def test_without_yaml_one_sentence_names_the_extra_and_the_rest_works(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    put(repository, "catalog-info.yaml", "kind: Component\n")
    put(repository, "CODEOWNERS", "* @acme/platform\n")
    found = answers(put(repository, "app.py"))["team_id"]

    assert [value.value for value in found.values] == ["platform"]
    assert found.hint == (
        "catalog-info.yaml: reading YAML needs PyYAML: pip install 'untagged-llm[yaml]'"
    )
