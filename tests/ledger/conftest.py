from ledger.fixtures import ledger, postgres

__all__ = ["ledger", "postgres"]
