"""The store of usage events: its tables, by version, and what it holds."""

from __future__ import annotations

from untagged_llm.ledger.address import address_of, ledger_at
from untagged_llm.ledger.store import Ledger, LedgerError, Status

__all__ = ["Ledger", "LedgerError", "Status", "address_of", "ledger_at"]
