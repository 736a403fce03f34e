"""`stallwatch deliver`: the outbox goes to Elasticsearch and Slack, once or for as long as a crawl goes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from config.environment import Environment
from config.load import Config
from crawler.clock import settle_clock
from crawler.exits import Exit
from crawler.follow import when_stdin_closes
from pipelines.deliver.deliver import Targets
from pipelines.deliver.deliver import deliver as send
from pipelines.ledger import Ledger, outbox, presence


def deliver(config: Config, environment: Environment, *, follow: bool, say: Callable[[str], None]) -> Exit:
    """Send what waits. `follow`: until standard input is closed, which tells that the crawl is over.

    Raises `ConfigError` and `LedgerError`.
    """
    targets = Targets(
        elasticsearch=environment.elasticsearch(),
        slack=environment.slack_channels(config.channels),
        settings=config.settings.elasticsearch,
    )
    over = _stdin_closed() if follow else (lambda: True)
    with (
        Ledger.open(config.settings.ledger, config.folder) as ledger,
        presence.at_work(ledger, presence.DELIVER, outbox.give_all_back),
    ):
        settle_clock(ledger, _clock(), say)
        outcome = send(ledger, targets, now=_clock, sleep=time.sleep, until=over, say=say)
    if outcome.waiting or outcome.dead:
        say(f"{outcome.waiting} still to be delivered, {outcome.dead} refused for good: see `stallwatch outbox`")
    return Exit.PENDING if outcome.waiting else Exit.OK


def _stdin_closed() -> Callable[[], bool]:
    """Watch for the crawl's end: whoever started us holds the other end of standard input for as long as it goes on."""
    closed = threading.Event()
    when_stdin_closes(closed.set)
    return closed.is_set


def _clock() -> datetime:
    return datetime.now(UTC)
