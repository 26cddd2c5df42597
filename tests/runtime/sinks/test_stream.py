"""Standard output as a sink."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from runtime.record.programs import started

if TYPE_CHECKING:
    from pathlib import Path


def numbers(text: str) -> list[str]:
    return [json.loads(line)["request_id"] for line in text.splitlines()]


def test_a_container_collects_events_from_standard_output(tmp_path: Path) -> None:
    process = started(tmp_path, "record(1, 2)", UNTAGGED_LLM_SINKS="jsonl:/dev/stdout")

    out, errors = process.communicate(timeout=60)

    assert errors == ""
    assert numbers(out) == ["request-1", "request-2"]


def test_what_the_application_has_written_there_is_left_alone(tmp_path: Path) -> None:
    text = """
os.dup2(os.open("out", os.O_WRONLY | os.O_CREAT | os.O_APPEND), 1)
os.write(1, b"half a line")
record(1)
"""
    process = started(tmp_path, text, UNTAGGED_LLM_SINKS="jsonl:/dev/stdout")

    assert process.communicate(timeout=60)[1] == ""
    written = (tmp_path / "out").read_text()
    assert written.startswith("half a line{")
    assert numbers(written.removeprefix("half a line")) == ["request-1"]
