"""When the outbox has something to do again, asked without a write lock."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, case, func, select

from pipelines.ledger.outbox import ELASTICSEARCH, SLACK
from pipelines.ledger.tables import outbox, webhooks

_FREE_AT = case((outbox.c.leased_until > outbox.c.due_at, outbox.c.leased_until), else_=outbox.c.due_at)
_OPEN_AT = case((webhooks.c.hold_until > _FREE_AT, webhooks.c.hold_until), else_=_FREE_AT)


def documents_due(conn: Connection) -> datetime | None:
    """Return when the next document may be sent; `None`: none waits."""
    wanted = select(func.min(_FREE_AT)).where(outbox.c.target == ELASTICSEARCH, ~outbox.c.dead)
    return conn.execute(wanted).scalar()


def messages_due(conn: Connection, channels: Collection[str]) -> datetime | None:
    """Return when the next message to one of these channels may be sent; `None`: none waits."""
    wanted = (
        select(func.min(_OPEN_AT))
        .select_from(outbox.outerjoin(webhooks, webhooks.c.channel == outbox.c.channel))
        .where(outbox.c.target == SLACK, ~outbox.c.dead, outbox.c.channel.in_(channels))
    )
    return conn.execute(wanted).scalar()


def messages_without(conn: Connection, channels: Collection[str]) -> dict[str, int]:
    """Count by channel the messages for channels other than these: somebody took their webhook away."""
    wanted = (
        select(outbox.c.channel, func.count())
        .where(outbox.c.target == SLACK, ~outbox.c.dead, outbox.c.channel.not_in(channels))
        .group_by(outbox.c.channel)
    )
    return dict(map(tuple, conn.execute(wanted)))
