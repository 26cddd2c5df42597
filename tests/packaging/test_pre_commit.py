from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
NEEDED = ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml", "src")
IDENTITY = ("-c", "user.name=t", "-c", "user.email=t@example.org")

pytestmark = pytest.mark.xdist_group("pre-commit")


@pytest.fixture(scope="session")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project as a repository that pre-commit can clone, as it stands now."""
    folder = tmp_path_factory.mktemp("hooks")
    for name in NEEDED:
        if (ROOT / name).is_dir():
            ignore = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, folder / name, ignore=ignore)
        else:
            shutil.copy(ROOT / name, folder / name)
    commit_all(folder)
    return folder


@pytest.fixture
def project(hooks: Path, tmp_path: Path) -> Path:
    revision = git(hooks, "rev-parse", "HEAD").strip()
    (tmp_path / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {hooks}\n  rev: {revision}\n  hooks:\n  - id: untagged-llm\n", "utf-8"
    )
    (tmp_path / "app.py").write_text("from openai import OpenAI\n\nclient = OpenAI()\n", "utf-8")
    (tmp_path / "notes.txt").write_text("OpenAI()\n", "utf-8")
    commit_all(tmp_path)
    return tmp_path


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", *IDENTITY, *words], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout


def commit_all(folder: Path) -> None:
    git(folder, "init", "-q")
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "-q", "-m", "all", "--no-verify")


def pre_commit(folder: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--color=never", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PRE_COMMIT_HOME": str(home)},
    )


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pre-commit-home")


def test_the_hook_reports_what_is_unowned(project: Path, home: Path) -> None:
    done = pre_commit(project, home, "--all-files")

    assert done.returncode == 1, done.stdout + done.stderr
    assert "ULM101 untagged-client: OpenAI() has no owner" in done.stdout
    assert "notes.txt" not in done.stdout


def test_the_hook_passes_owned_code(project: Path, home: Path) -> None:
    (project / "app.py").write_text("x = 1\n", "utf-8")
    git(project, "add", "app.py")

    done = pre_commit(project, home)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout


def test_the_fixing_hook_writes_the_owner(project: Path, home: Path) -> None:
    config = project / ".pre-commit-config.yaml"
    config.write_text(config.read_text("utf-8").replace("id: untagged-llm", "id: untagged-llm-fix"))
    (project / "untagged-llm.toml").write_text(
        '[owners]\n"**" = { team_id = "search", service_name = "qa", project_id = "p1" }\n', "utf-8"
    )
    git(project, "add", "--all")

    done = pre_commit(project, home, "--all-files")

    assert done.returncode == 1, done.stdout + done.stderr
    assert "files were modified by this hook" in done.stdout
    assert '"x-owner-team": "search"' in (project / "app.py").read_text("utf-8")
    git(project, "add", "--all")
    assert pre_commit(project, home, "--all-files").returncode == 0
