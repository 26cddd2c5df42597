from __future__ import annotations

import pytest

from untagged_llm.cli import main

pytestmark = pytest.mark.xdist_group("postgres")


def test_init_and_status_in_postgres(ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "status", "--dsn", ledger]) == 0
    assert "no tables yet; 'untagged-llm ledger init' makes them" in capsys.readouterr().out

    assert main(["ledger", "init", "--dsn", ledger]) == 0
    assert "0001_usage_events\n" in capsys.readouterr().out

    assert main(["ledger", "status", "--dsn", ledger]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["events   0", "notices  0"]


def test_the_ledger_of_the_environment(
    ledger: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNTAGGED_LLM_DSN", ledger)

    assert main(["ledger", "init"]) == 0
    assert "at version 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("dsn", "sentence"),
    [
        ("mysql://me:secret@db/x", "no ledger is called 'db/x': it should be postgresql://"),
        ("postgresql://127.0.0.1:1/x", "port 1 failed: Connection refused"),
        ("postgresql://me:sec ret@db/x", "the ledger's address is wrong: "),
    ],
)
def test_a_wrong_address_is_one_sentence(
    dsn: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ledger", "status", "--dsn", dsn]) == 2

    told = capsys.readouterr().err
    assert sentence in told
    assert "sec" not in told
    assert len(told.splitlines()) == 1
