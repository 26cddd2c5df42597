from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = "untagged_llm.fix.codemod.AddOwnershipCommand"
MAP = '[owners]\n"**" = { team_id = "search", service_name = "qa", project_id = "p1" }\n'


def codemod(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "libcst.tool", "codemod", "--no-format", "-x", COMMAND, *words]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


def test_libcst_runs_the_fixer_as_one_of_its_codemods(tmp_path: Path) -> None:
    (tmp_path / "untagged-llm.toml").write_text(MAP, "utf-8")
    (tmp_path / "app.py").write_text("import openai\n\nclient = openai.OpenAI()\n", "utf-8")
    (tmp_path / "plain.py").write_text("x = 1\n", "utf-8")

    done = codemod(tmp_path, ".")

    assert done.returncode == 0, done.stderr
    assert '"x-owner-team": "search"' in (tmp_path / "app.py").read_text("utf-8")
    assert (tmp_path / "plain.py").read_text("utf-8") == "x = 1\n"


def test_unsafe_fixes_are_made_when_asked_for(tmp_path: Path) -> None:
    (tmp_path / "untagged-llm.toml").write_text(MAP, "utf-8")
    call = "client.chat.completions.create(model='gpt-5.4', messages=[], stream=True)"
    text = f"import openai\n\nclient = openai.OpenAI()\n{call}\n"
    (tmp_path / "app.py").write_text(text, "utf-8")

    codemod(tmp_path, ".")
    assert "include_usage" not in (tmp_path / "app.py").read_text("utf-8")

    codemod(tmp_path, "--unsafe-fixes", ".")
    assert "include_usage" in (tmp_path / "app.py").read_text("utf-8")
