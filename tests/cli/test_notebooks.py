from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from command_line import Done
from inline_snapshot import snapshot

if TYPE_CHECKING:
    from pathlib import Path

CELLS = (
    "from openai import OpenAI\nclient = OpenAI()",
    "def broken(:\n    client = OpenAI()",
    "!pip install \\\n    openai\nclient.responses.create(model='gpt-5.4-mini', input='hi')",
)


def notebook(*cells: str) -> str:
    code = [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]
    title = {"cell_type": "markdown", "source": ["# Title"]}
    return json.dumps({"cells": [title, *code], "metadata": {}, "nbformat": 4})


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "book.ipynb").write_text(notebook(*CELLS), "utf-8")
    (tmp_path / "untagged-llm.toml").write_text('required = ["team_id"]\n', "utf-8")
    return tmp_path


def test_a_broken_cell_is_named_and_the_others_are_checked(project: Path) -> None:
    done = Done(project, "check", "book.ipynb", "--no-cache")

    assert done.code == 3
    assert done.out == snapshot("""\
ULM101 untagged-client: OpenAI() has no owner: pass default_headers={"x-owner-team": ...}
 --> book.ipynb:cell 2:2:10
  |
2 | client = OpenAI()
  |          ^^^^^^^^ missing team_id

ULM000 unreadable-file: cell 3 cannot be parsed: invalid syntax
 --> book.ipynb:cell 3:1:12
  |
1 | def broken(:
  |            ^

Found 2 findings in 1 of 1 file.
0 of 2 LLM call sites have an owner.
1 file could not be read; the others were checked.
""")


def test_a_broken_cell_is_named_where_it_stands_when_another_grows(project: Path) -> None:
    done = Done(project, "fix", "--diff", "--set", "team=search")

    assert done.code == 3
    assert "book.ipynb:cell 3:1:12: cell 3 cannot be parsed" in done.err


def test_a_constant_follows_the_imports_behind_a_magic(project: Path) -> None:
    first = "%pip install openai\nfrom openai import OpenAI\na = OpenAI()\nb = OpenAI(timeout=1)"
    (project / "book.ipynb").write_text(notebook(f"{first}\nc = OpenAI(timeout=2)"), "utf-8")

    Done(project, "fix", "--set", "team=search")

    cell = json.loads((project / "book.ipynb").read_text("utf-8"))["cells"][1]
    assert "".join(cell["source"]).splitlines()[:5] == [
        "%pip install openai",
        "from openai import OpenAI",
        "",
        'OWNER_HEADERS = {"x-owner-team": "search"}',
        "",
    ]


def test_a_second_run_that_reads_the_cache_says_the_same(project: Path) -> None:
    first, second = (Done(project, "check", ".") for _ in range(2))

    assert (second.code, second.out) == (first.code, first.out)
    assert "book.ipynb:cell 3" in second.out


def test_a_notebook_on_standard_input_is_checked_cell_by_cell(tmp_path: Path) -> None:
    words = ("check", "-", "--stdin-filename", "new.ipynb", "--format", "concise", "--quiet")
    done = Done(tmp_path, *words, stdin=notebook(*CELLS).encode())

    assert done.code == 3
    assert [line.split(" ULM")[0] for line in done.out.splitlines()] == [
        "new.ipynb:cell 2:2:10:",
        "new.ipynb:cell 3:1:12:",
    ]


def test_a_suppression_in_one_cell_holds_beside_a_broken_one(tmp_path: Path) -> None:
    first = "from openai import OpenAI\nOpenAI()  # untagged: ignore[ULM101] a demo"
    (tmp_path / "book.ipynb").write_text(notebook(first, "def broken(:"), "utf-8")
    done = Done(tmp_path, "check", "book.ipynb", "--format", "concise", "--quiet")

    assert done.out == "book.ipynb:cell 3:1:12: ULM000 cell 3 cannot be parsed: invalid syntax\n"


def test_inventory_names_the_broken_cell(project: Path) -> None:
    done = Done(project, "inventory", "--quiet", "--format", "csv")

    assert done.code == 3
    assert len(done.out.splitlines()) == 3
    assert done.err == (
        "untagged-llm: book.ipynb:cell 3:1:12: cell 3 cannot be parsed: invalid syntax\n"
    )


def test_explain_takes_the_place_of_a_cell_as_it_is_printed(project: Path) -> None:
    done = Done(project, "explain", "book.ipynb:cell 4:3:1")

    assert done.code == 0, done.err
    assert done.out.startswith("book.ipynb:cell 4:3:1: call of openai.OpenAI.responses.create\n")
    assert "book.ipynb:cell 2:2:10: openai.OpenAI built here" in done.out


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("book.ipynb:cell 9:1", "book.ipynb has no code cell 9"),
        ("book.ipynb:cell 2:1", "line 1 of cell 2 of book.ipynb; they are on cell 2:2, cell 4:3"),
    ],
)
def test_explain_says_which_cells_hold_something(project: Path, place: str, told: str) -> None:
    done = Done(project, "explain", place)

    assert done.code == 2
    assert told in done.err
