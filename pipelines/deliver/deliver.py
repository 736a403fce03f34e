"""The outbox goes out: once, or for as long as a crawl goes on.

At least once: a job is forgotten only after its target said yes, so a crash between the two repeats the one message in
flight and loses none. In Elasticsearch a repeat changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from config.environment import ElasticTarget, SlackTarget
from config.errors import ConfigError, DeliveryRefused
from config.schema import Elasticsearch
from pipelines.deliver.cluster import connect
from pipelines.deliver.documents import Documents
from pipelines.deliver.lane import Clock, Desk, Lane, Say
from pipelines.deliver.messages import Messages
from pipelines.deliver.slack import Webhooks
from pipelines.ledger import Ledger, outbox

POLL = 1.0
"""Seconds between two looks into the outbox, at most."""

PATIENCE = timedelta(seconds=60)
"""How long, once told to stop, we wait for what was only put off; the rest waits for the next run."""


@dataclass(frozen=True, slots=True)
class Targets:
    """Where to deliver to."""

    elasticsearch: ElasticTarget | None = None
    """`None`: off."""
    slack: Mapping[str, SlackTarget] = field(default_factory=dict)
    """By channel; a channel that is not in it is off."""
    settings: Elasticsearch = Elasticsearch()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a delivery came to."""

    delivered: int
    """Documents and alerts that arrived."""
    waiting: int
    """Still to be delivered, to whichever target, dead letters not counted."""
    dead: int
    """Dead letters made."""
    refused: tuple[str, ...]
    """Targets that take nothing from us until somebody acts: `elasticsearch`, `slack <channel>`."""


def deliver(
    ledger: Ledger,
    targets: Targets,
    *,
    now: Clock,
    sleep: Callable[[float], None],
    until: Callable[[], bool],
    say: Say = lambda _: None,
    patience: timedelta = PATIENCE,
) -> Outcome:
    """Send what waits, until `until()` says to stop and nothing is left that could be sent within `patience`.

    `until=lambda: True` sends once what is there. `say` gets one line for each trouble, told once. No target's
    failure raises; `LedgerError` does.
    """
    desk = Desk(ledger, now, say)
    lanes = _lanes(desk, targets)
    try:
        _go_on(lanes, now, sleep, until, patience)
    finally:
        for lane in lanes:
            lane.close()
    return Outcome(desk.delivered, ledger.read(outbox.pending), desk.buried, tuple(desk.refused))


def _lanes(desk: Desk, targets: Targets) -> list[Lane]:
    messages = Messages(desk, Webhooks(), targets.slack)
    messages.try_new_webhooks()
    messages.tell_of_orphans()
    if targets.elasticsearch is None:
        _tell_of_orphans(desk)
        return [messages]
    try:
        client = connect(targets.elasticsearch, targets.settings)
    except (DeliveryRefused, ConfigError) as error:  # Slack's alerts do not wait for a certificate's file
        desk.refuse(outbox.ELASTICSEARCH, str(error))
        return [messages]
    return [messages, Documents(desk, client, targets.settings)]


def _tell_of_orphans(desk: Desk) -> None:
    waiting = desk.ledger.read(lambda conn: outbox.pending(conn, outbox.ELASTICSEARCH))
    if waiting:
        desk.tell_once(f"elasticsearch: {waiting} documents wait, but STALLWATCH_ELASTICSEARCH_URL is not set")


def _go_on(
    lanes: list[Lane], now: Clock, sleep: Callable[[float], None], until: Callable[[], bool], patience: timedelta
) -> None:
    end: datetime | None = None
    while True:
        if end is None and until():
            end = now() + patience
        if _step(lanes, now()):
            continue
        wake = min((due for lane in lanes if (due := lane.due()) is not None), default=None)
        if end is not None and (wake is None or wake > end):
            return
        wait = POLL if wake is None else (wake - now()).total_seconds()
        sleep(min(max(wait, 0.01), POLL))


def _step(lanes: list[Lane], at: datetime) -> bool:
    """Let every lane that has something due do a piece of it; messages first: they are few and wanted soon."""
    ready = [lane for lane in lanes if (due := lane.due()) is not None and due <= at]
    for lane in ready:
        lane.step()
    return bool(ready)
