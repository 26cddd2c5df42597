"""Every snippet of the README is right: it parses, and the program that it is for takes it."""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from untagged_llm.policy import load
from untagged_llm.reporters.registry import formats

from .fences import FENCE, README, ROOT, fences, the_fence

if TYPE_CHECKING:
    from pathlib import Path

LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#([\w-]+))?\)")
SILENCED = "from openai import OpenAI\n\nclient = OpenAI()  # noqa: ULM101\n"


def loaded(text: str) -> Any:
    return yaml.safe_load(text)


def ruff(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ruff", "check", "--select", "RUF", *arguments, "."]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


def test_every_fence_is_of_a_language_that_is_tested() -> None:
    known = {"bash", "console", "ini", "python", "toml", "yaml"}

    assert {language for language, _ in FENCE.findall(README)} == known
    assert README.count("\n```") == 2 * len(FENCE.findall(README))


@pytest.mark.parametrize("block", [each for each in fences("python") if "OpenAI" not in each])
def test_the_python_runs(block: str) -> None:
    exec(compile(block, "README.md", "exec"), {})


def test_the_configuration_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text(the_fence("toml", "[tool.untagged-llm]"), encoding="utf-8")

    settings = load(file)

    assert settings.gateway == "litellm"
    assert [wrapper.name for wrapper in settings.wrappers] == ["acme.llm.complete"]


def test_the_setting_for_ruff_keeps_our_noqa(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(SILENCED, encoding="utf-8")
    assert ruff(tmp_path, "--isolated").returncode == 1

    snippet = the_fence("toml", "[tool.ruff]")
    (tmp_path / "pyproject.toml").write_text(snippet, encoding="utf-8")
    assert ruff(tmp_path).returncode == 0


def test_the_setting_for_flake8_turns_a_rule_on(shop: Path) -> None:
    (snippet,) = fences("ini")
    code = configparser.RawConfigParser()
    code.read_string(snippet)
    (shop / ".flake8").write_text(snippet, encoding="utf-8")
    command = [sys.executable, "-m", "flake8", "shop"]
    done = subprocess.run(command, cwd=shop, capture_output=True, encoding="utf-8", check=False)

    assert code["flake8"]["extend-select"] in done.stdout


def test_the_hook_is_one_of_ours() -> None:
    (repository,) = loaded(the_fence("yaml", "repos:"))["repos"]
    ours = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))

    assert {hook["id"] for hook in repository["hooks"]} <= {hook["id"] for hook in ours}


def test_the_action_takes_the_inputs_that_are_shown() -> None:
    *_, step = loaded(the_fence("yaml", "steps:"))["steps"]
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))

    assert set(step["with"]) <= set(action["inputs"])


def test_every_format_is_named() -> None:
    assert [name for name in formats("findings") if f"`{name}`" not in README] == []


@pytest.mark.parametrize(("path", "section"), sorted(set(LINK.findall(README))))
def test_a_link_leads_somewhere(path: str, section: str) -> None:
    target = ROOT / path
    assert target.is_file()

    headings = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE)
    assert not section or section in {heading.lower().replace(" ", "-") for heading in headings}
