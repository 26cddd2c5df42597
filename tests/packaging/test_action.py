from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]


def test_it_is_a_composite_action_whose_steps_name_their_shell() -> None:
    assert ACTION["runs"]["using"] == "composite"
    assert all("uses" in step or {"run", "shell"} <= set(step) for step in STEPS)
    assert {"name", "description"} <= set(ACTION)


def test_every_input_is_described_has_a_default_and_is_used() -> None:
    used = set(re.findall(r"inputs\.([\w-]+)", json.dumps(STEPS)))

    assert used == set(ACTION["inputs"])
    assert all({"description", "default"} <= set(each) for each in ACTION["inputs"].values())


def test_the_documentation_lists_every_input() -> None:
    text = (ROOT / "docs" / "ci.md").read_text("utf-8")

    for name, each in ACTION["inputs"].items():
        default = f"`{each['default']}` " if each["default"] else ""
        row = f"| `{name}` | {default}| "
        assert row in text, name


def test_inputs_reach_the_shell_through_the_environment_only() -> None:
    assert not any("${{" in step.get("run", "") for step in STEPS)


def test_it_installs_from_its_own_path() -> None:
    assert any('"$GITHUB_ACTION_PATH"' in step.get("run", "") for step in STEPS)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text("from openai import OpenAI\n\nclient = OpenAI()\n", "utf-8")
    scripts = tmp_path / "runner" / "untagged-llm" / "bin"
    scripts.mkdir(parents=True)
    launcher = scripts / "untagged-llm"
    launcher.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m untagged_llm "$@"\n', "utf-8")
    launcher.chmod(0o755)
    return tmp_path


def run_check(folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the step as a runner would, with the inputs' defaults filled in."""
    (step,) = (each for each in STEPS if each.get("id") == "check")
    values = {name: str(each["default"]) for name, each in ACTION["inputs"].items()} | inputs
    filled = {
        key: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: values[match[1]], value)
        for key, value in step["env"].items()
    }
    places = {"RUNNER_TEMP": str(folder / "runner"), "GITHUB_OUTPUT": str(folder / "outputs")}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **places, **filled},
    )


def test_the_step_annotates_writes_sarif_and_fails(project: Path) -> None:
    done = run_check(project)

    assert done.returncode == 1, done.stderr
    assert "::error " in done.stdout
    assert "file=app.py" in done.stdout
    assert json.loads((project / "untagged-llm.sarif").read_text("utf-8"))["version"] == "2.1.0"
    assert (project / "outputs").read_text("utf-8") == "sarif-file=untagged-llm.sarif\n"


def test_the_step_may_pass_in_spite_of_findings(project: Path) -> None:
    done = run_check(project, **{"fail-on-findings": "false", "args": "--select ULM1"})

    assert done.returncode == 0, done.stderr
