"""Leases of sites: each is visited by one run at a time, so that it keeps one circuit and one politeness clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, or_, select, true, update

from pipelines.ledger.tables import sites
from pipelines.ledger.upsert import insert

LEASE = timedelta(minutes=10)
"""How long a crashed run keeps a site from others, unless this machine tells that it is dead (`ledger.presence`)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the last visits to a site say about the next one."""

    down_visits: int = 0
    """Visits in a row, up to the last one, that found it dead."""
    address: str | None = field(default=None, repr=False)
    """Of its addresses, the one that answered last; `None`: the preferred one."""
    preferred_at: datetime | None = None
    """UTC; when the preferred address is tried again. `None`: it is in use."""


def acquire(
    conn: Connection, wanted: Sequence[str], owner: str, now: datetime, ttl: timedelta, *, named: bool = False
) -> list[str]:
    """Lease those of the sites that are due and that nobody holds; return them in the order given.

    A lease that ran out is taken over. `owner` names the run. `named`: somebody asked for just these, due or not.
    """
    if not wanted:
        return []
    conn.execute(insert(conn, sites).on_conflict_do_nothing(), [{"id": site} for site in dict.fromkeys(wanted)])
    free = (
        select(sites.c.id)
        .where(sites.c.id.in_(wanted))
        .where(or_(true() if named else sites.c.due_at.is_(None), sites.c.due_at <= now))
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


def release_all(conn: Connection) -> int:
    """Free the sites of all runs; return how many were leased. For `presence.at_work`: only where no run is alive."""
    free = {"lease_owner": None, "lease_until": None}
    return conn.execute(update(sites).where(sites.c.lease_owner.is_not(None)).values(free)).rowcount


def visited(
    conn: Connection,
    site: str,
    state: str,
    now: datetime,
    good: bool,
    next_due: datetime | None,
    standing: Standing | None = None,
) -> None:
    """Note how a visit found a site and when it is due again (`None`: at once); `good`: it was seen as it is.

    What the operator is told is `sites.set_state`'s, and stays as it is. `standing`: for the next visit; `None`: as it
    was.
    """
    values: dict[str, Any] = {"visit_state": state, "last_visit": now, "due_at": next_due}
    if standing is not None:
        values |= asdict(standing)
    if good:
        values["last_good"] = now
    adding = insert(conn, sites).values({"id": site, **values})
    conn.execute(adding.on_conflict_do_update(index_elements=["id"], set_=values))


def standing(conn: Connection, site: str) -> Standing:
    """Return what the last visits say about the next one; of an unknown site nothing."""
    row = conn.execute(select(sites).where(sites.c.id == site)).one_or_none()
    return Standing(row.down_visits, row.address, row.preferred_at) if row else Standing()


def last_good(conn: Connection, site: str) -> datetime | None:
    """Return when a visit last saw the site as it is, UTC; `None`: never."""
    return conn.execute(select(sites.c.last_good).where(sites.c.id == site)).scalar()


def _change(conn: Connection, site: str, owner: str, values: dict[str, Any]) -> bool:
    mine = sites.c.id == site, sites.c.lease_owner == owner
    return conn.execute(update(sites).where(*mine).values(values)).rowcount == 1
