"""Which source decides when several speak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from untagged_llm import policy
from untagged_llm.fix import inference

from .asking import answers, chosen, put, tag, values

if TYPE_CHECKING:
    from pathlib import Path

CATALOG = """
kind: Component
metadata: {name: qa}
spec: {owner: search, system: answers}
"""


def test_what_the_user_sets_goes_first_in_any_spelling(repository: Path) -> None:
    put(repository, "untagged-llm.toml", '[owners."**"]\nteam_id = "growth"\n')
    file = put(repository, "app.py")

    value = answers(file, given={"x-owner-team": "search"})["team_id"].chosen

    assert value is not None
    assert (value.value, value.source, value.confidence) == ("search", "--set", "given")


def test_the_policys_map_is_not_questioned_by_files(repository: Path) -> None:
    put(
        repository,
        "pyproject.toml",
        """
        [project]
        name = "shop"

        [tool.untagged-llm.owners."src/**"]
        team_id = "platform"

        [tool.untagged-llm.owners."src/search/**"]
        service = "qa"
        team = "search"
        """,
    )
    put(repository, "src/search/catalog-info.yaml", CATALOG.replace("search", "growth"))
    file = put(repository, "src/search/app.py")

    assert values(file, "team_id") == [("search", "pyproject.toml:10", "given")]
    assert values(file, "service_name") == [("qa", "pyproject.toml:9", "given")]
    outside = put(repository, "src/app.py")
    assert values(outside, "team_id") == [("platform", "pyproject.toml:6", "given")]


def test_a_nested_configuration_maps_its_own_folder(repository: Path) -> None:
    put(repository, "pyproject.toml", '[tool.untagged-llm]\nowners."**" = { team_id = "a" }\n')
    put(repository, "lib/untagged-llm.toml", '[owners."*.py"]\nteam_id = "b"\n')

    inner, outer = put(repository, "lib/deep/x.py"), put(repository, "x.py")

    assert values(inner, "team_id") == [("b", "lib/untagged-llm.toml:2", "given")]
    assert values(outer, "team_id") == [("a", "pyproject.toml:2", "given")]


def test_the_map_may_say_more_than_is_required(repository: Path) -> None:
    put(repository, "untagged-llm.toml", '[owners."*.py"]\ncost_center = "cc-7"\n')

    value = answers(put(repository, "app.py"))["cost_center"].chosen

    assert value is not None
    assert (value.value, value.source) == ("cc-7", "untagged-llm.toml:2")


def test_the_line_of_a_mapped_value_is_that_of_its_key(repository: Path) -> None:
    put(repository, "untagged-llm.toml", '[owners."*.py"]\nservice = "qa"\nteam = "qa"\n')

    assert values(put(repository, "app.py"), "team_id") == [("qa", "untagged-llm.toml:3", "given")]


def test_a_catalog_file_goes_before_codeowners_of_the_same_folder(repository: Path) -> None:
    put(repository, "catalog-info.yaml", CATALOG)
    put(repository, "CODEOWNERS", "* @acme/platform\n")
    file = put(repository, "app.py")

    assert values(file, "team_id") == [("search", "catalog-info.yaml:4", "certain")]


def test_a_deeper_folder_that_contradicts_makes_two_candidates(repository: Path) -> None:
    put(repository, "catalog-info.yaml", CATALOG)
    put(repository, "CODEOWNERS", "/src/growth/ @acme/growth\n")
    file = put(repository, "src/growth/app.py")

    assert values(file, "team_id") == [
        ("search", "catalog-info.yaml:4", "likely"),
        ("growth", "CODEOWNERS:1", "likely"),
    ]
    assert answers(file)["team_id"].hint == (
        "choose one of 'search' (catalog-info.yaml:4), 'growth' (CODEOWNERS:1): --set team_id=..."
    )
    assert chosen(file)["team_id"] is None


def test_a_catalog_that_lists_several_components_is_narrowed_by_codeowners(
    repository: Path,
) -> None:
    other = CATALOG.replace("qa", "mail").replace("search", "growth")
    put(repository, "catalog-info.yaml", f"{CATALOG}---{other}")
    put(repository, "CODEOWNERS", "/a/ @acme/Growth\n/b/ @acme/trust\n")

    assert values(put(repository, "a/x.py"), "team_id") == [("growth", "CODEOWNERS:1", "certain")]
    assert values(put(repository, "b/x.py"), "team_id") == [("trust", "CODEOWNERS:2", "certain")]
    put(repository, "CODEOWNERS", "* @acme/platform\n/a/ @acme/growth\n")
    inference.forget()
    undecided = put(repository, "c/x.py")
    assert [value for value, _, _ in values(undecided, "team_id")] == [
        "search",
        "growth",
        "platform",
    ]
    assert values(undecided, "project_id") == [("answers", "catalog-info.yaml:4", "certain")]


def test_sibling_sites_are_likely_and_come_last(repository: Path) -> None:
    file = put(repository, "app.py")
    siblings = [tag("x-owner-team", "search", 7), tag("service", "qa"), tag("project", None)]

    assert values(file, "team_id", siblings) == [("search", "app.py:7", "likely")]
    assert values(file, "service_name", siblings) == [("qa", "app.py:1", "likely")]
    assert values(file, "project_id", siblings) == []


def test_siblings_that_pack_their_tags_are_understood(repository: Path) -> None:
    file = put(repository, "app.py")

    packed = [tag("x-litellm-tags", "team_id:search,service_name:qa")]

    assert chosen(file, packed) == {"team_id": "search", "service_name": "qa", "project_id": None}


def test_a_sibling_that_contradicts_leaves_the_choice_to_people(repository: Path) -> None:
    put(repository, "CODEOWNERS", "* @acme/platform\n")
    file = put(repository, "app.py")

    found = values(file, "team_id", [tag("team", "search", 3)])

    assert found == [("platform", "CODEOWNERS:1", "likely"), ("search", "app.py:3", "likely")]


def test_tags_of_another_module_say_nothing_of_this_one(repository: Path) -> None:
    file = put(repository, "src/app.py")

    assert values(file, "team_id", [tag("team", "search")]) == []


def test_a_siblings_mistake_is_no_candidate(repository: Path) -> None:
    put(repository, "untagged-llm.toml", '[values]\nteam_id = ["growth", "search"]\n')
    put(repository, "CODEOWNERS", "* @acme/growth\n")
    file = put(repository, "app.py")

    assert values(file, "team_id", [tag("team", "grwoth")]) == [
        ("growth", "CODEOWNERS:1", "certain")
    ]


def test_the_nearest_pyproject_names_service_and_project(repository: Path) -> None:
    put(repository, "pyproject.toml", '[project]\nversion = "1"\nname = "shop"\n')
    put(repository, "lib/pyproject.toml", '[tool.poetry]\nname = "search-lib"\n')
    put(repository, "lib/deep/pyproject.toml", "[tool.ruff]\n")
    file = put(repository, "lib/deep/app.py")

    assert values(put(repository, "app.py"), "project_id") == [
        ("shop", "pyproject.toml:3", "certain")
    ]
    assert values(file, "service_name") == [("search-lib", "lib/pyproject.toml:2", "certain")]


def test_a_placeholder_is_no_value(repository: Path) -> None:
    put(repository, "catalog-info.yaml", CATALOG.replace("search", "your-team"))
    put(repository, "CODEOWNERS", "* @acme/platform\n")
    file = put(repository, "app.py")

    assert values(file, "team_id") == [("platform", "CODEOWNERS:1", "certain")]


def test_a_value_that_no_catalog_lists_is_not_written(repository: Path) -> None:
    put(repository, "untagged-llm.toml", '[values]\nteam_id = ["Search", "growth"]\n')
    put(repository, "CODEOWNERS", "/a/ @acme/search\n/b/ @acme/grwoth\n")

    assert values(put(repository, "a/x.py"), "team_id") == [("Search", "CODEOWNERS:1", "certain")]
    wrong = answers(put(repository, "b/x.py"))["team_id"]
    assert wrong.values == ()
    assert wrong.hint == "'grwoth' (CODEOWNERS:2) is in no catalog; did you mean 'growth'?"


def test_without_an_answer_the_hint_says_what_to_configure(repository: Path) -> None:
    file = put(repository, "src/search/app.py")

    assert answers(file)["project_id"].hint == (
        "add to pyproject.toml: [tool.untagged-llm.owners.\"src/search/**\"] project_id = '...'"
    )
    put(repository, "untagged-llm.toml", "")
    policy.forget()
    assert answers(file)["project_id"].hint == (
        "add to untagged-llm.toml: [owners.\"src/search/**\"] project_id = '...'"
    )


def test_an_answer_for_each_key_of_the_policy(repository: Path) -> None:
    put(repository, "untagged-llm.toml", 'required = ["team"]\noptional = ["feature"]\n')
    file = put(repository, "app.py")

    assert list(answers(file, given={"env": "prod"})) == ["team_id", "feature", "environment"]


def test_a_project_inside_a_repository_asks_nobody_outside(repository: Path) -> None:
    put(repository, "CODEOWNERS", "* @acme/platform\n")
    put(repository, "demo/untagged-llm.toml", "root = true\n")

    assert values(put(repository, "demo/app.py"), "team_id") == []
    assert values(put(repository, "other/app.py"), "team_id") != []


def test_without_a_repository_the_files_own_folder_is_asked(
    repository: Path, tmp_path: Path
) -> None:
    (repository / ".git").rmdir()
    put(repository, "CODEOWNERS", "* @acme/platform\n")
    file = put(repository, "app.py")

    assert values(file, "team_id") == [("platform", "CODEOWNERS:1", "certain")]
