"""Which ledger is meant, and where it is."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from untagged_llm.ledger.store import LedgerError

if TYPE_CHECKING:
    from untagged_llm.ledger.store import Ledger

VARIABLE = "UNTAGGED_LLM_DSN"
WANTED = "postgresql://USER@HOST/DATABASE or sqlite:FILE"


def address_of(given: str | None, sinks: Iterable[object]) -> str:
    """The ledger that was named, else $UNTAGGED_LLM_DSN's, else the first among the sinks.

    Raises:
        LedgerError: there is none.
    """
    named = given or os.environ.get(VARIABLE) or next(filter(None, map(_ledger, sinks)), None)
    if not named:
        raise LedgerError(f"which ledger? give --dsn or ${VARIABLE}: {WANTED}")
    return named


def ledger_at(address: str) -> Ledger:
    """The ledger at an address. It is not connected to yet.

    Raises:
        LedgerError: the address means none, or what it needs is not installed.
    """
    scheme, _, rest = address.partition(":")
    if scheme == "sqlite" and rest:
        from untagged_llm.ledger.sqlite import SqliteLedger

        return SqliteLedger(Path(rest.removeprefix("//")).expanduser())
    if scheme in ("postgresql", "postgres") or "=" in scheme:
        return _postgres(address)
    # What stands before an "@" may be a password.
    shown = address.rpartition("@")[2]
    raise LedgerError(f"no ledger is called '{shown}': it should be {WANTED}")


def _postgres(dsn: str) -> Ledger:
    if find_spec("psycopg") is None:
        raise LedgerError("Postgres needs psycopg: pip install 'untagged-llm[postgres]'")
    import psycopg

    from untagged_llm.ledger.postgres import PostgresLedger
    from untagged_llm.runtime.sinks.postgres import complaint

    try:
        return PostgresLedger(dsn)
    except psycopg.ProgrammingError as error:
        raise LedgerError(f"the ledger's address is wrong: {complaint(error)}") from None


def _ledger(sink: object) -> str | None:
    if isinstance(sink, str):
        return sink if sink.startswith(("postgresql:", "postgres:", "sqlite:")) else None
    if not isinstance(sink, Mapping):
        return None
    kept = {"postgres": "dsn", "sqlite": "path"}.get(str(sink.get("type")))
    value = sink.get(kept) if kept else None
    return f"sqlite:{value}" if value and kept == "path" else value
