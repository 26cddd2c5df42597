"""The tools that we are measured beside, in an environment of their own."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trees import BENCH

if TYPE_CHECKING:
    from pathlib import Path

# flake8 is the project's own: what is measured is what the plugin adds to it.
PINS = ("ruff==0.17.5", "semgrep==1.182.0", "ast-grep-cli==0.51.1", "flake8==7.5.0")


@dataclass(frozen=True, slots=True)
class Peers:
    """An environment with ruff, semgrep, ast-grep and flake8, but without untagged-llm."""

    environment: Path

    @classmethod
    def made(cls) -> Peers:
        """The environment below `.bench/`, made on first use."""
        environment = BENCH / "venv"
        if not (environment / "complete").exists():
            subprocess.run([sys.executable, "-m", "venv", environment], check=True)
            options = ("install", "--quiet", "--disable-pip-version-check")
            subprocess.run([environment / "bin" / "pip", *options, *PINS], check=True)
            (environment / "complete").touch()
        return cls(environment)

    def tool(self, name: str) -> str:
        path = self.environment / "bin" / name
        if not path.exists():
            raise SystemExit(f"{self.environment} has no {name}; install {' '.join(PINS)} there.")
        return str(path)

    def version(self, name: str) -> str:
        """The version that a tool states."""
        said = subprocess.run(
            [self.tool(name), "--version"], capture_output=True, text=True, check=True
        ).stdout
        return next(word for word in said.split() if word[0].isdigit())
