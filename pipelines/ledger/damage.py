"""A ledger that is damaged: found out, and kept aside where nobody writes to it. Nothing is deleted, nothing replaced.

A run does not begin a new ledger by itself. In the damaged one stand the alerts that are still to be delivered and what
was alerted before: a new one would lose the first, tell the recent ones again, and overwrite in Elasticsearch when each
listing was first seen. So every command ends with 2 and the next step until somebody has acted; what was set aside,
standing beside the ledger's empty place, is what says so.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from pipelines.ledger.columns import Document, Words
from pipelines.ledger.failures import LedgerError
from pipelines.ledger.tables import events, listings, matches
from pipelines.ledger.wal import lost_transactions

STEPS_AT_ONCE, STEPS = 1000, 400
"""How much of a ledger is looked at when it is opened: some 150 MB, a tenth of a second; `doctor` looks at all."""

HELPERS = ("-wal", "-shm")
"""What SQLite's other files add to a database's name."""

_MARK = ".damaged-"
APPLICATION_ID = 0x5357_4C31
"""Stands in the head of every ledger ("SWL1"), so that a damaged one is told from a stranger's file."""

_OURS = b"CREATE TABLE alembic_version"
_SEARCHED = 1_000_000
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def refuse_damaged(path: Path) -> None:
    """Look at a ledger's log before SQLite does. Raises `LedgerError`, having set it aside, when it is damaged."""
    lost = lost_transactions(path.with_name(f"{path.name}-wal"))
    if lost:
        raise put_aside(path, f"its log is, and {lost} transactions in it would be passed over")


def fault(path: Path, steps: int | None = STEPS) -> str | None:
    """Say what is wrong with a ledger's pages, or return `None`; `steps`: how far to look, `None` to the end.

    A ledger that is locked, unreadable or too new is not damaged: whoever uses it says what it is.
    """
    try:
        driver = sqlite3.connect(uri(path), uri=True)
    except sqlite3.Error:
        return None
    try:
        return _asked(driver, steps)
    except sqlite3.DatabaseError as error:
        return "its pages do not fit together" if _is_damage(error) else None
    finally:
        driver.close()


def unreadable(path: Path) -> list[str]:
    """Return the ids of listings of which a text is no UTF-8 or a document no JSON, which no checksum tells.

    Looks at every row: for `doctor`. Empty also where the file cannot be read: `fault` says what that is.
    """
    found: dict[str, None] = {}
    try:
        with contextlib.closing(sqlite3.connect(uri(path), uri=True)) as driver:
            driver.text_factory = bytes
            for table, key in ((listings, "id"), (events, "listing_id"), (matches, "listing_id")):
                names = [column.name for column in table.columns if isinstance(column.type, (Words, Document))]
                are_json = [isinstance(table.columns[name].type, Document) for name in names]
                for listing_id, *row in driver.execute(f"SELECT {key}, {', '.join(names)} FROM {table.name}"):  # noqa: S608 - names of ours
                    if not all(map(can_be_read, row, are_json)):
                        found[str(listing_id, "utf-8", "replace")] = None
    except sqlite3.DatabaseError:
        pass
    return list(found)


def can_be_read(value: object, is_json: bool) -> bool:
    """Tell whether a column's value is text, and JSON where it should be; what is no text at all is."""
    try:
        text = value.decode() if isinstance(value, bytes) else value
        return not is_json or not isinstance(text, str) or json.loads(text) is not None
    except (ValueError, RecursionError):
        return False


def found_in_use(path: Path | None, error: DBAPIError) -> LedgerError | None:
    """Return what to say of an error that damage caused, the ledger set aside; `None`: it was something else.

    Damage that a second look, at all of it, does not see was not in the file: that ledger stays where it is.
    """
    if path is None or not isinstance(error.orig, sqlite3.DatabaseError):
        return None
    if gone := refusal(path):  # another command was faster
        return gone
    if not _is_damage(error.orig):
        return None
    if why := fault(path, steps=None):
        return put_aside(path, why)
    return LedgerError(
        f"{path}: the ledger looked damaged, and is sound when looked at again: run again; where it happens twice, "
        "look at the disk and the memory of this machine"
    )


def put_aside(path: Path, why: str, now: datetime | None = None) -> LedgerError:
    """Give a damaged ledger a dated name, 0600, and return what is to be told; what is not ours is left alone."""
    if path.exists() and not is_ours(path):
        return LedgerError(
            f"{path}: this file is no ledger, nor ever was, and is left alone: correct `ledger` in stallwatch.yml, or "
            "put a backup in its place"
        )
    name = f"{path.name}{_MARK}{now or datetime.now(UTC):%Y%m%dT%H%M%S%fZ}"
    try:
        _move(path, path.with_name(name))
    except FileNotFoundError:
        pass  # another process was faster
    except OSError as error:
        return LedgerError(
            f"{path}: the ledger is damaged: {why}; it could not be set aside ({error.strerror}): move it and its -wal "
            "to another folder, and put a backup in its place"
        )
    return refusal(path, why) or LedgerError(
        f"{path}: the ledger is damaged: {why}; somebody has replaced it: try again"
    )


def refusal(path: Path, why: str = "") -> LedgerError | None:
    """Return what to say where a ledger is missing because a damaged one was set aside; `None`: it was not."""
    aside = set_aside(path)
    if not aside or path.exists():
        return None
    for helper in HELPERS:  # a log must never stand beside another database
        with contextlib.suppress(OSError):
            _move(path.with_name(path.name + helper), aside[-1].with_name(aside[-1].name + helper))
    found = f"is damaged: {why}. It" if why else "was found damaged and"
    return LedgerError(
        f"{path}: the ledger {found} is kept as {aside[-1].name}; no other is begun by itself. Look at the disk, then "
        "put a backup in its place, or run `stallwatch salvage` for what can still be read of it. To begin anew, move "
        "it to another folder: posts that are not older than a rule's max_age alert again"
    )


def set_aside(path: Path) -> list[Path]:
    """Return the damaged ledgers that stand beside a ledger, the oldest first."""
    found = path.parent.glob(f"{path.name}{_MARK}*") if path.parent.is_dir() else ()
    return sorted(each for each in found if not each.name.endswith(HELPERS))


def uri(path: Path) -> str:
    """Return a ledger's address for SQLite, under which it makes no new one."""
    return f"{path.absolute().as_uri()}?mode=rw"


def _asked(driver: sqlite3.Connection, steps: int | None) -> str | None:
    left = steps

    def enough() -> bool:
        nonlocal left
        left = None if left is None else left - 1
        return left is not None and left < 0

    driver.set_progress_handler(enough, STEPS_AT_ONCE)
    driver.execute("PRAGMA query_only = ON")
    said = driver.execute("PRAGMA quick_check(1)" if steps is not None else "PRAGMA integrity_check(1)").fetchall()
    return None if said == [("ok",)] else "its pages do not fit together"


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    # What Python's own part raises (text that is no UTF-8) has no code of SQLite's.
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _DAMAGED


def is_ours(path: Path) -> bool:
    """Tell whether a file was a ledger: a mistake in `ledger` must not move somebody's letters."""
    for each in (path, path.with_name(f"{path.name}-wal")):
        with contextlib.suppress(OSError), each.open("rb") as stream:
            head = stream.read(_SEARCHED)
            if _OURS in head or head[68:72] == APPLICATION_ID.to_bytes(4, "big"):
                return True
    return False


def _move(source: Path, target: Path) -> None:
    os.chmod(source, 0o600)  # noqa: PTH101 - beside os.rename
    os.rename(source, target)  # noqa: PTH104 - never onto another: the name is of this microsecond
