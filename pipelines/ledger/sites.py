"""How sites are, as told to the operator, and which runs there were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from pipelines.ledger.tables import runs, sites
from pipelines.ledger.upsert import insert


@dataclass(frozen=True, slots=True)
class SiteReport:
    """A site as the ledger knows it. Times are UTC."""

    id: str
    state: str | None
    """As last told to the operator; `None`: never told."""
    advice: str
    """The next step for the operator; empty when there is none."""
    since: datetime | None
    """When it came to be in this state."""
    last_visit: datetime | None
    """`None`: never visited."""
    last_good: datetime | None
    """When a visit last saw the site as it is."""
    due_at: datetime | None
    """When it is due again; `None`: at once."""
    lease_owner: str | None
    """The run that visits it, or that died while it did; `None`: none."""


def set_state(conn: Connection, site: str, state: str, advice: str, now: datetime) -> bool:
    """Note a site's state; `True` when it is another than before (the first one that is known counts as another)."""
    before = conn.execute(select(sites.c.state).where(sites.c.id == site)).scalar()
    values: dict[str, Any] = {"state": state, "advice": advice}
    if before != state:
        values["state_since"] = now
    adding = insert(conn, sites).values({"id": site, **values})
    conn.execute(adding.on_conflict_do_update(index_elements=["id"], set_=values))
    return before != state


def states(conn: Connection) -> dict[str, SiteReport]:
    """Return all sites that the ledger knows, by id."""
    rows = conn.execute(select(sites).order_by(sites.c.id))
    return {
        row.id: SiteReport(
            id=row.id,
            state=row.state,
            advice=row.advice,
            since=row.state_since,
            last_visit=row.last_visit,
            last_good=row.last_good,
            due_at=row.due_at,
            lease_owner=row.lease_owner,
        )
        for row in rows
    }


def start_run(conn: Connection, run: str, command: str, now: datetime) -> None:
    """Note that a command began; `run` is unique."""
    conn.execute(insert(conn, runs).values(id=run, command=command, started_at=now))


def end_run(conn: Connection, run: str, summary: Mapping[str, Any], exit_code: int, now: datetime) -> None:
    """Note how a command ended; the summary is JSON-able."""
    ended = {"summary": dict(summary), "exit_code": exit_code, "ended_at": now}
    conn.execute(update(runs).where(runs.c.id == run).values(ended))


def last_success(conn: Connection, command: str) -> datetime | None:
    """Return when a command last ended with exit code 0, UTC; `None`: never. Tells of a dead cron."""
    good = runs.c.command == command, runs.c.exit_code == 0
    return conn.execute(select(runs.c.ended_at).where(*good).order_by(runs.c.ended_at.desc()).limit(1)).scalar()
