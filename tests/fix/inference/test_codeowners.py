"""CODEOWNERS as the three hosts read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .asking import answers, put, values

if TYPE_CHECKING:
    from pathlib import Path


def teams(repository: Path, path: str) -> list[str]:
    return [value for value, _, _ in values(put(repository, path), "team_id")]


def test_the_last_line_that_matches_decides(repository: Path) -> None:
    put(repository, "CODEOWNERS", "# who\n*  @acme/platform\n/src/  @acme/growth\n*.pyi @acme/x\n")

    assert teams(repository, "src/a.py") == ["growth"]
    assert values(put(repository, "a.py"), "team_id") == [("platform", "CODEOWNERS:2", "certain")]


def test_several_teams_are_choices_and_people_are_none(repository: Path) -> None:
    put(
        repository, "CODEOWNERS", "/a/ @acme/search @acme/growth\n/b/ @acme/search @bob\n/c/ @bob\n"
    )

    assert teams(repository, "a/x.py") == ["search", "growth"]
    assert teams(repository, "b/x.py") == ["search"]
    assert teams(repository, "c/x.py") == []
    assert answers(repository / "c/x.py")["team_id"].hint == (
        "CODEOWNERS:3 names only people (@bob): add a team there"
    )


def test_unmatched_and_unowned_on_purpose_differ(repository: Path) -> None:
    put(repository, ".github/CODEOWNERS", "/src/ @acme/search\n/src/generated/\n")

    unowned = answers(put(repository, "src/generated/x.py"))["team_id"]
    unmatched = answers(put(repository, "lib/x.py"))["team_id"]

    assert unowned.unowned
    assert unowned.hint == "left without an owner on purpose: .github/CODEOWNERS:2"
    assert not unmatched.unowned
    assert unmatched.hint == (
        "no line of .github/CODEOWNERS matches: add '/lib/ @organisation/team' to it"
    )


def test_a_line_that_github_skips_is_skipped(repository: Path) -> None:
    put(repository, ".github/CODEOWNERS", "* @acme/search\n* growth\n!/lib/ @acme/growth\n")

    assert teams(repository, "lib/x.py") == ["search"]


def test_gitlab_sections_each_decide_and_lend_their_default(repository: Path) -> None:
    put(
        repository,
        ".gitlab/CODEOWNERS",
        """
        * @acme/platform

        [Search][2] @acme/group/search
        src/search/
        src/search/docs/  @acme/writers

        ^[search]
        /src/search/ml/  @acme/ml
        """,
    )
    assert teams(repository, "lib/x.py") == ["platform"]
    assert teams(repository, "src/search/x.py") == ["platform", "search"]
    assert teams(repository, "src/search/docs/x.py") == ["platform", "writers"]
    assert teams(repository, "src/search/ml/x.py") == ["platform", "ml"]


def test_gitlab_excludes_what_a_section_leaves_out(repository: Path) -> None:
    put(
        repository,
        "CODEOWNERS",
        """
        [Code]
        *.py @acme/search
        !/vendor/
        /vendor/ours/ @acme/growth
        """,
    )
    assert teams(repository, "a/x.py") == ["search"]
    assert teams(repository, "vendor/ours/x.py") == []


def test_bitbucket_groups_and_strategies(repository: Path) -> None:
    put(
        repository,
        ".bitbucket/CODEOWNERS",
        """
        @@@FrontendTeam @"Brendan" @tim
        * @workspace/search:random(2)
        /web/ @@FrontendTeam  # them
        /ops/ @@"Dev Ops"
        """,
    )
    assert teams(repository, "x.py") == ["search"]
    assert teams(repository, "web/x.py") == ["FrontendTeam"]
    assert teams(repository, "ops/x.py") == ["Dev Ops"]


def test_a_file_that_is_no_text_is_told_of(repository: Path) -> None:
    (repository / "CODEOWNERS").write_bytes(b"* @acme/\xff\n")

    hint = answers(put(repository, "x.py"))["team_id"].hint

    assert hint.startswith("CODEOWNERS: cannot be read as text")
