"""Threads that could not be read time and again: who they are, and how they are given another try."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, case, func, literal, select, update

from pipelines.ledger.columns import Instant, clean
from pipelines.ledger.tables import threads


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A thread that is left alone."""

    site: str
    generation: int
    native_id: str
    board: str
    path: str
    """Path and query of its first page."""
    reason: str
    """Of the last failure, in our words."""
    failures: int
    """In a row."""
    failed_at: datetime | None
    """UTC, of the last one; `None`: an older program did not note it."""
    ever_read: bool
    """Whether what it once said is stored."""


def quarantined(conn: Connection, site: str | None = None) -> list[Quarantined]:
    """Return the threads in quarantine, of one site or (`None`) of all, by site and id."""
    rows = select(threads).where(threads.c.quarantined, *_of(site)).order_by(threads.c.site, threads.c.native_id)
    return [
        Quarantined(
            site=row.site,
            generation=row.generation,
            native_id=row.native_id,
            board=row.board,
            path=row.path,
            reason=row.failure or "",
            failures=row.failures,
            failed_at=row.failed_at,
            ever_read=row.listing_id is not None,
        )
        for row in conn.execute(rows)
    ]


def count(conn: Connection, site: str, generation: int) -> int:
    """Count a site's threads in quarantine."""
    wanted = threads.c.quarantined, threads.c.site == site, threads.c.generation == generation
    return conn.execute(select(func.count()).select_from(threads).where(*wanted)).scalar_one()


def release(conn: Connection, now: datetime, site: str | None = None, native_id: str | None = None) -> int:
    """Let threads be tried again at the site's next visit, as if they had never failed; return how many.

    `None`: of all sites; all threads.
    """
    wanted = [threads.c.quarantined, *_of(site)]
    if native_id is not None:
        wanted.append(threads.c.native_id == clean(native_id))
    # An entry without a page of its own has no time to look again: its listing page brings it back.
    due = case((threads.c.revisit_at.is_not(None), literal(now, Instant())), else_=None)
    fresh = {"quarantined": False, "failures": 0, "unread": 0, "failure": None, "failed_at": None, "revisit_at": due}
    return conn.execute(update(threads).where(*wanted).values(fresh)).rowcount


def _of(site: str | None) -> list[ColumnElement[bool]]:
    return [] if site is None else [threads.c.site == site]
