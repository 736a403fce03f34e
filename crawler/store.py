"""The one Scrapy item pipeline: what a visit found goes into the ledger, each listing in one transaction."""

from __future__ import annotations

import dataclasses
from datetime import datetime

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from sqlalchemy import Connection

from crawler.context import SiteRun, context
from crawler.identity import RESET, Why
from crawler.stop import stop
from pipelines.finding import Finding
from pipelines.ledger import frontier, listings
from pipelines.ledger.document import stored
from pipelines.ledger.listings import Previous
from pipelines.process import Circumstances, process, rematch
from pipelines.reading import READER_VERSION
from spiders.listing import Gone


class NotStored(DropItem):
    """A thread that may be another site's, or has become another one."""

    def __init__(self, item: Finding, why: Why) -> None:
        super().__init__(f"{item!r}: {why}")
        self.why = why


class StorePipeline:
    """Tracks, matches and saves; counts what came of it."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.site_run = context(crawler)
        self.stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePipeline:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_item(self, item: Finding) -> Finding:
        """Store one item and return it as stored. Raises `NotStored` where it may not be the site's that we know."""
        run = self.site_run.run
        stored = await run.write(lambda conn: self._store(conn, item))
        if isinstance(stored, Why):
            if stored is Why.RESET:
                self.site_run.visit.refused = self.site_run.visit.refused or RESET
                stop(self.crawler, RESET.state.value)  # what else the site shows is another site's as well
            raise NotStored(item, stored)
        _count(self.site_run, stored)
        self._count_decisions(stored)
        return stored

    def _store(self, conn: Connection, finding: Finding) -> Finding | Why:
        given, run = _given(self.site_run), self.site_run.run
        finding = _completed(conn, finding)
        previous = listings.previous(conn, finding.listing.listing_id)
        if (why := self.site_run.identity.hears(previous, finding.listing)) is not None:
            return why
        done = process(finding, previous, given)
        saved = listings.save(
            conn, done, now=given.now, run=run.run_id, targets=run.targets, reader_version=str(READER_VERSION)
        )
        self._mark_fetched(conn, done, previous, given.now)
        self.site_run.visit.alerts += saved.alerts
        return done

    def _mark_fetched(self, conn: Connection, finding: Finding, previous: Previous | None, now: datetime) -> None:
        """In the listing's own transaction, so that "fetched" never runs ahead of "stored"."""
        listing = finding.listing
        changed = now if finding.events or previous is None else previous.changed_at
        frontier.fetched(
            conn,
            listing.site,
            listing.generation,
            listing.native_id,
            listing_id=listing.listing_id,
            board=listing.board,
            path=listing.path,
            fingerprint=listing.fingerprint,
            now=now,
            revisit_at=(
                frontier.revisit(finding.first_seen or now, bool(finding.matches), changed, now)
                if listing.own_page
                else None
            ),
            whole=listing.whole,
        )

    def _count_decisions(self, finding: Finding) -> None:
        if self.stats is None:
            return
        claim = finding.reading.claim
        self.stats.inc_value(f"claims/{'yes' if claim.is_claim else 'no'}")
        for field in ("records", "price", "size_bytes", "countries") if claim.is_claim else ():
            self.stats.inc_value(f"claims/{field}/{'found' if getattr(claim, field) else 'missing'}")
        for found in finding.matches:
            self.stats.inc_value(f"rules/{found.rule}/matched")


async def remove(site_run: SiteRun, gone: Gone) -> None:
    """Mark a listing as removed, with all that follows from it."""
    run, given = site_run.run, _given(site_run)
    found = await run.write(
        lambda conn: listings.gone(
            conn,
            gone.listing_id,
            given.now,
            run=run.run_id,
            targets=run.targets,
            complete=lambda finding: rematch(finding, given),
        )
    )
    if found is not None:
        _count(site_run, found)


def _given(site_run: SiteRun) -> Circumstances:
    run = site_run.run
    return Circumstances(run.rules, run.now(), site_run.outage, rates=run.rates)


def _count(site_run: SiteRun, finding: Finding) -> None:
    visit = site_run.visit
    visit.listings += 1
    visit.claims += finding.reading.claim.is_claim
    visit.events.update(event.kind for event in finding.events)


def _completed(conn: Connection, finding: Finding) -> Finding:
    """Keep what only a board's row shows: a revisit comes without one, and would seem to take it back."""
    if finding.listing.fingerprint is not None:
        return finding
    kept = stored(conn, finding.listing.listing_id)
    if kept is None:
        return finding
    listing = dataclasses.replace(
        finding.listing,
        prefix=finding.listing.prefix or kept.listing.prefix,
        posted=finding.listing.posted or kept.listing.posted,
        replies=kept.listing.replies,
        views=kept.listing.views,
        last_activity=kept.listing.last_activity,
    )
    return dataclasses.replace(finding, listing=listing)
