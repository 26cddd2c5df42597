"""Programs that nobody would write, with a client and a call put into them."""

from __future__ import annotations

import ast
import shutil
from typing import TYPE_CHECKING

import hypothesmith
import libcst
import pytest
from hypothesis import HealthCheck, given, settings

from ..edits.fixing import ROOT, fixed
from .additions import only_added
from .promises import fix_here

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS = ("ownership", *sorted(each.name for each in (ROOT / "fixtures").glob("ulm*")))
HEAD = "from openai import OpenAI\nimport aisuite\n"
CALLS = (
    "\nOpenAI(timeout=3)\naisuite.Client().chat.completions.create(model='groq:m', messages=[])\n"
)
unhurried = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@unhurried
@given(hypothesmith.from_grammar())
def test_programs_of_the_grammar_only_gain(program: str) -> None:
    assert_only_gains(program)


@unhurried
@given(hypothesmith.from_node(libcst.Module))
def test_programs_of_random_nodes_only_gain(program: str) -> None:
    assert_only_gains(program)


def assert_only_gains(program: str) -> None:
    text = f"{HEAD}{program}{CALLS}"
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return
    result = fixed(text)
    assert only_added(text, result.text)
    assert fixed(result.text).text == result.text


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_fixtures_of_the_repository_keep_what_a_fix_promises(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "fixtures" / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path / folder)
    assert fix_here()[1] == []
