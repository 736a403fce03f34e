"""A clock that was wrong: what waits for a time that is further off than anything here ever waits.

Times in the ledger are this machine's. Where its clock ran ahead and was set back (or ran ahead in a run on another
machine), alerts would wait for a moment that is weeks away, a site would stay leased to a run that has ended, and a
board's high-water mark would lie behind all that is read from now on. What is wrong is told by limits: nothing is
queued, visited or fetched later than now, and nothing waits longer than the longest wait of its kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement, Connection, Table, case, func, literal, null, or_, select, update

from pipelines.ledger import leases
from pipelines.ledger.columns import EPOCH
from pipelines.ledger.frontier import LONGEST
from pipelines.ledger.outbox import LEASE
from pipelines.ledger.tables import boards, outbox, rate_sources, sites, threads, webhooks

TOLERANCE = timedelta(minutes=1)
"""By how much machines that share a ledger may differ."""

MOMENT = timedelta(milliseconds=1)

LONGEST_DELAY = timedelta(hours=1)
"""Of what could not be delivered, until the next attempt (`deliver.answer`)."""

LONGEST_HOLD = timedelta(hours=6)
"""Of a Slack channel (`deliver.slack`)."""


def settle(conn: Connection, now: datetime) -> int:
    """Bring times that cannot be back to now; return how many rows had one.

    Where several machines share a PostgreSQL ledger its clock counts, and not that of the one machine that is wrong.
    """
    if conn.dialect.name == "postgresql":
        now = conn.execute(select(func.clock_timestamp())).scalar_one()
    ahead = now + TOLERANCE
    return sum((
        _outbox(conn, now, ahead),
        _holds(conn, ahead),
        _set(conn, sites, {"lease_owner": null(), "lease_until": null()}, sites.c.lease_until > ahead + leases.LEASE),
        _sites(conn, now, ahead),
        _threads(conn, now, ahead),
        # Before all that was ever read: nobody knows any more what was read before that scan ended.
        _set(conn, boards, {"high_water": EPOCH}, boards.c.high_water > ahead),
        _set(conn, rate_sources, {"asked_at": now}, rate_sources.c.asked_at > ahead),
    ))  # fmt: skip


def _outbox(conn: Connection, now: datetime, ahead: datetime) -> int:
    held = _set(conn, outbox, {"leased_until": null()}, outbox.c.leased_until > ahead + LEASE)
    waits = or_(outbox.c.queued_at > ahead, outbox.c.due_at > ahead + LONGEST_DELAY)
    return held + _set(conn, outbox, {"due_at": now, "queued_at": _no_later(outbox.c.queued_at, now)}, waits)


def _holds(conn: Connection, ahead: datetime) -> int:
    """Open channels that were told to wait by a clock that ran ahead, be it by less than the longest hold."""
    wrong = or_(webhooks.c.hold_until > ahead + LONGEST_HOLD, webhooks.c.held_at > ahead)
    return _set(conn, webhooks, {"hold_until": null(), "held_at": null()}, wrong)


def _sites(conn: Connection, now: datetime, ahead: datetime) -> int:
    """Let sites be due whose last visit cannot have been yet."""
    times = {each.name: _no_later(each, now) for each in (sites.c.last_visit, sites.c.last_good, sites.c.state_since)}
    wrong = or_(sites.c.last_visit > ahead, sites.c.last_good > ahead)
    return _set(conn, sites, {**times, "due_at": null(), "preferred_at": _no_later(sites.c.preferred_at, now)}, wrong)


def _threads(conn: Connection, now: datetime, ahead: datetime) -> int:
    read = (threads.c.fetched_at, threads.c.whole_at, threads.c.failed_at)
    wrong = or_(*(each > ahead for each in read), threads.c.revisit_at > ahead + LONGEST)
    # A moment after it was fetched: else it would be taken for one on close watch, which are few.
    soon = case((threads.c.revisit_at.is_(None), null()), else_=_at(threads.c.revisit_at, now + MOMENT))
    return _set(conn, threads, {**{each.name: _no_later(each, now) for each in read}, "revisit_at": soon}, wrong)


def _no_later(column: Column[datetime], now: datetime) -> ColumnElement[datetime]:
    return case((column > now, _at(column, now)), else_=column)


def _at(column: Column[datetime], moment: datetime) -> ColumnElement[datetime]:
    return literal(moment, column.type)


def _set(conn: Connection, table: Table, values: Mapping[str, object], which: ColumnElement[bool]) -> int:
    return conn.execute(update(table).where(which).values(values)).rowcount
