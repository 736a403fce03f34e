"""A ledger that knows a million threads of a site, all of them due: what scheduling costs in memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from pipelines.ledger import Ledger
from pipelines.ledger.tables import threads

AT_ONCE = 20_000
FIRST = 10_000_000
"""Ids that no thread of the bench's forums has."""


def fill(folder: Path, site: str, many: int) -> None:
    """Enter so many threads as fetched long ago and due for a revisit now, in an operator's folder."""
    past = datetime.now(UTC) - timedelta(days=30)
    with Ledger.open("ledger.sqlite3", folder) as ledger:
        for start in range(FIRST, FIRST + many, AT_ONCE):
            rows = [
                {
                    "site": site, "generation": 1, "native_id": str(number), "board": "databases",
                    "path": f"/showthread.php?tid={number}", "fingerprint": "0" * 32, "fetched_at": past,
                    "revisit_at": past,
                }
                for number in range(start, min(start + AT_ONCE, FIRST + many))
            ]  # fmt: skip
            ledger.run(lambda conn, rows=rows: conn.execute(insert(threads), rows))  # type: ignore[misc]
