"""Prices beside code: every site's, and what a change of models does to a pull request."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from untagged_llm.cli import main

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = """\
from openai import OpenAI

client = OpenAI()


def ask(question):
    return client.responses.create(model="gpt-5.4", input=question)


def embed(text):
    return client.embeddings.create(model="text-embedding-3-small", input=text)


def old(question):
    return client.responses.create(model="gpt-4o", input=question)
"""
AFTER = """\
from openai import OpenAI

client = OpenAI()


def ask(question):
    return client.responses.create(model="gpt-5.5", input=question)


def embed(text):
    return client.embeddings.create(model="text-embedding-3-small", input=text)


def title(question):
    return client.responses.create(model="gpt-5.4-minni", input=question)
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(BEFORE)
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
    for words in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "first"]):
        subprocess.run(["git", *words], check=True, cwd=tmp_path)
    return tmp_path


def test_a_pull_request_says_what_its_models_cost(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "app.py").write_text(AFTER)
    assert main(["price", "--diff-base", "HEAD"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:7] == [
        "**Another model at 3 LLM call sites.** Price of 1,000 requests:",
        "",
        "| site | before | after | price before | price after | change |",
        "| --- | --- | --- | ---: | ---: | ---: |",
        "| `app.py:7` `client.responses.create` | `gpt-5.4` | `gpt-5.5` "
        "| $3.50 to $40.00 | $7.00 to $80.00 | +100 % |",
        "| `app.py:15` `client.responses.create` | - | `gpt-5.4-minni` | - | no price | - |",
        "| `app.py:15` `client.responses.create` | `gpt-4o` | - | $2.75 to $35.00 | - | - |",
    ]
    assert lines[8].startswith("From 500 + 150 to 10,000 + 1,000 tokens a request, nothing cached")


def test_nothing_changed_is_one_sentence(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "app.py").write_text(f"# moved down\n\n{BEFORE}")
    assert main(["price", "--diff-base", "HEAD", "app.py"]) == 0
    assert capsys.readouterr().out == "No LLM call site changed its model.\n"


def test_an_unknown_revision_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["price", "--diff-base", "--output=x"]) == 2
    assert main(["price", "--diff-base=--output=x"]) == 2
    assert main(["price", "--diff-base", "nope"]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == (
        "untagged-llm: --diff-base: git knows no revision 'nope' here"
    )
    assert not (project / "x").exists()


def test_check_lists_prices_beside_sites(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "app.py").write_text(AFTER)
    assert main(["check", "--show-prices", "--format", "concise", "--no-cache"]) == 1
    rows = [line.split(maxsplit=4) for line in capsys.readouterr().out.splitlines()]
    assert ["app.py:7", "gpt-5.5", "$5.00", "$30.00"] in rows
    assert ["app.py:11", "text-embedding-3-small", "$0.02", "-"] in [row[:4] for row in rows]
    assert [
        "app.py:15",
        "gpt-5.4-minni",
        "-",
        "-",
        "no provider lists 'gpt-5.4-minni'; nearest names: gpt-5.4-mini, gpt-5-mini, gpt-4o-mini",
    ] in rows
