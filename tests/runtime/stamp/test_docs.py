from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runtime.provider import FakeProvider, provider
from runtime.recording import Recording, recording
from untagged_llm import flush
from untagged_llm.policy import load
from untagged_llm.runtime.configuration import Configuration, configuration, reset
from untagged_llm.runtime.terms import carriers_of

if TYPE_CHECKING:
    import pytest

__all__ = ["provider", "recording"]

PAGE = Path(__file__).parents[3] / "docs" / "runtime.md"


def _fences(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_page_s_programs_run(
    provider: FakeProvider,
    recording: Recording,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", f"{provider.url()}/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    names: dict[str, Any] = {}
    for block in _fences("python"):
        exec(compile(block, str(PAGE), "exec"), names)
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("search 0.00")
    assert second.endswith(" 1500")
    flush()
    workflows = [event.tags.get("workflow_name") for event in names["events"]]
    assert workflows == [None, None, "nightly", "nightly", None, None]


def test_the_page_s_configuration_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (block,) = _fences("toml")
    (tmp_path / "pyproject.toml").write_text(block, encoding="utf-8")
    assert load(tmp_path / "pyproject.toml").runtime["on-missing"] == "raise"
    monkeypatch.chdir(tmp_path)
    reset()
    found: Configuration = configuration()
    reset()
    assert (found.on_missing, found.sinks) == ("raise", ("usage.jsonl",))
    default = replace(found, on_missing="warn", sinks=(), carriers=())
    assert default == Configuration(found.settings)
    assert frozenset(found.carriers) == carriers_of(default)
