"""Every program runs against the capture server: what arrives is what its markers say.

And what its markers say is what the inventory says of it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .arrived import REQUIRED, required_tags
from .capture import Capture, Request
from .markers import Marker, markers_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures" / "ownership"
RUNNER = Path(__file__).with_name("runner.py")

WARM_UP = {
    "openai": "views_and_streams.py",
    "gateways": "portkey.py",
    "anthropic": "plain_calls.py",
    "google_genai": "no_labels.py",
    "bedrock": "converse.py",
    "litellm": "plain.py",
    "langchain": "anthropic_model.py",
    "frameworks": "groq_headers.py",
    "raw_http": "httpx_post.py",
    "runtime": "nested_owners.py",
}

Recorded = Mapping[str, list[Request]]
Row = Mapping[str, Any]


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


PROGRAMS = [program for group in WARM_UP for program in programs(group)]


def name_of(program: Path) -> str:
    return program.relative_to(ROOT).as_posix()


def _run(group: str) -> Recorded:
    names = [name_of(program) for program in programs(group)]
    with Capture() as capture:
        warm_up = name_of(FIXTURES / group / WARM_UP[group])
        command = [sys.executable, str(RUNNER), str(capture.port), warm_up, *names]
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
        "GOOGLE_GEMINI_BASE_URL": f"http://127.0.0.1:{port}",
        "DISABLE_AIOHTTP_TRANSPORT": "True",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "OPENAI_AGENTS_DISABLE_TRACING": "1",
        "SEARCH_TEAM": "search",
        "UNTAGGED_LLM_ON_MISSING": "record",
        "UNTAGGED_LLM_SINKS": "none",
        "PATH": os.environ.get("PATH", ""),
        "HOME": os.environ.get("HOME", ""),
        "PYTHONWARNINGS": "ignore",
    }


@pytest.mark.parametrize("group", WARM_UP)
def test_what_arrives_is_what_the_markers_say(group: str) -> None:
    recorded = _run(group)
    wrong = [
        problem
        for program in programs(group)
        for problem in _problems(program, recorded.get(name_of(program), []))
    ]
    assert wrong == []


def _problems(program: Path, requests: Sequence[Request]) -> Iterator[str]:
    expected = [marker for marker in markers(program) for _ in range(marker.times)]
    if len(expected) != len(requests):
        yield f"{name_of(program)}: {len(expected)} calls are marked, {len(requests)} were made"
    for marker, request in zip(expected, requests, strict=False):
        arrived = required_tags(request)
        if not _agrees(marker, arrived):
            yield f"{marker}: {arrived} arrived"


def _agrees(marker: Marker, arrived: Mapping[str, str]) -> bool:
    """Whether the marked tags arrived, and no others unless the marker says that any may."""
    if any(value not in ("*", arrived.get(key)) for key, value in marker.tags.items()):
        return False
    if marker.statuses[0] == "unverifiable":
        return True
    same_keys = set(arrived) == set(marker.tags)
    return same_keys and _status(arrived) == _on_the_wire(marker.statuses[0])


def _status(arrived: Mapping[str, str]) -> str:
    if not arrived:
        return "unowned"
    return "owned" if set(arrived) == set(REQUIRED) else "partial"


def _on_the_wire(status: str) -> str:
    """What stays in the process looks like nothing from outside."""
    return "unowned" if status == "traced-only" else status


@pytest.fixture(scope="session")
def inventory() -> Mapping[tuple[str, int], Row]:
    command = [
        sys.executable,
        "-m",
        "untagged_llm",
        "inventory",
        "--format",
        "jsonl",
        str(FIXTURES),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {(row["path"], row["line"]): row for row in rows if row["kind"] == "call"}


@pytest.mark.parametrize("program", PROGRAMS, ids=name_of)
def test_the_inventory_says_what_the_markers_say(
    program: Path, inventory: Mapping[tuple[str, int], Row]
) -> None:
    for marker in markers(program):
        row = inventory.get((name_of(marker.path), marker.line))
        assert row is not None, f"{marker}: no call found"
        assert row["status"] in marker.statuses, f"{marker}: {row['status']} {row['ownership']}"
        if row["status"] in ("owned", "partial"):
            assert _same_tags(marker.tags, row["ownership"]), f"{marker}: {row['ownership']}"


def _same_tags(expected: Mapping[str, str], told: Mapping[str, str | None]) -> bool:
    """Whether the same required keys are told, no value of them wrong; None is a dynamic value."""
    found = {key: value for key, value in told.items() if key in REQUIRED}
    return set(found) == set(expected) and all(
        value is None or expected[key] in ("*", value) for key, value in found.items()
    )


def test_more_than_half_of_the_calls_are_not_owned() -> None:
    first = [marker.statuses[0] for program in PROGRAMS for marker in markers(program)]
    assert len(PROGRAMS) >= 70
    assert first.count("owned") < len(first) / 2
