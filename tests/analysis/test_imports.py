from __future__ import annotations

import json
from pathlib import Path

import pytest

from untagged_llm.analysis.imports import imported, imports_of


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


def test_a_notebook_imports_like_a_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cell = {"cell_type": "code", "source": ["%pip list\n", "from llm import get\n"]}
    Path("nb.ipynb").write_text(json.dumps({"cells": [cell]}))
    assert list(imports_of("nb.ipynb")) == ["llm", "llm.get"]


def test_what_cannot_be_read_imports_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("nb.ipynb").write_text("{")
    assert [*imports_of("nb.ipynb"), *imports_of("gone.py")] == []


def test_a_byte_order_mark_hides_no_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.py").write_bytes(b"\xef\xbb\xbfimport openai\n")
    assert list(imports_of("a.py")) == ["openai"]
