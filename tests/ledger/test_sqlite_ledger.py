from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from runtime.record.events import event
from untagged_llm.ledger import LedgerError, ledger_at
from untagged_llm.runtime.sinks.sqlite import Sqlite

if TYPE_CHECKING:
    from pathlib import Path


def test_looking_does_not_make_the_file(tmp_path: Path) -> None:
    assert ledger_at(f"sqlite:{tmp_path}/usage.db").status().version == 0
    assert not (tmp_path / "usage.db").exists()


def test_the_tables_can_be_made_beforehand(tmp_path: Path) -> None:
    ledger = ledger_at(f"sqlite:{tmp_path}/new/usage.db")

    assert ledger.init() == ["tables and columns"]
    assert ledger.init() == []
    assert ledger.status().version == ledger.status().latest


def test_the_status_counts_what_is_there(tmp_path: Path) -> None:
    Sqlite(tmp_path / "usage.db").write([event(1), event(2)])

    status = ledger_at(f"sqlite:{tmp_path}/usage.db").status()

    assert (status.events, status.notices) == (2, 0)


def test_another_file_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no database " * 100, "utf-8")

    with pytest.raises(LedgerError, match=r"notes\.txt: file is not a database"):
        ledger_at(f"sqlite:{tmp_path}/notes.txt").status()
