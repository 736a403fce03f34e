"""The ledger as a kill left it: is the file whole, and what does it know? Looked at in a copy, which changes nothing."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What it holds while no process is at it."""

    faults: tuple[str, ...] = ()
    """What SQLite finds wrong with the file."""
    events: Mapping[str, Counter[str]] = field(default_factory=dict)
    """How often each kind happened, by listing."""
    waiting: Counter[str] = field(default_factory=Counter)
    """In the outbox: `elasticsearch`, or the channel."""

    @classmethod
    def of(cls, file: Path) -> Snapshot:
        """Copy the file with its write-ahead log, as they are, and look."""
        if not file.exists():
            return cls()
        with tempfile.TemporaryDirectory() as folder:
            for each in (file, file.with_name(f"{file.name}-wal")):
                if each.exists():
                    shutil.copy(each, folder)
            conn = sqlite3.connect(Path(folder) / file.name)
            try:
                return cls._read(conn)
            finally:
                conn.close()

    @classmethod
    def _read(cls, conn: sqlite3.Connection) -> Snapshot:
        faults = [str(row[0]) for row in conn.execute("PRAGMA integrity_check") if row[0] != "ok"]
        faults += [f"foreign key: {row}" for row in conn.execute("PRAGMA foreign_key_check")]
        events: defaultdict[str, Counter[str]] = defaultdict(Counter)
        if not conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'events'").fetchone():
            return cls(tuple(faults))  # killed before its first migration
        for listing_id, kind in conn.execute("SELECT listing_id, kind FROM events"):
            events[listing_id][kind] += 1
        waiting = conn.execute("SELECT coalesce(channel, target), count(*) FROM outbox WHERE NOT dead GROUP BY 1")
        return cls(tuple(faults), dict(events), Counter(dict(waiting.fetchall())))
