"""Running the command line, and the programs it is run on."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

UNOWNED = """from openai import OpenAI

client = OpenAI()


def ask(question: str) -> object:
    return client.responses.create(model="gpt-5.4-mini", input=question)
"""
OWNED = """from openai import OpenAI

client = OpenAI(
    default_headers={"x-owner-team": "a", "x-owner-service": "b", "x-owner-project": "c"}
)
client.responses.create(model="gpt-5.4-mini", input="hi")
"""


class Done:
    """What a run of the command line said and how it ended."""

    def __init__(self, folder: Path, *words: str, stdin: bytes = b"", **environ: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "untagged_llm", *words],
            cwd=folder,
            input=stdin,
            capture_output=True,
            env={**os.environ, **environ},
            check=False,
        )
        self.code = done.returncode
        self.out = done.stdout.decode()
        self.err = done.stderr.decode()
