"""The whole way, from files to files, as a caller of the library sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from untagged_llm.checking import Options
from untagged_llm.fix.plan import Plan, Proposal
from untagged_llm.fix.run import Request, Result, fix_paths, fix_text, safe_only, unsafe_too

from .repository import committed

if TYPE_CHECKING:
    from pathlib import Path

    from untagged_llm.checking import Outcome

GIVEN = {"team_id": "search", "service_name": "rewriter", "project_id": "p-104"}
UNOWNED = "from openai import OpenAI\n\nclient = OpenAI()\n"
HEADERS = '"x-owner-team": "search"'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(UNOWNED, "utf-8")
    return tmp_path


def fixed(*paths: str, **how: object) -> Result:
    request = Request(**{"plan": Plan(GIVEN), **how})  # type: ignore[arg-type]
    return fix_paths(paths or (".",), Options(use_cache=False), request)


def reasons(result: Result) -> list[str]:
    return [getattr(each.answer, "reason", "") for each in result.left]


def test_a_client_gets_its_owner(project: Path) -> None:
    result = fixed()

    assert HEADERS in (project / "app.py").read_text("utf-8")
    assert [each.finding.code for each in result.fixed] == ["ULM101"]
    assert result.after.report.findings == ()


def test_a_second_run_changes_nothing(project: Path) -> None:
    fixed()
    once = (project / "app.py").read_bytes()

    assert fixed().files == ()
    assert (project / "app.py").read_bytes() == once


def test_nothing_is_written_when_only_asked(project: Path) -> None:
    result = fixed(write=False)

    assert [file.before.path for file in result.files] == ["app.py"]
    assert (project / "app.py").read_text("utf-8") == UNOWNED


def test_without_values_the_reason_is_given(project: Path) -> None:
    result = fixed(plan=Plan())

    assert result.files == ()
    assert len(result.left) == 1
    assert "team_id" in reasons(result)[0]


def test_a_file_that_cannot_be_parsed_stops_no_other(project: Path) -> None:
    (project / "broken.py").write_text("import openai\nclient = openai.OpenAI(\n", "utf-8")

    result = fixed()

    assert [error.path for error in result.after.report.errors] == ["broken.py"]
    assert [file.before.path for file in result.files] == ["app.py"]


def test_a_file_with_uncommitted_changes_is_left_alone(project: Path) -> None:
    (project / "other.py").write_text(UNOWNED, "utf-8")
    committed(project)
    (project / "app.py").write_text(UNOWNED + "x = 1\n", "utf-8")

    result = fixed()

    assert [file.before.path for file in result.files] == ["other.py"]
    assert reasons(result) == ["app.py has uncommitted changes: commit them, or give --allow-dirty"]


def test_uncommitted_changes_may_be_allowed(project: Path) -> None:
    committed(project)
    (project / "app.py").write_text(UNOWNED + "x = 1\n", "utf-8")

    assert len(fixed(allow_dirty=True).files) == 1


def test_a_file_that_changes_between_checking_and_fixing_is_left_alone(project: Path) -> None:
    def meanwhile(proposal: Proposal, outcome: Outcome) -> Proposal:
        (project / "app.py").write_text("# new\n" + UNOWNED, "utf-8")
        return proposal

    result = fixed(decide=meanwhile)

    assert reasons(result) == ["the file is not the one that was checked"]
    assert (project / "app.py").read_text("utf-8") == "# new\n" + UNOWNED


def test_an_unsafe_fix_waits_for_permission(project: Path) -> None:
    spread = "from openai import OpenAI\n\n\ndef build(**options):\n    return OpenAI(**options)\n"
    (project / "app.py").write_text(spread, "utf-8")

    assert fixed(decide=safe_only).files == ()


def test_streams_ask_for_usage_only_when_unsafe_fixes_are_wanted(project: Path) -> None:
    text = UNOWNED + "client.chat.completions.create(model='gpt-5.4', messages=[], stream=True)\n"
    (project / "app.py").write_text(text, "utf-8")

    careful = fixed(write=False)
    bold = fixed(write=False, decide=unsafe_too)

    assert [each.finding.code for each in careful.left] == ["ULM301"]
    assert "--unsafe-fixes" in reasons(careful)[0]
    assert bold.left == ()


def test_what_is_mended_in_a_file_that_was_not_given_is_left(project: Path) -> None:
    (project / "tags.py").write_text('TAGS = {"x-owner-team": "Search"}\n', "utf-8")

    assert [file.before.path for file in fixed("app.py").files] == ["app.py"]


def test_a_notebook_is_fixed_in_its_cells(project: Path) -> None:
    book = '{"cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "source": ["%s"]}]}'
    code = UNOWNED.replace("\n", "\\n")
    (project / "book.ipynb").write_text(book % code, "utf-8")

    result = fixed("book.ipynb")

    assert result.after.report.findings == ()
    assert HEADERS.replace('"', '\\"') in (project / "book.ipynb").read_text("utf-8")


def test_a_file_in_memory_is_fixed_without_a_disk(project: Path) -> None:
    result = fix_text("src/new.py", UNOWNED.encode(), Options(), Request(Plan(GIVEN)))

    assert HEADERS in result.files[0].data.decode()
    assert not (project / "src").exists()


def test_calls_in_other_files_count_as_owned_afterwards(project: Path) -> None:
    call = "from app import client\n\nclient.responses.create(model='gpt-5.4', input='hi')\n"
    (project / "use.py").write_text(call, "utf-8")

    result = fixed()

    status = {each.site.path: each.ownership.status for each in result.after.report.judged}
    assert status == {"app.py": "owned", "use.py": "owned"}


def test_a_known_finding_stays_known(project: Path) -> None:
    from untagged_llm.checking import check
    from untagged_llm.suppress.baseline import render

    (project / "app.py").write_text(UNOWNED + "other = OpenAI(timeout=1)\n", "utf-8")
    standing = check(["."], Options(use_cache=False)).standing
    (project / "known.txt").write_text(render(standing[:1]), "utf-8")

    options = Options(use_cache=False, baseline=project / "known.txt")
    result = fix_paths(["."], options, Request(Plan(GIVEN)))

    assert len(result.fixed) == 1
    assert "OpenAI()" in (project / "app.py").read_text("utf-8")
