from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from command_line import OWNED, UNOWNED, Done
from inline_snapshot import snapshot

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text(UNOWNED, "utf-8")
    (tmp_path / "plain.py").write_text("x = 1\n", "utf-8")
    return tmp_path


def test_check_shows_the_line_and_what_is_missing(project: Path) -> None:
    done = Done(project, "check", ".")

    assert done.code == 1
    assert done.out == snapshot("""\
ULM101 untagged-client: OpenAI() has no owner: pass default_headers={"x-owner-team": ..., "x-owner-service": ..., "x-owner-project": ...}
 --> app.py:3:10
  |
3 | client = OpenAI()
  |          ^^^^^^^^ missing team_id, service_name, project_id

Found 1 finding in 1 of 2 files.
0 of 2 LLM call sites have an owner.
""")  # noqa: E501


def test_a_clean_tree_exits_with_zero(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(OWNED, "utf-8")

    done = Done(tmp_path, "check")

    assert (done.code, done.err) == (0, "")
    assert done.out == "No findings in 1 file.\n2 of 2 LLM call sites have an owner.\n"


def test_the_short_way_says_what_the_long_way_says(project: Path) -> None:
    short = Done(project, "check", "plain.py")
    long = Done(project, "check", "plain.py", "--statistics")

    assert (short.code, short.out) == (0, long.out)
    assert short.out == "No findings in 1 file.\nNo LLM call sites in 1 file.\n"


@pytest.mark.parametrize("command", ["check", "inventory"])
def test_a_folder_without_python_files_is_pointed_out(tmp_path: Path, command: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Title\n", "utf-8")

    done = Done(tmp_path, command, "docs")

    assert done.code == 0
    assert done.err == (
        "untagged-llm: no Python files or notebooks found under docs; "
        "ignored and excluded ones are looked at when they are named\n"
    )


def test_a_wrong_configuration_stops_the_short_way_too(project: Path) -> None:
    (project / "untagged-llm.toml").write_text("requird = []\n", "utf-8")

    done = Done(project, "check", "plain.py")

    assert done.code == 2
    assert "requird" in done.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["chek"], "unknown command 'chek'; did you mean 'check'?"),
        (["check", "--formt", "json"], "unknown option '--formt'; did you mean '--format'?"),
        (["check", "--format", "jsn"], "unknown output format 'jsn': did you mean 'json'?"),
        (["check", "--output", "sarif"], "--output takes FORMAT=FILE"),
        (["check", "--jobs", "no"], "--jobs takes a number of processes from 1 up, not 'no'"),
        (["check", "--color", "alway"], "unknown color 'alway'; did you mean 'always'?"),
        (["check", "--min-owned", "lots"], "a share is written as 80% or 0.8, not 'lots'"),
        (["check", "ap.py"], "did you mean app.py?"),
        (["check", "-", "app.py"], "'-' stands alone"),
        (["check", "--baseline", "none.txt", "."], "none.txt: no such baseline"),
        (["check", "--baseline", ".", "."], ".: cannot be read (is a directory)"),
        (["check", "--diff-base", "HEAD", "."], "--diff-base: "),
        (["check", "--select", "ULM999", "."], "unknown rule code 'ULM999'"),
        (["explain", "ULM110"], "'ULM110' is neither a rule nor PATH:LINE; did you mean 'ULM1"),
        (["explain", "app.py:1"], "no LLM client or call is seen on line 1 of app.py"),
        (["explain", "app.py"], "; a line of the file is written app.py:12"),
        (["explain", ".:3"], ". is a folder; explain takes a file's line"),
        (["inventory", "--format", "text"], "unknown output format 'text'"),
        (["check", "--output", "json=no/where.json", "."], "cannot write no/where.json"),
    ],
)
def test_a_mistake_is_one_sentence_that_names_the_mend(
    project: Path, words: list[str], sentence: str
) -> None:
    done = Done(project, *words)

    assert done.code == 2
    assert done.err.startswith("untagged-llm: ")
    assert sentence in done.err
    assert done.err.count("\n") == 1


def test_an_unreadable_file_leaves_the_others_checked(project: Path) -> None:
    (project / "bad.py").write_text("import openai\ndef f(:\n", "utf-8")

    done = Done(project, "check", "--format", "jsonl")

    assert done.code == 3
    found = [json.loads(line) for line in done.out.splitlines()]
    assert [(each["path"], each["line"], each["code"]) for each in found] == [
        ("app.py", 3, "ULM101"),
        ("bad.py", 2, "ULM000"),
    ]


def test_a_console_without_the_characters_gets_them_escaped(tmp_path: Path) -> None:
    (tmp_path / "ü.py").write_text(UNOWNED, "utf-8")

    done = Done(tmp_path, "check", "--format", "concise", PYTHONIOENCODING="ascii")

    assert done.code == 1
    assert done.out.startswith("\\xfc.py:3:10: ULM101 ")


def test_several_outputs_in_one_run(project: Path) -> None:
    done = Done(
        project, "check", "--format=concise", "--output=sarif=a.sarif", "-o", "json=b.json", "-q"
    )

    assert done.out.count("\n") == 1
    assert json.loads((project / "a.sarif").read_text("utf-8"))["version"] == "2.1.0"
    assert json.loads((project / "b.json").read_text("utf-8"))["version"] == 1


def test_a_baseline_lets_only_new_findings_fail(project: Path) -> None:
    assert Done(project, "check", "--write-baseline", "base.txt").code == 0
    assert Done(project, "check", "--baseline", "base.txt").code == 0

    (project / "new.py").write_text(UNOWNED, "utf-8")
    done = Done(project, "check", "--baseline", "base.txt", "--format", "concise")

    assert done.code == 1
    assert "1 suppressed" in done.out


def test_a_baseline_that_is_written_again_beside_itself_only_shrinks(project: Path) -> None:
    (project / "old.py").write_text(UNOWNED, "utf-8")
    Done(project, "check", "--write-baseline", "base.txt")
    (project / "old.py").unlink()
    (project / "new.py").write_text(UNOWNED, "utf-8")

    done = Done(project, "check", "--baseline", "base.txt", "--write-baseline", "base.txt")

    assert (done.code, done.err) == (0, "wrote base.txt: 1 known finding\n")
    [_, line] = (project / "base.txt").read_text("utf-8").splitlines()
    assert line.split()[2] == "app.py"


def test_writing_a_baseline_tells_which_files_it_knows_nothing_of(project: Path) -> None:
    (project / "bad.py").write_text("import openai\ndef f(:\n", "utf-8")

    done = Done(project, "check", "--write-baseline", "base.txt")

    assert done.code == 3
    assert done.err.splitlines() == [
        "wrote base.txt: 1 known finding",
        "untagged-llm: bad.py:2:7: cannot be parsed: invalid syntax",
    ]


def test_a_baseline_may_be_configured(project: Path) -> None:
    (project / "untagged-llm.toml").write_text('baseline = "base.txt"\n', "utf-8")
    Done(project, "check", "--write-baseline", "base.txt")

    assert Done(project, "check").code == 0


def test_a_share_of_owned_sites_can_be_asked_for(project: Path) -> None:
    asked = Done(project, "check", "--exit-zero", "--min-owned", "80%")

    assert asked.code == 1
    assert "0 of 2 LLM sites have an owner (0%); --min-owned asks for 80%" in asked.err
    assert Done(project, "check", "--exit-zero", "--min-owned", "0%").code == 0


def test_findings_need_not_fail(project: Path) -> None:
    assert Done(project, "check", "--exit-zero").code == 0


def test_standard_input_is_checked_under_its_name(project: Path) -> None:
    done = Done(
        project, "check", "-", "--stdin-filename=pkg/x.py", "--format=jsonl", stdin=UNOWNED.encode()
    )

    assert done.code == 1
    assert json.loads(done.out)["path"] == "pkg/x.py"


def test_only_changed_lines_count_with_a_diff_base(project: Path) -> None:
    git(project, "init", "-q")
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "start")
    (project / "new.py").write_text(UNOWNED, "utf-8")

    done = Done(project, "check", "--diff-base", "HEAD", "--format", "jsonl")

    assert [json.loads(line)["path"] for line in done.out.splitlines()] == ["new.py"]


def git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    subprocess.run(["git", *identity, *words], cwd=folder, check=True)


def test_color_follows_option_and_environment(project: Path) -> None:
    assert "\x1b[" not in Done(project, "check").out
    assert "\x1b[" in Done(project, "check", "--color=always").out
    assert "\x1b[" in Done(project, "check", FORCE_COLOR="1").out
    assert "\x1b[" not in Done(project, "check", FORCE_COLOR="1", NO_COLOR="1").out
    assert "\x1b[" not in Done(project, "check", "--color=never", FORCE_COLOR="1").out


def test_files_can_be_listed(project: Path) -> None:
    assert Done(project, "check", "--show-files").out == "app.py\nplain.py\n"


def test_statistics_count_by_code_sdk_and_team(project: Path) -> None:
    out = Done(project, "check", "--statistics").out

    assert "1  ULM101  untagged-client" in out
    assert "openai" in out
    assert "(none)" in out


def test_inventory_lists_every_site(project: Path) -> None:
    done = Done(project, "inventory", "--format", "jsonl")

    assert done.code == 0
    sites = [json.loads(line) for line in done.out.splitlines()]
    assert [(each["kind"], each["status"]) for each in sites] == [
        ("construct", "unowned"),
        ("call", "unowned"),
    ]
    assert sites[1]["client"] == "app.py:3"


def test_inventory_names_files_it_could_not_read(project: Path) -> None:
    (project / "bad.py").write_text("import openai\ndef f(:\n", "utf-8")

    done = Done(project, "inventory", "--format", "jsonl")

    assert done.code == 3
    assert done.err == "untagged-llm: bad.py:2:7: cannot be parsed: invalid syntax\n"


def test_explain_prints_a_rules_page(project: Path) -> None:
    by_code, by_name = (
        Done(project, "explain", "ulm101"),
        Done(project, "explain", "untagged-client"),
    )

    assert by_code.out == by_name.out
    assert by_code.out.startswith("# untagged-client (ULM101)\n\n## What it does\n")


def test_explain_tells_how_a_line_was_understood(project: Path) -> None:
    assert Done(project, "explain", "app.py:7").out == snapshot("""\
app.py:7:12: call of openai.OpenAI.responses.create
  SDK: openai; site 59159cbf5f100a55
  model: gpt-5.4-mini
  how it got here:
    app.py:3:10: openai.OpenAI built here    | client = OpenAI()
    app.py:7:12: openai.OpenAI.responses.create called here    | return client.responses.create(model="gpt-5.4-mini", input=question)
  tags seen: none
  status: unowned (no carrier that counts holds a required key)
  missing: team_id, service_name, project_id
""")  # noqa: E501


def test_explain_follows_a_client_into_the_module_it_comes_from(tmp_path: Path) -> None:
    (tmp_path / "llm.py").write_text(
        "from openai import OpenAI\n\n\ndef get():\n"
        '    return OpenAI(default_headers={"x-owner-team": "a"})\n',
        "utf-8",
    )
    (tmp_path / "app.py").write_text(
        'from llm import get\n\nget().responses.create(model="gpt-5.4-mini", input="hi")\n', "utf-8"
    )

    out = Done(tmp_path, "explain", "app.py:3").out

    assert "llm.py:5:12: openai.OpenAI built here" in out
    assert "default_headers= at the construction, reach http-header: x-owner-team=a" in out
    assert "missing: service_name, project_id" in out


def test_rules_are_listed_with_those_that_are_off(project: Path) -> None:
    out = Done(project, "rules").out

    assert "ULM101   untagged-client" in out
    assert "ULM401 - no-output-cap" in out
    listed = json.loads(Done(project, "rules", "--format=json").out)
    assert {each["code"] for each in listed if not each["default"]} >= {"ULM105", "ULM401"}


def test_config_shows_what_is_in_force_as_configuration(project: Path) -> None:
    (project / "untagged-llm.toml").write_text('required = ["team_id"]\n', "utf-8")
    shown = Done(project, "config", "--show").out

    assert 'required = ["team_id"]' in shown
    (project / "again.toml").write_text(shown, "utf-8")
    again = Done(project, "config", "--config", "again.toml").out
    assert [line for line in again.splitlines() if not line.startswith("#")] == [
        line for line in shown.splitlines() if not line.startswith("#")
    ]


def test_init_says_what_it_cannot_write(project: Path) -> None:
    (project / "untagged-llm.toml").mkdir()

    done = Done(project, "init", "--force")

    assert done.code == 2
    assert done.err == "untagged-llm: cannot write untagged-llm.toml: Is a directory\n"


def test_init_writes_a_configuration_once(project: Path) -> None:
    assert Done(project, "init").code == 0
    assert Done(project, "check", "--exit-zero").code == 0

    again = Done(project, "init")
    assert again.code == 2
    assert "--force replaces it" in again.err


def test_completion_knows_the_commands(project: Path) -> None:
    out = Done(project, "completion", "bash").out

    assert "inventory" in out
    assert "--write-baseline" in out


def test_a_reader_that_leaves_ends_the_run_quietly(project: Path) -> None:
    script = f"{sys.executable} -m untagged_llm rules --format json | head -c 1"
    done = subprocess.run(script, shell=True, cwd=project, capture_output=True, check=False)

    assert done.stderr == b""


def test_help_and_version(project: Path) -> None:
    assert Done(project, "--version").out.startswith("untagged-llm ")
    shown = Done(project, "--help").out
    assert "commands:\n" in shown
    assert "  check " in shown
    assert Done(project).code == 2
