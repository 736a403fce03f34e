"""The outbox: what is still to be delivered, queued in the transaction that made it, and given out on short leases."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    update,
)

from pipelines.finding import Alert
from pipelines.ledger.columns import UnreadableError
from pipelines.ledger.document import reading
from pipelines.ledger.tables import alerts, listings, matches, outbox, webhooks
from pipelines.ledger.upsert import insert

ELASTICSEARCH = "elasticsearch"
SLACK = "slack"

LEASE = timedelta(minutes=2)
"""How long a deliverer may take before another one takes the same jobs."""

_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to deliver."""

    id: int
    target: str
    """`elasticsearch` or `slack`."""
    listing_id: str | None
    """`None`: a message to the operator, about no listing."""
    channel: str | None
    """The operator's name of a webhook; `None` for Elasticsearch."""
    payload: Mapping[str, Any] | None = field(repr=False)
    """The message; `None`: cannot be read. `None` for Elasticsearch: rendered at delivery from `document.stored`."""
    attempts: int
    """Earlier ones that failed."""
    leased_until: datetime | None = field(default=None, compare=False)
    """UTC; tells whose it is: whoever takes it later has it for longer. `None`: nobody has it."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """What could not be delivered and is not tried again by itself."""

    job: Job
    reason: str
    """Scrubbed."""
    queued_at: datetime
    """UTC."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """The state of a Slack channel."""

    channel: str
    hold_until: datetime | None
    """UTC; `None`: open."""
    dead_reason: str | None
    """`None`: alive."""


@dataclass(frozen=True, slots=True)
class Buried:
    """Messages that a channel will not get, because it is gone."""

    channel: str
    reason: str
    """As when it was found gone."""
    count: int


def queue_document(conn: Connection, listing_id: str, now: datetime) -> None:
    """Queue a listing for Elasticsearch, unless it waits there already.

    A row that a deliverer holds, or held when it crashed, may have been rendered before this change: it does not count.
    """
    waits = select(outbox.c.id).where(_waits_untouched(), outbox.c.listing_id == listing_id)
    if conn.execute(waits.limit(1)).scalar() is None:
        conn.execute(
            insert(conn, outbox).values(target=ELASTICSEARCH, listing_id=listing_id, queued_at=now, due_at=now)
        )
        _note_documents(conn, listings.c.id == listing_id)


def queue_message(conn: Connection, listing_id: str, alert_id: int, alert: Alert, now: datetime) -> None:
    """Queue an alert for its Slack channel."""
    row = {"listing_id": listing_id, "alert_id": alert_id, "channel": alert.channel, "payload": dict(alert.payload)}
    conn.execute(insert(conn, outbox).values(**row, target=SLACK, queued_at=now, due_at=now))


def queue_note(conn: Connection, channel: str, payload: Mapping[str, Any], now: datetime) -> None:
    """Queue a message to the operator, about no listing."""
    row = {"channel": channel, "payload": dict(payload)}
    conn.execute(insert(conn, outbox).values(**row, target=SLACK, queued_at=now, due_at=now))


def reindex(conn: Connection, now: datetime) -> int:
    """Queue every listing that has or had a match for Elasticsearch; return how many were not queued already."""
    waits = exists().where(_waits_untouched(), outbox.c.listing_id == listings.c.id)
    at = literal(now, outbox.c.due_at.type)
    wanted = select(literal(ELASTICSEARCH), listings.c.id, at, at).where(
        exists().where(matches.c.listing_id == listings.c.id), ~waits
    )
    columns = ["target", "listing_id", "queued_at", "due_at"]
    _note_documents(conn, exists().where(matches.c.listing_id == listings.c.id))
    return conn.execute(insert(conn, outbox).from_select(columns, wanted)).rowcount


def take(conn: Connection, target: str, now: datetime, limit: int, lease: timedelta = LEASE) -> list[Job]:
    """Take jobs that are due, oldest first; nobody else gets them until the lease runs out.

    Messages for a channel that is on hold or dead stay where they are. A message that cannot be read has no `payload`.
    """
    held = select(webhooks.c.channel).where(or_(webhooks.c.hold_until > now, webhooks.c.dead_reason.is_not(None)))
    ids = list(
        conn.execute(
            select(outbox.c.id)
            .where(outbox.c.target == target, ~outbox.c.dead, outbox.c.due_at <= now)
            .where(or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= now))
            .where(or_(outbox.c.channel.is_(None), outbox.c.channel.not_in(held)))
            .order_by(outbox.c.due_at, outbox.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).scalars()
    )
    _change(conn, ids, leased_until=now + lease)
    return _read(conn, ids)


def _read(conn: Connection, ids: Sequence[int]) -> list[Job]:
    """Read jobs; one whose message cannot be read stops no other, and loses it."""
    wanted = select(outbox).where(outbox.c.id.in_(ids)).order_by(outbox.c.due_at, outbox.c.id)
    try:
        with reading("a message"):
            return [_job(row) for row in conn.execute(wanted)]
    except UnreadableError:
        if len(ids) > 1:
            return [job for each in ids for job in _read(conn, [each])]
    _change(conn, ids, payload=None)
    return [_job(row) for row in conn.execute(wanted)]


def still_held(conn: Connection, jobs: Sequence[Job]) -> list[int]:
    """Return the ids of those jobs that nobody has taken since they were taken as they are here.

    To be asked in the transaction that then settles them: a deliverer that was slower than its lease must not free or
    forget what another one has by now, who may have rendered an older state of it than is queued behind.
    """
    held = select(outbox.c.id, outbox.c.leased_until).where(outbox.c.id.in_([job.id for job in jobs])).with_for_update()
    now = dict(map(tuple, conn.execute(held)))
    return [job.id for job in jobs if job.leased_until is not None and now.get(job.id) == job.leased_until]


def done(conn: Connection, ids: Sequence[int], now: datetime | None = None) -> None:
    """Forget jobs that were delivered; of alerts it is noted, with `now`, when they were sent."""
    if now is not None:
        sent = select(outbox.c.alert_id).where(outbox.c.id.in_(ids), outbox.c.alert_id.is_not(None))
        conn.execute(update(alerts).where(alerts.c.id.in_(sent)).values(sent_at=now))
    conn.execute(delete(outbox).where(outbox.c.id.in_(ids)))


def again(conn: Connection, job_id: int, due: datetime, reason: str) -> None:
    """Put a job that failed off until it is due; counts the attempt."""
    _change(conn, [job_id], attempts=outbox.c.attempts + 1, due_at=due, leased_until=None, reason=_short(reason))


def give_back(conn: Connection, ids: Sequence[int]) -> None:
    """Let go of jobs that were taken and not tried."""
    _change(conn, ids, leased_until=None)


def give_all_back(conn: Connection) -> int:
    """Let go of the jobs of all deliverers; return how many. For `presence.at_work`: only where none is alive."""
    taken = outbox.c.leased_until.is_not(None)
    return conn.execute(update(outbox).where(taken).values(leased_until=None)).rowcount


def bury(conn: Connection, job_id: int, reason: str) -> None:
    """Make a job a dead letter; the reason must be scrubbed."""
    _change(conn, [job_id], dead=True, leased_until=None, reason=_short(reason))


def pending(conn: Connection, target: str | None = None) -> int:
    """Count what is still to be delivered; dead letters are not."""
    wanted = select(func.count()).select_from(outbox).where(~outbox.c.dead)
    return conn.execute(wanted if target is None else wanted.where(outbox.c.target == target)).scalar_one()


def deletions(conn: Connection) -> int:
    """Count the documents that wait to be deleted, because their listings were forgotten."""
    forgotten = outbox.c.listing_id == listings.c.id, listings.c.purged_at.is_not(None)
    wanted = select(func.count(outbox.c.listing_id.distinct())).where(
        outbox.c.target == ELASTICSEARCH, ~outbox.c.dead, *forgotten
    )
    return conn.execute(wanted).scalar_one()


def dead(conn: Connection) -> list[DeadLetter]:
    """Return the dead letters, oldest first."""
    rows = conn.execute(select(outbox).where(outbox.c.dead).order_by(outbox.c.id))
    return [DeadLetter(_job(row), row.reason or "", row.queued_at) for row in rows]


def requeue(conn: Connection, now: datetime) -> int:
    """Try all dead letters again, and dead channels with them; return how many letters there are."""
    conn.execute(update(webhooks).values(dead_reason=null(), dead_address=null()))
    return conn.execute(update(outbox).where(outbox.c.dead).values(_revived(now))).rowcount


def webhook(conn: Connection, channel: str) -> Webhook:
    """Return the state of a channel; one that was never heard of is open."""
    row = conn.execute(select(webhooks).where(webhooks.c.channel == channel)).one_or_none()
    return Webhook(channel, row.hold_until, row.dead_reason) if row else Webhook(channel, None, None)


def hold(conn: Connection, channel: str, until: datetime, now: datetime) -> None:
    """Send nothing to a channel until a time; a longer hold stays."""
    kept = webhook(conn, channel).hold_until
    if kept is None or until > kept:
        _set_webhook(conn, channel, {"hold_until": until, "held_at": now})


def mark_dead(conn: Connection, channel: str, reason: str, address: str | None = None) -> None:
    """Note that a channel is gone; `address`: a hash of its webhook's, for `revive`."""
    _set_webhook(conn, channel, {"dead_reason": _short(reason), "dead_address": address})


def bury_for_the_dead(conn: Connection, channels: Collection[str]) -> list[Buried]:
    """Bury the messages for those of the channels that are gone; return how many, by channel."""
    gone = select(webhooks.c.channel, webhooks.c.dead_reason).where(
        webhooks.c.channel.in_(channels), webhooks.c.dead_reason.is_not(None)
    )
    counted = [
        Buried(channel, reason, _bury_all(conn, channel, reason))
        for channel, reason in conn.execute(gone.order_by(webhooks.c.channel)).all()
    ]
    return [each for each in counted if each.count]


def revive(conn: Connection, channel: str, address: str, now: datetime) -> int | None:
    """Take a dead channel for alive when its webhook is another by now, and put back the letters that it was sent.

    Return how many these are; `None`: it is alive, or has the webhook that is gone.
    """
    row = conn.execute(select(webhooks).where(webhooks.c.channel == channel)).one_or_none()
    if row is None or row.dead_reason is None or row.dead_address == address:
        return None
    _set_webhook(conn, channel, {"dead_reason": None, "dead_address": None})
    of_it = outbox.c.dead, outbox.c.channel == channel, outbox.c.reason == row.dead_reason
    return conn.execute(update(outbox).where(*of_it).values(_revived(now))).rowcount


def _note_documents(conn: Connection, which: ColumnElement[bool]) -> None:
    """Note which listings may have a document from now on: a purge has it deleted, with Elasticsearch on or off."""
    conn.execute(update(listings).where(which, ~listings.c.has_document).values(has_document=true()))


def _waits_untouched() -> ColumnElement[bool]:
    """Find documents that wait and that no deliverer has, or had when it crashed: they are still to be rendered."""
    return and_(outbox.c.target == ELASTICSEARCH, ~outbox.c.dead, outbox.c.leased_until.is_(None))


def _set_webhook(conn: Connection, channel: str, values: dict[str, Any]) -> None:
    adding = insert(conn, webhooks).values(channel=channel, **values)
    conn.execute(adding.on_conflict_do_update(index_elements=["channel"], set_=values))


def _bury_all(conn: Connection, channel: str, why: str) -> int:
    doomed = outbox.c.target == SLACK, ~outbox.c.dead, outbox.c.channel == channel
    return conn.execute(update(outbox).where(*doomed).values(dead=True, leased_until=None, reason=why)).rowcount


def _revived(now: datetime) -> dict[str, Any]:
    return {"dead": false(), "attempts": 0, "due_at": now, "leased_until": None}


def _change(conn: Connection, ids: Sequence[int], **values: Any) -> None:
    if ids:
        conn.execute(update(outbox).where(outbox.c.id.in_(ids)).values(values))


def _job(row: Row[Any]) -> Job:
    return Job(row.id, row.target, row.listing_id, row.channel, row.payload, row.attempts, row.leased_until)


def _short(reason: str) -> str:
    return reason[:_LONGEST_REASON]
