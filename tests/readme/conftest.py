from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .fences import ROOT

GIT = ("git", "-c", "user.name=t", "-c", "user.email=t@example.org")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The demo shop as a repository of its own, whose `origin/main` is what is checked out."""
    folder = tmp_path / "shop"
    ignored = shutil.ignore_patterns("__pycache__", ".untagged-llm-cache")
    shutil.copytree(ROOT / "fixtures" / "shop", folder, ignore=ignored)
    for words in (
        ("init", "-q"),
        ("add", "--all"),
        ("commit", "-q", "-m", "all", "--no-verify"),
        ("update-ref", "refs/remotes/origin/main", "HEAD"),
    ):
        subprocess.run([*GIT, *words], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def terminal() -> dict[str, str]:
    """The environment of a reader who has installed the package."""
    scripts = Path(sys.executable).parent
    return {
        **os.environ,
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "PYTHONIOENCODING": "utf-8",
    }
