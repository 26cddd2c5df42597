"""Programs that record and then end in some way, run as processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[2]
HEAD = """
import os, signal, sys, threading, time
from runtime.record.events import event
from untagged_llm.runtime.recorder import flush, recorder
def record(*numbers):
    for number in numbers:
        recorder().record(event(number))
"""


def started(folder: Path, text: str, **variables: str) -> subprocess.Popen[str]:
    """The program, with `record(1, 2)` at hand, in `folder`."""
    environment = {**os.environ, "PYTHONPATH": str(TESTS), **variables}
    return subprocess.Popen(
        [sys.executable, "-c", HEAD + text],
        cwd=folder,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def ran(folder: Path, text: str, **variables: str) -> tuple[int, str]:
    """Exit code and standard error of the program."""
    process = started(folder, text, **variables)
    _, errors = process.communicate(timeout=120)
    return process.returncode, errors


def recorded(path: Path) -> list[dict[str, Any]]:
    """The lines of a JSON lines sink."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def numbers(path: Path) -> list[int]:
    """Which events are there."""
    return sorted(int(line["request_id"].removeprefix("request-")) for line in recorded(path))
