from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from untagged_llm import configure
from untagged_llm.policy import ConfigError, forget
from untagged_llm.runtime.configuration import configuration, reset

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    reset()
    yield tmp_path
    forget()
    reset()


def _write(project: Path, text: str) -> None:
    (project / "untagged-llm.toml").write_text(f"root = true\n[runtime]\n{text}\n", "utf-8")
    forget()
    reset()


def test_variables_win_over_the_table(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(project, 'on-missing = "raise"\nqueue = 5')
    monkeypatch.setenv("UNTAGGED_LLM_ON_MISSING", "record")
    monkeypatch.setenv("UNTAGGED_LLM_SINKS", "a.jsonl, otel")
    found = configuration()
    assert (found.on_missing, found.queue, found.sinks) == ("record", 5, ("a.jsonl", "otel"))


def test_configure_wins_over_both(project: Path) -> None:
    _write(project, 'on-missing = "raise"')
    assert configure(on_missing="record").on_missing == "record"
    assert configuration().on_missing == "record"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('on-missing = "rise"', "must be one of raise, warn, record, not 'rise'"),
        ("on-mising = 1", "did you mean 'on-missing'"),
        ("token-ceiling = -1", "must be a whole number, not -1"),
        ('sinks = "a.jsonl"', "must be a list of sinks"),
        ('ask-for-usage = "yes"', "must be true or false"),
        ("owner-patches = 2", "must be true or false"),
        ('carriers = "headers"', "must be a list of headers, metadata, labels, requestMetadata"),
    ],
)
def test_a_wrong_key_is_one_sentence(project: Path, text: str, message: str) -> None:
    _write(project, text)
    with pytest.raises(ConfigError, match=message):
        configuration()


def test_lists_and_flags_are_read_from_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNTAGGED_LLM_CARRIERS", "headers, metadata")
    monkeypatch.setenv("UNTAGGED_LLM_OWNER_PATCHES", "0")
    found = configuration()
    assert (found.carriers, found.owner_patches) == (("headers", "metadata"), False)


def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNTAGGED_LLM_QUEUE", "many")
    with pytest.raises(ConfigError, match=r"\$UNTAGGED_LLM_QUEUE must be a whole number"):
        configuration()


def test_what_is_wrong_in_the_code_is_not_blamed_on_a_command_line() -> None:
    with pytest.raises(ConfigError, match=r"^configure\(sink=...\) is no key .* 'sinks'\?$"):
        configure(sink=[])
    with pytest.raises(ConfigError, match=r"^no sink 'mysql://x'"):
        configure(sinks=["mysql://x"])
