"""Who is at work on a ledger on this machine, told by a lock that ends with its process, however that ends.

Leases outlive a process that was killed: its sites and messages would wait until they run out. So every process that
takes leases of a kind shares a lock on a file beside the ledger while it does; whoever finds nobody there knows that
whatever is leased was left behind by the dead. The lock is the kernel's (flock): it needs no clock, and no process id
that another program may have by now.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator

from sqlalchemy import Connection

from pipelines.ledger.store import Ledger

CRAWL = "crawl"
DELIVER = "deliver"


@contextlib.contextmanager
def at_work(ledger: Ledger, kind: str, give_back: Callable[[Connection], object]) -> Iterator[None]:
    """Be seen at work of a kind; take no lease of this kind outside of it. Raises `LedgerError`.

    `give_back` first frees all leases of the kind, in a transaction of its own, unless somebody else is at this work.
    Of a ledger on a server, whose leases may be other machines', and where files cannot be locked, nothing is freed:
    leases run out.
    """
    lock = _open(ledger, kind)
    if lock is None:
        yield
        return
    try:
        if is_alone(lock):
            ledger.run(give_back)
        # No lock in between, and no harm: who finds nobody there then finds no leases of ours either.
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield
    finally:
        os.close(lock)


def is_alone(lock: int) -> bool:
    """Tell whether nobody holds an open lock file, and hold it alone if so."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _open(ledger: Ledger, kind: str) -> int | None:
    """Open a kind's lock file; child processes do not get it. `None`: there can be none."""
    if ledger.path is None:
        return None
    file = ledger.path.with_name(f"{ledger.path.name}-{kind}.lock")
    try:
        return os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None
