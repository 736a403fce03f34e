"""What the runs came to, site by site: for people who look at health, not for the crawl."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, cast, func, select

from pipelines.ledger.tables import listings, runs


@dataclass(frozen=True, slots=True)
class Ran:
    """One run of a command that ended."""

    started_at: datetime
    """UTC."""
    exit_code: int
    summary: Mapping[str, Any]
    """What it said of itself: of a crawl, by site."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the ledger holds of a site."""

    listings: int
    claims: int
    """Of these."""


def recent(conn: Connection, command: str, most: int) -> list[Ran]:
    """Return the newest runs of a command that ended, oldest first."""
    ended = select(runs).where(runs.c.command == command, runs.c.ended_at.is_not(None))
    rows = conn.execute(ended.order_by(runs.c.started_at.desc()).limit(most)).all()
    return [Ran(row.started_at, row.exit_code, row.summary or {}) for row in reversed(rows)]


def kept(conn: Connection) -> dict[str, Kept]:
    """Return how much is kept of each site, by its id; sites without listings are left out."""
    claims = func.sum(cast(listings.c.is_claim, Integer))
    rows = conn.execute(select(listings.c.site, func.count(), claims).group_by(listings.c.site))
    return {site: Kept(count, int(of_claims or 0)) for site, count, of_claims in rows}
