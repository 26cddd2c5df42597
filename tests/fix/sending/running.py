"""Applications before and after the fix, run with their real SDKs; what they sent."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ownership import runner
from ownership.capture import Capture

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ownership.capture import Request

KEYS = ("OPENAI", "ANTHROPIC", "GEMINI", "GROQ", "MISTRAL")
NAMED = {"team_id": "search", "service_name": "qa", "project_id": "web-shop"}
CATALOG = """\
kind: Component
metadata: {name: qa}
spec: {owner: search, system: web-shop}
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of programs by name; `told` is what they wrote to standard error."""

    requests: dict[str, list[Request]]
    told: str


def run(folder: Path, programs: Sequence[str], **variables: str) -> Ran:
    """Run programs below `folder`, each in a process of its own, with these variables set."""
    with Capture() as capture:
        done = subprocess.run(
            [sys.executable, runner.__file__, str(capture.port), programs[0], *programs],
            cwd=folder,
            env={**_environment(capture.port), **variables},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return Ran(dict(capture.requests), done.stderr)


def fix(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """`untagged-llm fix` below `folder`."""
    return subprocess.run(
        [sys.executable, "-m", "untagged_llm", "fix", *options],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def _environment(port: int) -> dict[str, str]:
    """Keys that nobody would take, and the endpoints that only a variable moves."""
    server = f"http://127.0.0.1:{port}"
    return {
        **{f"{key}_API_KEY": "sk-fake" for key in KEYS},
        "AWS_ACCESS_KEY_ID": "fake",
        "AWS_SECRET_ACCESS_KEY": "fake",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": server,
        "DISABLE_AIOHTTP_TRANSPORT": "True",
        "GOOGLE_GEMINI_BASE_URL": server,
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "OPENAI_AGENTS_DISABLE_TRACING": "1",
        "PATH": os.environ.get("PATH", ""),
        "HOME": os.environ.get("HOME", ""),
        "PYTHONWARNINGS": "ignore",
    }
