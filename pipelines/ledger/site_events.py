"""How sites changed, one row a change: a site's state, or whether it does what is expected of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, update

from pipelines.ledger.tables import site_events
from pipelines.ledger.upsert import insert

STATE = "state"
"""Subject of changes of a site's state; others are names of expectations."""

RUN = ""
"""Stands for the run itself in the place of a site."""


@dataclass(frozen=True, slots=True)
class SiteEvent:
    """A change."""

    id: int
    site: str
    subject: str
    before: str | None
    """`None`: nothing was known."""
    after: str
    advice: str
    """The next step for the operator; empty when there is none. Holds no text of a page."""
    at: datetime
    """UTC; when it was seen."""
    told_at: datetime | None
    """UTC; when a message about it was queued. `None`: it was not."""


def note(conn: Connection, site: str, subject: str, after: str, advice: str, now: datetime, run: str) -> bool:
    """Note how something was found; `True`: that is a change, and was stored."""
    before = last(conn, site, subject)
    if before is not None and before.after == after:
        return False
    row = {"site": site, "subject": subject, "before": before.after if before else None, "after": after}
    conn.execute(insert(conn, site_events).values(**row, advice=advice, at=now, run=run))
    return True


def last(conn: Connection, site: str, subject: str, *, told: bool = False) -> SiteEvent | None:
    """Return the last change; `told`: that the operator was told of. `None`: there is none."""
    wanted = select(site_events).where(*_of(site, subject)).order_by(site_events.c.id.desc()).limit(1)
    row = conn.execute(wanted.where(site_events.c.told_at.is_not(None)) if told else wanted).one_or_none()
    return None if row is None else _event(row)


def subjects(conn: Connection, site: str) -> list[str]:
    """Return what has ever changed about a site, in alphabetical order."""
    wanted = select(site_events.c.subject).where(site_events.c.site == site).distinct()
    return sorted(conn.execute(wanted).scalars())


def told_since(conn: Connection, site: str, subject: str, after: str, moment: datetime) -> bool:
    """Tell whether the operator was told of such a change since a moment."""
    alike = (*_of(site, subject), site_events.c.after == after, site_events.c.told_at >= moment)
    return conn.execute(select(site_events.c.id).where(*alike).limit(1)).scalar() is not None


def began(conn: Connection, event: SiteEvent, good: str) -> datetime | None:
    """Return when the time began that an event ended: since then nothing was good. `None`: it never was otherwise."""
    earlier = (*_of(event.site, event.subject), site_events.c.id < event.id)
    was_good = select(func.max(site_events.c.id)).where(*earlier, site_events.c.after == good)
    after = conn.execute(was_good).scalar() or 0
    return conn.execute(select(func.min(site_events.c.at)).where(*earlier, site_events.c.id > after)).scalar()


def tell(conn: Connection, event: SiteEvent, now: datetime) -> None:
    """Note that the operator is told of a change."""
    conn.execute(update(site_events).where(site_events.c.id == event.id).values(told_at=now))


def _of(site: str, subject: str) -> tuple[ColumnElement[bool], ...]:
    return site_events.c.site == site, site_events.c.subject == subject


def _event(row: Row[Any]) -> SiteEvent:
    return SiteEvent(row.id, row.site, row.subject, row.before, row.after, row.advice, row.at, row.told_at)
