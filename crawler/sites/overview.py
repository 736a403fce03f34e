"""`stallwatch sites list`: how each site is, at a glance, from the ledger alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.load import Config
from config.schema import Site
from pipelines.ledger import Ledger, overview, sites
from pipelines.ledger.overview import Kept, Ran
from pipelines.ledger.sites import SiteReport

RUNS = 20
"""Visits that are shown of a site."""

_LOOKED_AT = 400  # runs: sites that are due seldom are in few of them
_BARS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Health:
    """How a site is."""

    id: str
    engine: str
    state: str | None
    """`None`: never visited."""
    advice: str
    """The next step; "" where there is none."""
    since: datetime | None
    last_good: datetime | None
    """When a visit last saw the site as it is; `None`: never."""
    read: tuple[int, ...]
    """Listings read in each of the last visits, oldest first."""
    claims: int
    listings: int
    """Kept in the ledger; `claims` of them are claims."""
    due_at: datetime | None
    """`None`: at the next run."""

    @property
    def share(self) -> float | None:
        """Of claims among what is kept; `None`: nothing is."""
        return self.claims / self.listings if self.listings else None


def look(config: Config) -> list[Health]:
    """Read how the sites of the folder are. Raises `LedgerError`."""
    with Ledger.open(config.settings.ledger, config.folder) as ledger:
        known, runs, kept = ledger.read(
            lambda conn: (sites.states(conn), overview.recent(conn, "crawl", _LOOKED_AT), overview.kept(conn))
        )
    return [_health(site, known.get(site.id), runs, kept.get(site.id, Kept(0, 0))) for site in config.sites]


def _health(site: Site, report: SiteReport | None, runs: Sequence[Ran], kept: Kept) -> Health:
    visits = [ran.summary[site.id] for ran in runs if isinstance(ran.summary.get(site.id), dict)]
    return Health(
        id=site.id,
        engine=site.engine,
        state=report.state if report else None,
        advice=report.advice if report else "",
        since=report.since if report else None,
        last_good=report.last_good if report else None,
        read=tuple(int(visit.get("listings") or 0) for visit in visits[-RUNS:]),
        claims=kept.claims,
        listings=kept.listings,
        due_at=report.due_at if report else None,
    )


def sparkline(values: Sequence[int]) -> str:
    """Draw counts as bars, the largest of them in full; nothing is the lowest.

    >>> sparkline([0, 1, 5, 10]), sparkline([0, 0]), sparkline([])
    ('▁▂▅█', '▁▁', '')
    """
    top = max(values, default=0)
    steps = len(_BARS) - 1
    return "".join(_BARS[math.ceil(steps * value / top) if top else 0] for value in values)


def ago(at: datetime | None, now: datetime) -> str:
    """Say how long ago or how far off a moment is.

    >>> from datetime import UTC, timedelta
    >>> at = datetime(2026, 3, 4, 12, tzinfo=UTC)
    >>> ago(at, at + timedelta(hours=5)), ago(at, at - timedelta(minutes=90)), ago(None, at)
    ('5 h ago', 'in 2 h', 'never')
    """
    if at is None:
        return "never"
    seconds = abs((now - at).total_seconds())
    size, unit = next(((size, unit) for size, unit in ((86_400, "d"), (3600, "h")) if seconds >= size), (60, "min"))
    words = f"{round(seconds / size)} {unit}"
    return f"{words} ago" if at <= now else f"in {words}"


def as_json(health: Health) -> dict[str, Any]:
    """Lay it out as plain data."""
    return {
        "id": health.id,
        "engine": health.engine,
        "state": health.state,
        "advice": health.advice,
        "since": _iso(health.since),
        "last_good": _iso(health.last_good),
        "read": list(health.read),
        "listings": health.listings,
        "claims": health.claims,
        "due_at": _iso(health.due_at),
    }


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
