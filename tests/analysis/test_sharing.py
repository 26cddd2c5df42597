from __future__ import annotations

import json
from pathlib import Path

import pytest

from untagged_llm.analysis.discover import discover
from untagged_llm.analysis.sharing import imported, imports_of, sharing
from untagged_llm.analysis.survey import Wanted, candidates, survey


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import app", ["app"]),
        ("import os, app.llm as llm", ["app.llm"]),
        ("from app.llm import get, put as p", ["app.llm", "app.llm.get", "app.llm.put"]),
        ("from app import (  # ours\n    llm,  # it\n    db,\n)", ["app", "app.llm", "app.db"]),
        ("from app import llm, \\\n    db", ["app", "app.llm", "app.db"]),
        ("from . import llm", ["/pkg/sub", "/pkg/sub/llm"]),
        ("from ..core.llm import get", ["/pkg/core/llm", "/pkg/core/llm/get"]),
        ("    from app import llm", ["app", "app.llm"]),
        ("try: import cohere\nexcept ImportError: pass", ["cohere"]),
        ("import sys; import app", ["app"]),
        ("x = importlib.import_module('app.llm')", ["app.llm"]),
        ("import os\nfrom typing import Any", []),
        ("# you may import app\ntext = 'import app'", []),
    ],
)
def test_imports_are_read_from_bytes(source: str, names: list[str]) -> None:
    assert list(imported(source.encode(), "pkg/sub/mod.py")) == names


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(**files: str) -> None:
    for name, text in files.items():
        path = Path(name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def parsed() -> list[str]:
    wanted = Wanted()
    return [each.path for each in candidates(survey(discover([]), wanted), wanted)]


def test_users_of_a_client_are_found_through_modules_that_only_pass_it_on(project: Path) -> None:
    write(
        llm="import openai\ndef get(): return openai.OpenAI()\n",
        deps="from llm import get\n",
        routes="import deps\ndeps.get().invoke('hi')\n",
        unrelated="queue.invoke('hi')\n",
    )
    assert parsed() == ["llm.py", "routes.py"]


def test_a_module_that_is_handed_a_client_is_found(project: Path) -> None:
    write(
        app__main="import anthropic\nfrom app.work import run\nrun(anthropic.Anthropic())\n",
        app__work="def run(client): client.invoke()\n",
        app__else="def run(queue): queue.invoke()\n",
    )
    assert parsed() == ["app/main.py", "app/work.py"]


def test_relative_imports_lead_to_the_module_beside(project: Path) -> None:
    write(
        a__llm="import openai\n",
        a__use="from .llm import client\nclient.invoke()\n",
        b__llm="x = 1\n",
        b__use="from .llm import client\nclient.invoke()\n",
    )
    assert parsed() == ["a/llm.py", "a/use.py"]


def test_without_a_module_that_imports_an_sdk_no_other_file_is_parsed(project: Path) -> None:
    write(page="url = 'https://api.openai.com/v1'\n", use="import page\npage.x.invoke()\n")
    assert parsed() == ["page.py"]


def test_a_cycle_of_imports_ends(project: Path) -> None:
    write(a="import b, openai\n", b="import c\n", c="import a\na.client.invoke()\n")
    found = list(discover([]))
    assert {each.path for each in sharing(found[:1], found)} == {"a.py", "b.py", "c.py"}


def test_a_notebook_imports_like_a_module(project: Path) -> None:
    cell = {"cell_type": "code", "source": ["%pip list\n", "from llm import get\n"]}
    Path("nb.ipynb").write_text(json.dumps({"cells": [cell]}))
    assert list(imports_of("nb.ipynb")) == ["llm", "llm.get"]


def test_what_cannot_be_read_imports_nothing(project: Path) -> None:
    Path("nb.ipynb").write_text("{")
    assert [*imports_of("nb.ipynb"), *imports_of("gone.py")] == []


def test_a_byte_order_mark_hides_no_import(project: Path) -> None:
    Path("a.py").write_bytes(b"\xef\xbb\xbfimport openai\n")
    assert list(imports_of("a.py")) == ["openai"]
