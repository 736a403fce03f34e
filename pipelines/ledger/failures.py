"""What the operator is told when the ledger fails: what, where and what to do; never a statement's values."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy.exc import DBAPIError, IntegrityError, NotSupportedError, ProgrammingError

from config.errors import StallwatchError


class LedgerError(StallwatchError):
    """The ledger cannot be used; names it and the next step."""


ADVICE = (
    ("file is not a database", "is not a ledger, or is damaged: move it away and put a backup in its place"),
    ("malformed", "is damaged: move it away, and put a backup in its place or try `stallwatch salvage FILE` on it"),
    ("readonly", "cannot be written: check who owns the file and its folder, and that the disk is mounted writable"),
    ("read-only", "cannot be written: the database is read-only for this user"),
    ("unable to open", "cannot be opened: check that the folder exists and that this user may read and write in it"),
    ("locked", "is held by another program for too long: look for a run, a backup or an sqlite3 shell that hangs"),
    ("disk is full", "cannot grow: the disk is full: make room and run again, nothing that was stored is lost"),
    ("disk i/o error", "cannot be read or written: the disk reports an error; look at the system's log"),
    ("password authentication failed", "refuses the login: check user and password in `ledger`"),
    ("could not connect", "does not answer: check host and port in `ledger`, and that the server runs"),
    ("connection", "does not answer or has hung up: check host and port in `ledger`, and that the server runs"),
)
"""What drivers say in their messages, and what it means; the first that fits counts."""


LITTLE = 1_000_000
"""Bytes free on a disk that SQLite calls broken because its shared memory finds no room there."""


def explained(error: DBAPIError, name: str, path: Path | None = None) -> Exception:
    """Turn a driver's error into one that is safe to show. `path`: the ledger's file, `None` on a server.

    A statement that the database understood and refused is a bug of ours: a RuntimeError with the statement alone.
    """
    said = str(error.orig).lower()
    if path is not None and "disk i/o error" in said and _is_full(path):
        said = "disk is full"
    ours = isinstance(error, (IntegrityError, ProgrammingError, NotSupportedError))
    if ours or "no such " in said or "syntax error" in said:
        return RuntimeError(f"the ledger refused a statement ({type(error.orig).__name__}): {error.statement}")
    for words, advice in ADVICE:
        if words in said:
            return LedgerError(f"{name}: the ledger {advice}")
    return LedgerError(f"{name}: the ledger failed ({type(error.orig).__name__}); look at the disk or the server")


def _is_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < LITTLE
    except OSError:
        return False
