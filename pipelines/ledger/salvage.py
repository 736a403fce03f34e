"""What can still be read of a damaged ledger, put into a new one: row by row, from both ends of each table.

The damaged one is copied first and stays as it is. A listing that is lost is read again: its thread counts as never
fetched, so that nothing is passed over because the frontier remembers it. The sqlite3 program's `.recover` would do the
same, but is left out of Debian's.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Table

from pipelines.ledger.columns import Document
from pipelines.ledger.damage import can_be_read
from pipelines.ledger.failures import LedgerError
from pipelines.ledger.store import Ledger
from pipelines.ledger.tables import metadata

HEAD = 100
"""Bytes of SQLite's own at a file's beginning, alike in all ledgers but for what is put right here."""

_SCAN = "UPDATE boards SET high_water = 0"
"""Nobody knows which threads were lost: boards are read to their end once more, without being in their backfill."""

_FORGET = (
    "UPDATE threads SET listing_id = NULL, fetched_at = NULL, whole_at = NULL, fingerprint = NULL, revisit_at = 0 "
    "WHERE listing_id IS NOT NULL AND listing_id NOT IN (SELECT id FROM listings)"
)

Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What came of it."""

    rows: Mapping[str, int]
    """By table, how many could be read and fit together."""
    again: int
    """Threads whose listing was lost: they are fetched again."""


def salvage(damaged: Path, ledger: Path) -> Salvaged:
    """Make a ledger, where there is none, of what can be read of a damaged one.

    Its boards need a cursor to be read to their end (`frontier.set_cursor`). Raises `LedgerError` when there is a
    ledger, when there is nothing to read, or nowhere to write.
    """
    if ledger.exists():
        raise LedgerError(f"{ledger}: there is a ledger in its place: move it away first, nothing is put over it")
    try:
        with tempfile.TemporaryDirectory(dir=ledger.parent, prefix=".salvage-") as name:
            folder = Path(name)
            Ledger.open("fresh", folder).close()
            found = _copied(_readable(damaged, folder), folder / "fresh")
            (folder / "fresh").rename(ledger)
    except (sqlite3.DatabaseError, OSError) as error:
        raise LedgerError(f"{damaged}: nothing could be saved of it ({type(error).__name__}: {error})") from None
    return found


def _readable(damaged: Path, folder: Path) -> Path:
    """Copy it and its log; where its head is gone, give it that of a sound one."""
    copy = Path(shutil.copy(damaged, folder / "damaged"))
    with contextlib.suppress(FileNotFoundError):
        shutil.copy(damaged.with_name(f"{damaged.name}-wal"), folder / "damaged-wal")
    with closing(sqlite3.connect(copy)) as driver, contextlib.suppress(sqlite3.DatabaseError):
        driver.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return copy
    head = bytearray((folder / "fresh").read_bytes()[:HEAD])
    pages = copy.stat().st_size // int.from_bytes(head[16:18], "big")
    head[28:32] = pages.to_bytes(4, "big")
    head[32:40] = bytes(8)  # no list of free pages
    with copy.open("r+b") as file:
        file.write(head)
    return copy


def _copied(source: Path, target: Path) -> Salvaged:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target, isolation_level=None)) as new:
        old.text_factory = lambda raw: raw.decode("utf-8", "replace")
        new.execute("BEGIN")
        for table in metadata.sorted_tables:
            _copy(old, new, table)
        again = new.execute(_FORGET).rowcount
        new.execute(_SCAN)
        rows = {table.name: _count(new, table) for table in metadata.sorted_tables}
        new.execute("COMMIT")
    if not any(rows.values()):
        raise sqlite3.DatabaseError("no row can be read")
    return Salvaged(rows, again)


def _copy(old: sqlite3.Connection, new: sqlite3.Connection, table: Table) -> None:
    there = {row[1] for row in old.execute(f"PRAGMA table_info({table.name})")}
    columns = [column.name for column in table.columns if column.name in there]
    places = ", ".join("?" * len(columns))
    adding = f"INSERT OR IGNORE INTO {table.name} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - names of ours
    are_json = [isinstance(table.columns[name].type, Document) for name in columns]
    for row in _rows(old, table.name, columns):
        if all(map(can_be_read, row, are_json)):  # of pages that are sound a bit can be wrong as well
            new.execute(adding, row)
    for key in table.foreign_keys:
        child, parent = key.parent.name, key.column
        new.execute(
            f"DELETE FROM {table.name} WHERE {child} IS NOT NULL AND {child} NOT IN "  # noqa: S608 - as above
            f"(SELECT {parent.name} FROM {parent.table.name})"
        )


def _rows(driver: sqlite3.Connection, table: str, columns: Sequence[str]) -> Iterator[Row]:
    """Give all rows up to the first that cannot be read, and then from the last backwards up to such a one."""
    if not columns:
        return
    wanted = f"SELECT rowid, {', '.join(columns)} FROM {table} WHERE rowid > ? ORDER BY rowid"  # noqa: S608 - as above
    last = -(2**63)
    try:
        for at, *row in driver.execute(wanted, (last,)):
            yield row
            last = at
    except sqlite3.DatabaseError:
        with contextlib.suppress(sqlite3.DatabaseError):
            for _, *row in driver.execute(f"{wanted} DESC", (last,)):
                yield row


def _count(driver: sqlite3.Connection, table: Table) -> int:
    return int(driver.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0])  # noqa: S608 - as above
