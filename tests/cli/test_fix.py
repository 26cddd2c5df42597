"""`untagged-llm fix` and `check --fix` as they are typed."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from command_line import OWNED, UNOWNED, Done
from inline_snapshot import snapshot

if TYPE_CHECKING:
    from pathlib import Path

VALUES = ("--set", "team=search", "--set", "service=qa", "--set", "project=p1")
FIXED = UNOWNED.replace(
    "OpenAI()",
    """OpenAI(
    default_headers={
        "x-owner-team": "search",
        "x-owner-service": "qa",
        "x-owner-project": "p1",
    },
)""",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text(UNOWNED, "utf-8")
    return tmp_path


@pytest.fixture
def mapped(project: Path) -> Path:
    """The project with a map of owners in its configuration."""
    (project / "untagged-llm.toml").write_text(
        '[owners]\n"**" = { team_id = "search", service_name = "qa", project_id = "p1" }\n', "utf-8"
    )
    return project


def read(folder: Path) -> str:
    return (folder / "app.py").read_text("utf-8")


def test_a_fix_says_what_it_wrote_and_from_where(mapped: Path) -> None:
    done = Done(mapped, "fix")

    assert (done.code, done.err, read(mapped)) == (0, "", FIXED)
    assert done.out == snapshot("""\
Fixed 1 finding in 1 file
  app.py  +7 -1
    3:10  ULM101  Add team_id 'search', service_name 'qa' and project_id 'p1': default_headers

Values
  team_id       search  untagged-llm.toml:2
  service_name  qa      untagged-llm.toml:2
  project_id    p1      untagged-llm.toml:2

Owned 0 % -> 100 % of 2 LLM call sites.
""")


def test_a_second_run_has_nothing_to_do(mapped: Path) -> None:
    Done(mapped, "fix")

    again = Done(mapped, "fix")

    assert (again.code, again.out, read(mapped)) == (0, "Nothing to fix.\n", FIXED)


def test_what_cannot_be_answered_is_left_and_the_line_named(project: Path) -> None:
    done = Done(project, "fix")

    assert (done.code, read(project)) == (1, UNOWNED)
    assert "Left 1 finding\n  app.py\n    3:10  ULM101  " in done.out
    assert "team_id" in done.out


def test_a_diff_is_one_that_git_applies(project: Path) -> None:
    done = Done(project, "fix", "--diff", *VALUES)

    assert (done.code, read(project)) == (1, UNOWNED)
    assert "Would fix 1 finding in 1 file" in done.err
    subprocess.run(["git", "apply"], cwd=project, input=done.out.encode(), check=True)
    assert read(project) == FIXED


def test_a_diff_says_where_a_file_has_no_last_line_end(project: Path) -> None:
    (project / "app.py").write_text("from openai import OpenAI\nclient = OpenAI()", "utf-8")

    done = Done(project, "fix", "--diff", *VALUES)

    subprocess.run(["git", "apply"], cwd=project, input=done.out.encode(), check=True)
    assert read(project).endswith(")")


@pytest.mark.parametrize(("text", "code"), [(UNOWNED, 1), (OWNED, 0)])
def test_check_tells_by_the_exit_code_whether_something_would_change(
    project: Path, text: str, code: int
) -> None:
    (project / "app.py").write_text(text, "utf-8")

    assert Done(project, "fix", "--check", *VALUES).code == code
    assert read(project) == text


def test_a_patch_names_files_as_git_does(project: Path) -> None:
    odd = ("with space.py", 'quo"te.py', "line\nbreak.py")
    for name in odd:
        (project / name).write_text(UNOWNED, "utf-8")
    (project / "link.py").symlink_to("app.py")

    done = Done(project, "fix", "--diff", *VALUES)

    subprocess.run(["git", "apply"], cwd=project, input=done.out.encode(), check=True)
    assert [(project / name).read_text("utf-8") for name in odd] == [FIXED] * 3
    assert read(project) == FIXED


@pytest.mark.parametrize("value", ["your-team", "<team>", "TODO"])
def test_a_placeholder_is_no_answer(project: Path, value: str) -> None:
    done = Done(project, "fix", "--set", f"team_id={value}")

    assert (done.code, read(project)) == (2, UNOWNED)
    assert f"'{value}' is a placeholder; name the team_id" in done.err


def test_two_values_for_one_tag_are_a_mistake(project: Path) -> None:
    done = Done(project, "fix", "--set", "team=search", "--set", "team_id=growth")

    assert (done.code, read(project)) == (2, UNOWNED)
    assert "--set: team_id is given twice, as 'search' and as 'growth'" in done.err


def test_an_unsafe_fix_says_what_becomes_of_a_value(project: Path) -> None:
    done = Done(project, "fix", "--diff", "--unsafe-fixes", "--set", "team=Bücher", *VALUES[2:])

    assert "team_id 'Bücher' becomes 'Bucher'" in done.err


def test_standard_input_comes_out_fixed(project: Path) -> None:
    done = Done(project, "fix", "-", *VALUES, stdin=UNOWNED.encode())

    assert (done.code, done.out, read(project)) == (0, FIXED, UNOWNED)
    assert "Fixed 1 finding" in done.err


def test_standard_input_without_findings_comes_out_as_it_was(project: Path) -> None:
    text = b"\xef\xbb\xbfx = 1\r\n"

    done = Done(project, "fix", "-", "--quiet", stdin=text)

    assert (done.code, done.out.encode(), done.err) == (0, text, "")


def test_a_choice_is_made_by_asking(project: Path) -> None:
    (project / "CODEOWNERS").write_text("* @acme/search @acme/growth\n", "utf-8")

    done = Done(project, "fix", "-i", *VALUES[2:], stdin=b"2\ny\n")

    assert done.code == 0, done.out + done.err
    assert "1  search  (CODEOWNERS:1)" in done.out
    assert '+        "x-owner-team": "growth",' in done.out
    assert '"x-owner-team": "growth"' in read(project)
    assert "team_id       growth  CODEOWNERS:1" in done.out


def test_what_several_may_own_is_fixable_by_choosing_only(project: Path) -> None:
    (project / "CODEOWNERS").write_text("* @acme/search @acme/growth\n", "utf-8")
    (project / "pyproject.toml").write_text('[project]\nname = "qa"\n', "utf-8")

    shown = Done(project, "check", "--format", "jsonl", "--output", "text=report.txt")
    done = Done(project, "fix", "--unsafe-fixes")

    assert json.loads(shown.out)["fix"] == "unsafe"
    closing = (project / "report.txt").read_text("utf-8")
    assert "1 fixable with `untagged-llm fix --interactive`." in closing
    assert (done.code, read(project)) == (1, UNOWNED)
    assert "or 'growth' (CODEOWNERS:1): choose with --interactive or --set team_id=..." in done.out


@pytest.mark.parametrize("answer", [b"n\n", b"q\n", b""])
def test_nothing_is_done_without_a_yes(project: Path, answer: bytes) -> None:
    done = Done(project, "fix", "-i", *VALUES, stdin=answer)

    assert (done.code, read(project)) == (1, UNOWNED)
    assert "you said no" in done.out


def test_check_fix_shows_what_is_left(mapped: Path) -> None:
    (mapped / "app.py").write_text(UNOWNED + "import time  # noqa: ULM102\n", "utf-8")

    done = Done(mapped, "check", "--fix", "--format", "concise")

    assert done.code == 1
    assert done.out.startswith("app.py:14:14: ULM001 ")
    assert "Fixed 1 finding in 1 file" in done.err


def test_check_fix_does_not_read_standard_input(project: Path) -> None:
    done = Done(project, "check", "--fix", "-", stdin=b"")

    assert (done.code, done.out) == (2, "")
    assert "there is 'fix -'" in done.err


def test_check_marks_what_a_fix_would_mend(mapped: Path) -> None:
    shown = Done(mapped, "check", "--format", "concise").out
    (found,) = Done(mapped, "check", "--format", "jsonl").out.splitlines()

    assert "app.py:3:10: ULM101 [*] OpenAI() has no owner" in shown
    assert "[*] 1 fixable with `untagged-llm fix`." in shown
    assert json.loads(found)["fix"] == "safe"


def test_check_marks_nothing_that_has_no_value(project: Path) -> None:
    (found,) = Done(project, "check", "--format", "jsonl").out.splitlines()

    assert json.loads(found)["fix"] is None


def test_only_what_is_selected_is_fixed(mapped: Path) -> None:
    done = Done(mapped, "fix", "--select", "ULM301")

    assert (done.code, read(mapped)) == (0, UNOWNED)


def test_tags_go_to_the_calls_when_asked(mapped: Path) -> None:
    Done(mapped, "fix", "--at", "call")

    assert 'extra_headers={"x-owner-team": "search"' in " ".join(read(mapped).split()).replace(
        "{ ", "{"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set", "team"), "--set takes KEY=VALUE"),
        (("--set", "taem=search"), "'taem' is no ownership tag; did you mean 'team'?"),
        (("--style", "inlin"), "unknown style 'inlin'; did you mean 'inline'?"),
        (("nowhere",), "nowhere cannot be found"),
    ],
)
def test_a_slip_gets_one_sentence(project: Path, words: tuple[str, ...], said: str) -> None:
    done = Done(project, "fix", *words)

    assert done.code == 2
    assert said in done.err
    assert done.err.count("\n") == 1


def test_a_file_that_cannot_be_parsed_is_told_and_the_others_are_fixed(mapped: Path) -> None:
    (mapped / "broken.py").write_text("import openai\nopenai.OpenAI(\n", "utf-8")

    done = Done(mapped, "fix")

    assert (done.code, read(mapped)) == (3, FIXED)
    assert "broken.py:2:14" in done.err


def test_uncommitted_changes_are_not_mixed_with_the_fix(mapped: Path) -> None:
    assert shutil.which("git")
    subprocess.run(["git", "init", "-q"], cwd=mapped, check=True)

    done = Done(mapped, "fix")
    allowed = Done(mapped, "fix", "--allow-dirty")

    assert done.code == 1
    assert "app.py has uncommitted changes: commit them, or give --allow-dirty" in done.out
    assert (allowed.code, read(mapped)) == (0, FIXED)
