from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from untagged_llm.policy import ConfigError, Settings
from untagged_llm.policy.catalog import Catalog, forget, load_catalog

from .files import put

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _fresh() -> None:
    forget()


def catalog(root: Path, *names: str) -> Catalog:
    found = load_catalog(Settings(root=root, catalog=names, source=root / "untagged-llm.toml"))
    assert found is not None
    return found


def values(found: Catalog) -> dict[str, list[str]]:
    return {key: list(names) for key, names in found.values.items()}


def test_without_a_catalog_there_is_none(repository: Path) -> None:
    assert load_catalog(Settings(root=repository)) is None


def test_owners_lists_names_in_arrays_and_tables(repository: Path) -> None:
    put(
        repository,
        "owners.toml",
        """
        teams = ["growth", "search"]
        note = "search"

        [services.qa]
        team = "growht"
        project = "p-104"
        """,
    )
    found = catalog(repository, "owners.toml")
    assert values(found) == {
        "team_id": ["growth", "search"],
        "service_name": ["qa"],
        "project_id": ["p-104"],
    }
    place = found.values["service_name"]["qa"]
    assert (place.path, place.range.line, place.range.column) == ("owners.toml", 5, 11)


def test_owners_may_be_yaml(repository: Path) -> None:
    put(repository, "owners.yaml", "paths:\n  src/qa: {team: search, service: qa}\n  lib: null\n")
    found = catalog(repository, "owners.yaml")
    assert values(found) == {"team_id": ["search"], "service_name": ["qa"]}


def test_backstage_names_components_owners_and_systems(repository: Path) -> None:
    put(
        repository,
        "services/qa/catalog-info.yaml",
        """
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata:
          name: qa
        spec:
          owner: group:default/search
          system: answers
        ---
        kind: Group
        metadata: {name: growth}
        ---
        kind: API
        metadata: {name: not-a-service}
        spec: {owner: "user:alice"}
        ---
        """,
    )
    found = catalog(repository, "services/*/catalog-info.yaml")
    assert values(found) == {
        "service_name": ["qa"],
        "team_id": ["search", "growth"],
        "project_id": ["answers"],
    }
    assert found.values["team_id"]["search"].range.line == 7


def test_codeowners_names_teams_only(repository: Path) -> None:
    put(
        repository,
        ".github/CODEOWNERS",
        """
        # @acme/commented
        *            @acme/search @alice bob@acme.example
        [Docs][2] @acme/group/writers
        /app/  @acme/growth # @acme/also-commented
        """,
    )
    found = catalog(repository, ".github/CODEOWNERS")
    assert values(found) == {"team_id": ["search", "writers", "growth"]}
    assert found.values["team_id"]["search"].range.line == 3
    assert found.values["team_id"]["search"].range.column == 20


def test_several_files_make_one_catalog(repository: Path) -> None:
    put(repository, "CODEOWNERS", "* @acme/search\n")
    put(repository, "owners.toml", 'services = ["qa"]\n')
    found = catalog(repository, "CODEOWNERS", "owners.toml")
    assert found.knows("team_id", "search")
    assert found.knows("service_name", "qa")
    assert not found.knows("project_id", "p1")


@pytest.mark.parametrize(
    ("value", "nearest"), [("Growth", "growth"), ("grwoth", "growth"), ("payments", None)]
)
def test_the_nearest_value(repository: Path, value: str, nearest: str | None) -> None:
    put(repository, "owners.toml", 'teams = ["growth", "search"]\n')
    found = catalog(repository, "owners.toml")
    assert not found.knows("team_id", value)
    assert found.nearest("team_id", value) == nearest


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        (
            "owner.toml",
            None,
            "untagged-llm.toml: 'catalog' names 'owner.toml', which is no file; "
            "did you mean 'owners.toml'?",
        ),
        (
            "people.txt",
            "",
            "untagged-llm.toml: 'catalog' names 'people.txt', which is none of CODEOWNERS, "
            "catalog-info.yaml, cortex.yaml, opslevel.yml, owners.toml, service.datadog.yaml",
        ),
        ("**x", None, "untagged-llm.toml: 'catalog' "),
        ("/no/such/*.toml", None, "untagged-llm.toml: 'catalog' names '/no/such/*.toml', which is"),
        ("owners.toml", "teams = [", "owners.toml: line 1: malformed TOML: "),
        ("owners.yaml", "a: [\n", "owners.yaml: line 2: malformed YAML: "),
        ("owners.yaml", "- a\n", "owners.yaml: must be a mapping of sections such as 'teams'"),
        ("catalog-info.yaml", "a: [\n", "catalog-info.yaml: line 2: malformed YAML: "),
    ],
)
def test_a_wrong_catalog_is_one_sentence(
    repository: Path, name: str, text: str | None, sentence: str
) -> None:
    put(repository, "owners.toml", "")
    if text is not None:
        put(repository, name, text)
    with pytest.raises(ConfigError) as caught:
        catalog(repository, name)
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)


def test_yaml_without_its_package_says_how_to_get_it(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(repository, "catalog-info.yaml", "kind: Group\n")
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(ConfigError) as caught:
        catalog(repository, "catalog-info.yaml")
    assert str(caught.value) == (
        "catalog-info.yaml: reading YAML needs PyYAML: pip install 'untagged-llm[yaml]'"
    )
