"""Runs of the checker that have to end by themselves, and what they said."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from untagged_llm.analysis import analyse_source
from untagged_llm.policy import settings_for

if TYPE_CHECKING:
    from pathlib import Path

    from untagged_llm.model import FileSites

CLIENT = "from openai import OpenAI\nclient = OpenAI()\n"
CALL = 'client.responses.create(model="gpt-5.4-mini", input="hi")\n'
PATIENCE = 60
"""Seconds after which a run counts as hung, on a slow and busy machine."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run of the command line ended; `findings` of `check`, `sites` of `inventory`."""

    code: int
    rows: list[dict[str, Any]]

    def of(self, name: str) -> list[tuple[str, int]]:
        """Codes (or kinds) and lines of a file."""
        rows = (row for row in self.rows if row["path"] == name)
        return [(row.get("code") or row["kind"], row["line"]) for row in rows]


def run(folder: Path, *words: str, patience: float = PATIENCE, stdin: bytes | None = None) -> Ended:
    """Run `check` or `inventory`; a traceback, a fault of ours or a run that hangs fails."""
    done = subprocess.run(
        [sys.executable, "-m", "untagged_llm", *words, "--no-cache", "--format", "jsonl"],
        cwd=folder,
        input=stdin,
        capture_output=True,
        timeout=patience,
        check=False,
    )
    said = done.stdout.decode() + done.stderr.decode()
    assert "Traceback" not in said, said
    assert "could not be analysed" not in said, said
    return Ended(done.returncode, [json.loads(line) for line in done.stdout.splitlines()])


def check(folder: Path, *paths: str) -> Ended:
    return run(folder, "check", *(paths or (".",)))


def analyse(path: str, text: str, folder: Path) -> FileSites:
    """The sites of a text, which no prefilter keeps from the resolver; a fault of ours fails."""
    seen = analyse_source(path, text, settings_for(folder))
    assert not (seen.error and "could not be analysed" in seen.error.message), seen.error
    return seen
