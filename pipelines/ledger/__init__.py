"""The ledger: one database that holds what was read, what happened, and what is still to be delivered."""

from pipelines.ledger.failures import LedgerError
from pipelines.ledger.store import Ledger

__all__ = ["Ledger", "LedgerError"]
