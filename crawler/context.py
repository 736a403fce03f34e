"""What every component of one crawl shares. Scrapy copies its settings deeply, so this stands beside them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler
from sqlalchemy import Connection

from config.schema import Rule
from crawler.health import Visit
from crawler.identity import Identity
from crawler.mirrors import Mirrors
from pipelines.contacts import Sealer
from pipelines.ledger import Ledger, LedgerError
from pipelines.rates import Known

T = TypeVar("T")


def utc_now() -> datetime:
    """Return the time, UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Run:
    """One run of `stallwatch crawl`."""

    run_id: str
    """Unique; stored with events."""
    ledger: Ledger
    rules: tuple[Rule, ...]
    targets: frozenset[str]
    """`elasticsearch` and `slack:<channel>`: what the outbox is filled for."""
    say: Callable[[str], None]
    """Tell the operator one line."""
    sealer: Sealer | None = None
    """Seals sellers' contacts with the installation's key; `None`: they are not kept in any form."""
    tor_lost: bool = False
    """Whether our own tor went away: a state of the run, not of any site."""
    visits: dict[str, Visit] = field(default_factory=dict)
    """By site id."""
    mirrors: dict[str, Mirrors] = field(default_factory=dict)
    """By site id."""
    rates: Known = field(default_factory=dict)
    """What the operator's sources said of currencies; replaced as a whole when they have answered."""
    now: Callable[[], datetime] = utc_now
    """Tells the time, UTC. Tests move it."""
    failure: LedgerError | None = None
    """Why the ledger takes no more; `None`: it does."""
    failed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set together with it."""

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run one transaction on the ledger's writer thread.

        Raises `LedgerError` when the ledger fails, and from then on at once: what comes after must not be kept where
        what came before was not.
        """
        if self.failure is not None:
            raise self.failure
        try:
            return await asyncio.wrap_future(self.ledger.submit(work))
        except LedgerError as error:
            self.failure = self.failure or error
            self.failed.set()
            raise


@dataclass(slots=True)
class SiteRun:
    """A run's visit to one site."""

    run: Run
    visit: Visit
    mirrors: Mirrors
    identity: Identity = field(default_factory=Identity)
    """What its threads tell of whether it is still the site that we know."""
    outage: timedelta = timedelta(0)
    """Since the last good visit before this one; zero at the first."""
    down_visits: int = 0
    """Visits in a row, up to the last one, that found the site dead: this one asks whether it is back."""


_site_runs: WeakKeyDictionary[Crawler, SiteRun] = WeakKeyDictionary()


def attach(crawler: Crawler, site_run: SiteRun) -> None:
    """Give a crawler's components their context."""
    _site_runs[crawler] = site_run


def context(crawler: Crawler) -> SiteRun:
    """Return the context of a component's crawler. Raises `KeyError` when none was attached."""
    return _site_runs[crawler]
