"""Every program runs against the capture server: what arrives is what its markers say."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from .arrived import REQUIRED, required_tags
from .capture import Capture, Request
from .markers import Marker, markers_of

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures" / "ownership"
RUNNER = Path(__file__).with_name("runner.py")

GROUPS = {
    "openai": "openai.resources.responses,httpx",
    "gateways": "openai.resources,anthropic.resources",
    "anthropic": "anthropic.resources",
    "google_genai": "google.genai",
    "bedrock": "boto3",
    "litellm": "litellm,openai.resources",
    "langchain": "langchain_openai,langchain_anthropic,openai.resources,anthropic.resources",
    "frameworks": "agents,pydantic_ai,instructor,groq,mistralai.client,openai.resources",
    "raw_http": "httpx,requests",
}

Recorded = Mapping[str, list[Request]]


def programs(group: str) -> list[Path]:
    """A program is a file, or a folder whose `main.py` runs."""
    folder = FIXTURES / group
    return sorted([*folder.glob("*.py"), *folder.glob("*/main.py")])


def markers(program: Path) -> tuple[Marker, ...]:
    """The markers of a program: they stand in one of its files, in the order of the requests."""
    files = [program] if program.name != "main.py" else sorted(program.parent.glob("*.py"))
    marked = [found for file in files if (found := markers_of(file))]
    assert len(marked) == 1, f"{program}: markers belong into exactly one file of a program"
    return marked[0]


PROGRAMS = [program for group in GROUPS for program in programs(group)]


def name_of(program: Path) -> str:
    return program.relative_to(ROOT).as_posix()


@pytest.fixture(scope="session")
def recorded() -> Recorded:
    with ThreadPoolExecutor(max_workers=2) as pool:
        return {name: found for part in pool.map(_run_group, GROUPS) for name, found in part.items()}


def _run_group(group: str) -> Recorded:
    names = [name_of(program) for program in programs(group)]
    with Capture() as capture:
        command = [sys.executable, str(RUNNER), str(capture.port), GROUPS[group], *names]
        environment = _environment(capture.port)
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return dict(capture.requests)


def _environment(port: int) -> dict[str, str]:
    """Fake keys, and the endpoints that only an environment variable moves."""
    keys = ("OPENAI", "ANTHROPIC", "GEMINI", "GROQ", "MISTRAL", "PORTKEY", "HELICONE")
    return {
        **{f"{key}_API_KEY": "sk-fake" for key in keys},
        "AWS_ACCESS_KEY_ID": "fake",
        "AWS_SECRET_ACCESS_KEY": "fake",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": f"http://127.0.0.1:{port}",
        "OPENAI_API_TYPE": "openai",
        "AZURE_OPENAI_ENDPOINT": "https://acme.openai.azure.com",
        "AZURE_OPENAI_API_KEY": "fake",
        "OPENAI_API_VERSION": "2025-04-01-preview",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "OPENAI_AGENTS_DISABLE_TRACING": "1",
        "SEARCH_TEAM": "search",
        "PATH": os.environ.get("PATH", ""),
        "HOME": os.environ.get("HOME", ""),
        "PYTHONWARNINGS": "ignore",
    }


@pytest.mark.parametrize("program", PROGRAMS, ids=name_of)
def test_what_arrives_is_what_the_markers_say(program: Path, recorded: Recorded) -> None:
    requests = iter(recorded.get(name_of(program), []))
    for marker in markers(program):
        for _ in range(marker.times):
            request = next(requests, None)
            assert request is not None, f"{marker}: no request was sent"
            _check(marker, request)
    assert list(requests) == [], "more requests than markers"


def _check(marker: Marker, request: Request) -> None:
    arrived = required_tags(request)
    told = {key: arrived.get(key) if value != "*" else "*" for key, value in marker.tags.items()}
    assert told == marker.tags, f"{marker}: {arrived} arrived"
    if marker.statuses[0] == "unverifiable":
        return
    assert set(arrived) == set(marker.tags), f"{marker}: {arrived} arrived"
    assert _status(arrived) == _on_the_wire(marker.statuses[0]), f"{marker}: {arrived} arrived"


def _status(arrived: Mapping[str, str]) -> str:
    if not arrived:
        return "unowned"
    return "owned" if set(arrived) == set(REQUIRED) else "partial"


def _on_the_wire(status: str) -> str:
    """What stays in the process looks like nothing from outside."""
    return "unowned" if status == "traced-only" else status


def test_more_than_half_of_the_calls_are_not_owned() -> None:
    first = [marker.statuses[0] for program in PROGRAMS for marker in markers(program)]
    assert len(PROGRAMS) >= 70
    assert first.count("owned") < len(first) / 2
