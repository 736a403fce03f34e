"""What follows from a visit to a listing: its events, the rules that hold, and the alerts, each raised once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, Insert, case, func, literal, null, select, true, update

from pipelines.finding import Alert, Event, Match
from pipelines.ledger import outbox
from pipelines.ledger.tables import alerts, events, matches
from pipelines.ledger.upsert import insert


def happened(conn: Connection, listing_id: str, new: Sequence[Event], run: str) -> None:
    """Store events."""
    if new:
        conn.execute(
            insert(conn, events),
            [
                {"listing_id": listing_id, "kind": each.kind, "at": each.at, "detail": dict(each.detail), "run": run}
                for each in new
            ],
        )


def matched(conn: Connection, listing_id: str, holding: Sequence[Match], now: datetime) -> bool:
    """Store which rules hold; one that ended stays and is not active. Tell whether any holds or ever held."""
    for each in holding:
        conn.execute(_holds(conn, listing_id, each, now))
    ended = matches.c.listing_id == listing_id, matches.c.active, matches.c.rule.not_in([each.rule for each in holding])
    conn.execute(update(matches).where(*ended).values(active=False, ended_at=now))
    ever = select(func.count()).select_from(matches).where(matches.c.listing_id == listing_id)
    return conn.execute(ever).scalar_one() > 0


def alert(
    conn: Connection, listing_id: str, new: Iterable[Alert], *, now: datetime, run: str, targets: frozenset[str]
) -> int:
    """Store alerts and queue those that were never raised before; return how many: of a channel that is off, none."""
    count = 0
    for each in new:
        row = {"rule": each.rule, "listing_id": listing_id, "trigger": each.trigger, "channel": each.channel}
        adding = insert(conn, alerts).values(**row, raised_at=now, run=run)
        alert_id = conn.execute(adding.on_conflict_do_nothing().returning(alerts.c.id)).scalar()
        if alert_id is None:
            continue
        if {outbox.SLACK, f"{outbox.SLACK}:{each.channel}"} & targets:
            outbox.queue_message(conn, listing_id, alert_id, each, now)
            count += 1
    return count


def _holds(conn: Connection, listing_id: str, match: Match, now: datetime) -> Insert:
    reasons = list(match.reasons)
    row = {"listing_id": listing_id, "rule": match.rule, "reasons": reasons, "active": True, "since": now}
    return (
        insert(conn, matches)
        .values(row)
        .on_conflict_do_update(
            index_elements=["listing_id", "rule"],
            set_={
                "reasons": reasons,
                "active": true(),
                "since": case((matches.c.active, matches.c.since), else_=literal(now, matches.c.since.type)),
                "ended_at": null(),
            },
        )
    )
