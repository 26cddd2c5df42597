from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from untagged_llm.policy.errors import ConfigError
from untagged_llm.runtime.sinks import check, opened

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("usage.jsonl", "jsonl:usage.jsonl"),
        ("jsonl:usage.log", "jsonl:usage.log"),
        ("logs/usage.ndjson", "jsonl:logs/usage.ndjson"),
        ({"type": "jsonl", "path": "u.jsonl", "max-bytes": 10, "keep": 3}, "jsonl:u.jsonl"),
        ("sqlite:usage.db", "sqlite:usage.db"),
        ("sqlite:///var/usage.db", "sqlite:/var/usage.db"),
        ("postgresql://me:secret@db/ledger", "postgresql://me@db:5432/ledger"),
        ({"type": "postgres", "dsn": "host=db dbname=x"}, "postgresql://db:5432/x"),
        ("otel", "otel"),
        ("python:builtins:print", "print"),
        (print, "print"),
    ],
)
def test_an_address_names_its_sink(address: Any, name: str) -> None:
    (sink,) = opened([address])

    assert sink.name == name


def test_without_an_address_events_go_into_json_lines() -> None:
    (sink,) = opened([])

    assert sink.name == "jsonl:llm-usage.jsonl"


def test_nowhere_is_a_place_too() -> None:
    assert opened(["none"]) == []


def test_a_ledger_of_the_environment_keeps_its_password_out_of_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("UNTAGGED_LLM_DSN", "postgresql://me:secret@db/ledger")

    (sink,) = opened(["postgres"])

    assert sink.name == "postgresql://me@db:5432/ledger"


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("sqlight:u.db", "no sink 'sqlight:u.db'; did you mean 'sqlite'?"),
        ("mysql://me:secret@db/x", "no sink 'db/x'"),
        ({"type": "jsonlines"}, "no sink of type 'jsonlines'; did you mean 'jsonl'?"),
        ({"type": "jsonl"}, "a jsonl sink needs 'path'"),
        (
            {"type": "jsonl", "path": "u.jsonl", "max-byte": 1},
            "a jsonl sink has no key 'max-byte'; did you mean 'max-bytes'?",
        ),
        (
            {"type": "jsonl", "path": "u.jsonl", "keep": "many"},
            "'keep' of a sink must be a whole number, not 'many'",
        ),
        ({"type": "sqlite", "path": 3}, "'path' of a sink must be text, not 3"),
        ("python:builtins:prind", "no sink 'python:builtins:prind': "),
        ("python:math:pi", "'python:math:pi' is no function"),
        ("python:asyncio:sleep", "sleep is asynchronous: a sink is a plain function"),
        (
            "postgresql://me:sec ret@db/x?dbnam=1",
            "the address of a postgres sink is wrong: ",
        ),
        ("postgres", "a postgres sink needs 'dsn' or $UNTAGGED_LLM_DSN"),
    ],
)
def test_a_wrong_address_is_one_sentence(
    address: Any, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("UNTAGGED_LLM_DSN", raising=False)

    with pytest.raises(ConfigError) as told:
        check([address])

    assert sentence in told.value.message
    assert "sec" not in told.value.message
    assert "\n" not in told.value.message


def test_a_wrong_address_leaves_the_others(tmp_path: Path) -> None:
    assert len(opened(["nowhere", str(tmp_path / "usage.jsonl")])) == 1
