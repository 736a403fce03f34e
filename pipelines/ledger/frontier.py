"""The frontier: which threads are known, when to look at them again, and how far each board was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select, update

from pipelines.ledger.columns import clean
from pipelines.ledger.tables import boards, listings, threads
from pipelines.ledger.upsert import insert

WAITS = (timedelta(hours=1), timedelta(hours=6), *(timedelta(days=days) for days in (1, 2, 4)))
"""How long a thread rests after each failure in a row; then `LONGEST`."""

QUARANTINE_AFTER = 3
"""Failures in a row in which a page came that could not be read; pages that did not come never quarantine."""

WATCHED_AT_LEAST = 40
WATCHED_SHARE = 50
"""Of the threads on close watch, a run opens this many, or one in so many of the site's threads if that is more: so
that a board on which rules match everything does not cost a whole scan at every run."""

CLOSE_WATCH = timedelta(hours=48)
"""How long a matched listing is looked at in every run."""

LONGEST = timedelta(days=7)
"""The longest time between two looks at the same thread."""

MATCHED = (timedelta(hours=6), timedelta(hours=12), *(timedelta(days=days) for days in (1, 2, 4)))
UNMATCHED = tuple(timedelta(days=days) for days in (1, 2, 4))
"""The intervals of a quiet listing, one after the other; then `LONGEST`."""

_AT_ONCE = 500
_SOUND: dict[str, Any] = {"failures": 0, "unread": 0, "failure": None, "failed_at": None, "quarantined": False}


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread that is known."""

    native_id: str
    listing_id: str | None
    """`None`: it was never stored."""
    board: str
    path: str = field(repr=False)
    """Path and query of its first page."""
    fingerprint: str | None
    """`Row.fingerprint` of the row that last led to it; `None`: any row counts as changed."""
    fetched_at: datetime | None
    """UTC; `None`: never."""
    revisit_at: datetime | None
    """UTC; when to look again even if its row shows no change. `None`: never."""
    failures: int
    """In a row."""
    quarantined: bool
    """Whether it failed too often and is left alone."""
    whole_at: datetime | None = None
    """UTC; when all of its pages were last read. `None`: never."""

    def rests(self, now: datetime) -> bool:
        """Whether it failed, and its wait is not over."""
        return self.failures > 0 and self.revisit_at is not None and self.revisit_at > now


@dataclass(frozen=True, slots=True)
class BoardState:
    """How far a board was read."""

    cursor: str | None
    """Path of the page at which an interrupted scan goes on; `None`: none was interrupted."""
    high_water: datetime | None
    """UTC; end of the last complete scan. `None`: there was none yet, the board is in its backfill."""


def lookup(conn: Connection, site: str, generation: int, native_ids: Sequence[str]) -> dict[str, Thread]:
    """Find threads by native id; unknown ones are left out."""
    asked = {clean(each): each for each in native_ids}
    names = list(asked)
    found: dict[str, Thread] = {}
    for start in range(0, len(names), _AT_ONCE):
        wanted = _of(site, generation), threads.c.native_id.in_(names[start : start + _AT_ONCE])
        found |= {asked[row.native_id]: _thread(row) for row in conn.execute(select(threads).where(*wanted))}
    return found


def failures(conn: Connection, site: str, generation: int, native_ids: Sequence[str]) -> dict[str, str | None]:
    """Return why threads failed last, by native id; of one that was read since, or never failed, `None`."""
    asked = {clean(each): each for each in native_ids}
    names = list(asked)
    found: dict[str, str | None] = {}
    for start in range(0, len(names), _AT_ONCE):
        wanted = _of(site, generation), threads.c.native_id.in_(names[start : start + _AT_ONCE])
        rows = conn.execute(select(threads.c.native_id, threads.c.failure).where(*wanted))
        found |= {asked[row.native_id]: row.failure for row in rows}
    return found


def due(conn: Connection, site: str, generation: int, now: datetime, limit: int) -> list[Thread]:
    """Return threads whose revisit is due, without those in quarantine and those that are gone.

    First those on close watch, which are due in every run, within their share; then those whose interval or wait is
    over. Of both the oldest first.
    """
    share = max(WATCHED_AT_LEAST, _count(conn, site, generation, limit * WATCHED_SHARE) // WATCHED_SHARE)
    on_watch = threads.c.revisit_at <= threads.c.fetched_at
    watched = _due(conn, site, generation, now, on_watch, min(share, limit))
    rest = or_(threads.c.fetched_at.is_(None), threads.c.revisit_at > threads.c.fetched_at)
    return watched + _due(conn, site, generation, now, rest, limit - len(watched))


def _due(
    conn: Connection, site: str, generation: int, now: datetime, which: ColumnElement[bool], limit: int
) -> list[Thread]:
    rows = conn.execute(
        select(threads)
        .outerjoin(listings, listings.c.id == threads.c.listing_id)
        .where(_of(site, generation), threads.c.revisit_at <= now, which)
        .where(~threads.c.quarantined, listings.c.removed_at.is_(None))
        .order_by(threads.c.revisit_at, threads.c.native_id)
        .limit(limit)
    )
    return [_thread(row) for row in rows]


def _count(conn: Connection, site: str, generation: int, most: int) -> int:
    """Count a site's threads, up to a number: nobody has to look at a million."""
    some = select(threads.c.native_id).where(_of(site, generation)).limit(most).subquery()
    return conn.execute(select(func.count()).select_from(some)).scalar_one()


def latest(conn: Connection, site: str, generation: int, limit: int) -> list[Thread]:
    """Return some of the threads that are stored; those that are due last, since they were there lately."""
    stored = threads.c.listing_id.is_not(None), threads.c.failures == 0
    rows = conn.execute(
        select(threads)
        .join(listings, listings.c.id == threads.c.listing_id)
        .where(_of(site, generation), *stored, listings.c.removed_at.is_(None))
        .order_by(threads.c.revisit_at.desc())
        .limit(limit)
    )
    return [_thread(row) for row in rows]


def fetched(
    conn: Connection,
    site: str,
    generation: int,
    native_id: str,
    *,
    listing_id: str,
    board: str,
    path: str,
    fingerprint: str | None,
    now: datetime,
    revisit_at: datetime | None,
    whole: bool = True,
) -> None:
    """Note that a thread was fetched, in the transaction that stores its listing; ends its failures.

    A `fingerprint` of `None` (a revisit, which no row led to) keeps the one that is known. `whole`: all of its pages
    were read.
    """
    values: dict[str, Any] = {
        "listing_id": listing_id,
        "board": board,
        "path": path,
        "fetched_at": now,
        "revisit_at": revisit_at,
        **_SOUND,
    }
    if fingerprint is not None:
        values["fingerprint"] = fingerprint
    if whole:
        values["whole_at"] = now
    _put(conn, site, generation, native_id, values)


def failed(
    conn: Connection,
    site: str,
    generation: int,
    native_id: str,
    board: str,
    path: str,
    now: datetime,
    reason: str,
    *,
    came: bool = True,
    own_page: bool = True,
) -> bool:
    """Note that a thread could not be fetched or read; `True` when that puts it into quarantine.

    It comes up again after a growing wait; without a page of its own, when its listing page is next read. `reason` must
    not quote the page. `came`: a page was there that could not be read; one that did not come says nothing against the
    thread.
    """
    row = conn.execute(
        select(threads).where(_of(site, generation), threads.c.native_id == clean(native_id))
    ).one_or_none()
    failures = (row.failures if row else 0) + 1
    unread = (row.unread if row else 0) + came
    quarantined = unread >= QUARANTINE_AFTER
    wait = WAITS[failures - 1] if failures <= len(WAITS) else LONGEST
    values = {
        "failures": failures,
        "unread": unread,
        "failure": reason[:200],
        "failed_at": now,
        "quarantined": quarantined,
        "revisit_at": now + wait if own_page else None,
    }
    _put(conn, site, generation, native_id, {"board": board, "path": path, **values})
    return quarantined and not (row and row.quarantined)


def forget_fingerprint(conn: Connection, listing_id: str) -> None:
    """Let any row of a listing's thread count as changed."""
    conn.execute(update(threads).where(threads.c.listing_id == listing_id).values(fingerprint=None))


def board(conn: Connection, site: str, generation: int, board_id: str) -> BoardState:
    """Return how far a board was read; of an unknown one nothing."""
    row = conn.execute(select(boards).where(*_board(site, generation, board_id))).one_or_none()
    return BoardState(row.cursor, row.high_water) if row else BoardState(None, None)


def set_cursor(conn: Connection, site: str, generation: int, board_id: str, cursor: str | None) -> None:
    """Keep where a scan under way goes on should it be interrupted."""
    _put_board(conn, site, generation, board_id, {"cursor": cursor})


def complete(conn: Connection, site: str, generation: int, board_id: str, now: datetime) -> None:
    """Note the end of a complete scan: the high-water mark moves, the cursor goes."""
    _put_board(conn, site, generation, board_id, {"cursor": None, "high_water": now})


def revisit(first_seen: datetime, matched: bool, last_changed: datetime | None, now: datetime) -> datetime:
    """Tell when to look at a listing again for silent edits and removal.

    Matched ones at every run for 48 hours, then the longer it is quiet the rarer, up to 7 days; a change starts the
    intervals anew. `last_changed` is `None` when it never did.
    """
    since = max(first_seen, last_changed or first_seen)
    if not matched:
        return now + _interval(UNMATCHED, now - since)
    if now - first_seen < CLOSE_WATCH:
        return now
    return now + _interval(MATCHED, now - max(since, first_seen + CLOSE_WATCH))


def _interval(steps: Sequence[timedelta], quiet: timedelta) -> timedelta:
    """Return the step after those that a quiet time has used up."""
    end = timedelta(0)
    for step in steps:
        end += step
        if quiet < end:
            return step
    return LONGEST


def _of(site: str, generation: int) -> ColumnElement[bool]:
    return and_(threads.c.site == site, threads.c.generation == generation)


def _board(site: str, generation: int, board_id: str) -> tuple[ColumnElement[bool], ...]:
    return boards.c.site == site, boards.c.generation == generation, boards.c.board == board_id


def _put(conn: Connection, site: str, generation: int, native_id: str, values: dict[str, Any]) -> None:
    keys = {"site": site, "generation": generation, "native_id": native_id}
    adding = insert(conn, threads).values({**keys, **values})
    conn.execute(adding.on_conflict_do_update(index_elements=list(keys), set_=values))


def _put_board(conn: Connection, site: str, generation: int, board_id: str, values: dict[str, Any]) -> None:
    keys = {"site": site, "generation": generation, "board": board_id}
    adding = insert(conn, boards).values({**keys, **values})
    conn.execute(adding.on_conflict_do_update(index_elements=list(keys), set_=values))


def _thread(row: Row[Any]) -> Thread:
    return Thread(
        native_id=row.native_id,
        listing_id=row.listing_id,
        board=row.board,
        path=row.path,
        fingerprint=row.fingerprint,
        fetched_at=row.fetched_at,
        revisit_at=row.revisit_at,
        failures=row.failures,
        quarantined=row.quarantined,
        whole_at=row.whole_at,
    )
