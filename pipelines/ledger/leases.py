"""Leases of sites: each is visited by one run at a time, so that it keeps one circuit and one politeness clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, or_, select, update

from pipelines.ledger.tables import sites
from pipelines.ledger.upsert import insert


def acquire(conn: Connection, wanted: Sequence[str], owner: str, now: datetime, ttl: timedelta) -> list[str]:
    """Lease those of the sites that are due and that nobody holds; return them in the order given.

    A lease that ran out is taken over. `owner` names the run.
    """
    if not wanted:
        return []
    conn.execute(insert(conn, sites).on_conflict_do_nothing(), [{"id": site} for site in dict.fromkeys(wanted)])
    free = (
        select(sites.c.id)
        .where(sites.c.id.in_(wanted))
        .where(or_(sites.c.due_at.is_(None), sites.c.due_at <= now))
        .where(or_(sites.c.lease_owner.is_(None), sites.c.lease_until <= now))
        .with_for_update(skip_locked=True)
    )
    got = set(conn.execute(free).scalars())
    conn.execute(update(sites).where(sites.c.id.in_(got)).values(lease_owner=owner, lease_until=now + ttl))
    return [site for site in dict.fromkeys(wanted) if site in got]


def renew(conn: Connection, site: str, owner: str, now: datetime, ttl: timedelta) -> bool:
    """Prolong a lease; `False`: it was lost to another run, and the visit must end."""
    return _change(conn, site, owner, {"lease_until": now + ttl})


def release(conn: Connection, site: str, owner: str) -> bool:
    """Give a lease back; `False`: it was another's by now, and stays so."""
    return _change(conn, site, owner, {"lease_owner": None, "lease_until": None})


def visited(
    conn: Connection,
    site: str,
    state: str,
    now: datetime,
    good: bool,
    next_due: datetime | None,
) -> None:
    """Note how a visit found a site and when it is due again (`None`: at once); `good`: it was seen as it is.

    What the operator is told is `sites.set_state`'s, and stays as it is.
    """
    values: dict[str, Any] = {"visit_state": state, "last_visit": now, "due_at": next_due}
    if good:
        values["last_good"] = now
    adding = insert(conn, sites).values({"id": site, **values})
    conn.execute(adding.on_conflict_do_update(index_elements=["id"], set_=values))


def last_good(conn: Connection, site: str) -> datetime | None:
    """Return when a visit last saw the site as it is, UTC; `None`: never."""
    return conn.execute(select(sites.c.last_good).where(sites.c.id == site)).scalar()


def _change(conn: Connection, site: str, owner: str, values: dict[str, Any]) -> bool:
    mine = sites.c.id == site, sites.c.lease_owner == owner
    return conn.execute(update(sites).where(*mine).values(values)).rowcount == 1
