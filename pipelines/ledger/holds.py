"""Legal holds: listings that nothing forgets until the operator lets them go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, exists, false, or_, select, update

from pipelines.ledger.tables import listings, matches


@dataclass(frozen=True, slots=True)
class Held:
    """A listing under a legal hold."""

    listing_id: str
    site: str
    why: str
    """In the operator's words."""
    changed_at: datetime
    """UTC; when what is shown of it last changed."""


def hold(
    conn: Connection, why: str, *, ids: Sequence[str] = (), sites: Sequence[str] = (), rules: Sequence[str] = ()
) -> int:
    """Put listings on hold: certain ones, those of sites, those that rules hold or held for. Return how many.

    What is on hold already keeps its reason and does not count; what was forgotten has nothing left to hold.
    """
    chosen = _chosen(ids, sites, rules), listings.c.hold.is_(None), listings.c.purged_at.is_(None)
    return conn.execute(update(listings).where(*chosen).values(hold=why)).rowcount


def release(conn: Connection, *, ids: Sequence[str] = (), sites: Sequence[str] = (), rules: Sequence[str] = ()) -> int:
    """Let listings go; return how many were on hold."""
    chosen = _chosen(ids, sites, rules), listings.c.hold.is_not(None)
    return conn.execute(update(listings).where(*chosen).values(hold=None)).rowcount


def held(conn: Connection) -> list[Held]:
    """Return what is on hold, by site."""
    columns = listings.c.id, listings.c.site, listings.c.hold, listings.c.changed_at
    wanted = select(*columns).where(listings.c.hold.is_not(None)).order_by(listings.c.site, listings.c.id)
    return [Held(*row) for row in conn.execute(wanted)]


def named(conn: Connection) -> tuple[set[str], set[str]]:
    """Return the ids of the sites and of the rules by which listings can be chosen, gone ones among them."""
    of_sites, of_rules = select(listings.c.site).distinct(), select(matches.c.rule).distinct()
    return set(conn.execute(of_sites).scalars()), set(conn.execute(of_rules).scalars())


def _chosen(ids: Sequence[str], sites: Sequence[str], rules: Sequence[str]) -> ColumnElement[bool]:
    ruled = exists().where(matches.c.listing_id == listings.c.id, matches.c.rule.in_(rules)) if rules else false()
    return or_(listings.c.id.in_(ids), listings.c.site.in_(sites), ruled)
