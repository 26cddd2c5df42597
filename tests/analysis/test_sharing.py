from __future__ import annotations

from pathlib import Path

import pytest

from untagged_llm.analysis.discover import discover
from untagged_llm.analysis.sharing import around, sharing
from untagged_llm.analysis.survey import Wanted, candidates, survey


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(*packages: str, **files: str) -> None:
    """Write modules; a double underscore in a name stands for a slash."""
    named = {name.replace("__", "/"): text for name, text in files.items()}
    for name, text in {**named, **{f"{each}/__init__": "" for each in packages}}.items():
        path = Path(f"{name}.py")
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


def test_modules_that_only_pass_a_client_on_are_looked_for_in_its_package(project: Path) -> None:
    write(
        "app",
        "app/llm",
        app__llm__client="import openai\n",
        app__api__deps="from app.llm.client import get\n",
        scripts__tool="x = 1\n",
        loose__deep__client="import openai\n",
        loose__api="x = 1\n",
    )
    found = {each.path: each for each in discover([])}
    inside = around([found["app/llm/client.py"]], list(found.values()))
    assert {each.path for each in inside} == {path for path in found if path.startswith("app/")}
    near = around([found["loose/deep/client.py"]], list(found.values()))
    assert [each.path for each in near] == ["loose/api.py", "loose/deep/client.py"]
