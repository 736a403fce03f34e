"""Scrapy's seams: what a spider proposes meets what the ledger knows, and raw text becomes redacted text.

Order (`crawler.settings`): the reader stands nearest to the spider, and the frontier reads the entries of listing pages
that it wants, so that nothing behind these two ever holds raw text.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.context import Run, SiteRun, context
from crawler.frontier import Scan, Way, visit_of, wanted
from crawler.tor.socks import ProxyGone
from pipelines.finding import Finding
from pipelines.ledger import frontier as ledger_frontier
from pipelines.ledger import listings
from pipelines.process import read_listing
from spiders.listing import Entry, Gone, Listing, Refused, Row, Unread
from spiders.walk import SiteSpider

logger = logging.getLogger(__name__)

_READER = ThreadPoolExecutor(1, "reader")
"""One thread for all sites: readings take turns anyway, and a language's lexicon must not be loaded twice at once."""


class ReaderMiddleware:
    """Turns each `Listing` into a `Finding`. An `Entry` passes: the frontier says whether it is read at all."""

    def __init__(self, crawler: Crawler) -> None:
        self.site_run = context(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ReaderMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Read listings; let everything else through."""
        async for each in result:
            yield await _read(self.site_run.run, each) if isinstance(each, Listing) else each


async def _read(run: Run, listing: Listing) -> Finding | Unread:
    """Read a listing off the reactor's thread: here its raw text ends."""
    if not listing.whole:
        kept = await run.write(lambda conn: listings.updates(conn, listing.listing_id))
        listing = dataclasses.replace(listing, updates=_merged(kept, listing.updates))
    try:
        finding = await asyncio.get_running_loop().run_in_executor(_READER, read_listing, listing)
    except Exception as error:  # noqa: BLE001 - a post that breaks the reader is tried again, never lost in silence
        return Unread(type(error).__name__)
    if finding.reading.unread:
        logger.warning("%s: the last %d characters are not read: it is too long", listing, finding.reading.unread)
    return finding


class FrontierMiddleware:
    """Lets only wanted requests through, keeps the scans' books, and brings the due revisits at the end."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.site_run: SiteRun = context(crawler)
        self.scans: dict[str, Scan] = {}
        self.asked: set[str] = set()
        self.due: list[ledger_frontier.Thread] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FrontierMiddleware:
        """Scrapy's constructor."""
        middleware = cls(crawler)
        for handler, signal in (
            (middleware.item_scraped, signals.item_scraped),
            (middleware.item_error, signals.item_error),
            (middleware.spider_idle, signals.spider_idle),
            (middleware.spider_closed, signals.spider_closed),
        ):
            crawler.signals.connect(handler, signal=signal)
        return middleware

    @property
    def spider(self) -> SiteSpider:
        """The spider that this serves."""
        spider = self.crawler.spider
        if not isinstance(spider, SiteSpider):
            raise TypeError("the frontier serves site spiders only")
        return spider

    # --- what is asked for ---

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Start at each board's first page and, where a scan was interrupted, at its cursor as well."""
        await self._load()
        async for request in start:
            scan = self.scans[request.meta["board"]]
            # The tail first: where both would start at the same page, its stricter end must hold.
            ways: list[tuple[Way, Request]] = [*self._resumed(scan), ("head", request)]
            for way, each in ways:
                if scan.ask(way, self.spider.path(each.url)):
                    yield self._sent(each, way=way)

    def _resumed(self, scan: Scan) -> list[tuple[Way, Request]]:
        if scan.before.cursor is None:
            return []
        return [("tail", self.spider.board_request(scan.board.id, self.spider.address(scan.before.cursor)))]

    async def _load(self) -> None:
        site, run = self.spider.site, self.site_run.run
        for board in site.boards:
            state = await run.write(
                lambda conn, board=board: ledger_frontier.board(conn, site.id, site.generation, board.id)  # type: ignore[misc]
            )
            self.scans[board.id] = Scan(board, state)
        limit = site.budgets.revisits
        self.due = await run.write(lambda conn: ledger_frontier.due(conn, site.id, site.generation, run.now(), limit))

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Choose among a board page's requests; let a thread's further pages and findings through."""
        results = [each async for each in result]
        chosen = await self._of_board(response, results) if response.meta["kind"] == "board" else results
        for each in chosen:
            if isinstance(each, Request):
                yield self._sent(each, way=each.meta.get("way"))
            elif isinstance(each, Entry):
                if finding := await self._opened(each.listing):
                    yield finding
            elif isinstance(each, Refused):
                await self._refused(each, response)
            elif isinstance(each, Unread):
                await self._failed_request(response.request, each.reason)
                self.site_run.visit.unread[each.reason] += 1
            else:
                yield self._completed(each)

    async def _opened(self, listing: Listing) -> Finding | Gone | None:
        """Read an entry that is wanted; `None`: it broke the reader, and is tried again at the next run."""
        read = await _read(self.site_run.run, listing)
        if isinstance(read, Finding):
            return self._completed(read)
        await self._failed(listing.native_id, listing.board, listing.path, read.reason, own_page=False)
        self.site_run.visit.unread[read.reason] += 1
        return None

    async def _of_board(self, response: Response, results: list[Any]) -> list[Any]:
        """Choose among what a board's page proposes; what is no proposal (a refusal) passes."""
        requests = [each for each in results if isinstance(each, Request)]
        threads = [each for each in results if isinstance(each, Entry) or _is_thread(each)]
        if others := [each for each in results if not isinstance(each, Request | Entry)]:
            return others
        rows = [_row(each) for each in threads]
        scan, way = self.scans[response.meta["board"]], response.meta["way"]
        known = await self._known([row.native_id for row in rows])
        names = wanted(rows, known)
        scan.arrived(way, self.spider.path(response.meta["asked"]), names)
        self._count(rows)
        chosen = [self._thread(each, known) for each in threads if _row(each).native_id in names]
        further = self._further(scan, way, requests) if scan.goes_on(way, rows, known) else []
        await self._save_cursor(scan)
        return [each for each in chosen if each is not None] + further

    def _further(self, scan: Scan, way: Way, requests: list[Request]) -> list[Request]:
        """Go on to the next page of a board, unless this run has asked for it already."""
        pages = [each for each in requests if each.meta["kind"] == "board"]
        return [
            each.replace(meta={**each.meta, "way": way}) for each in pages if scan.ask(way, self.spider.path(each.url))
        ]

    def _thread(self, each: Request | Entry, known: dict[str, ledger_frontier.Thread]) -> Request | Entry | None:
        name = _row(each).native_id
        if name in self.asked:
            return None
        self.asked.add(name)
        if isinstance(each, Entry):
            return each
        return each.replace(meta={**each.meta, "visit": visit_of(known.get(name))})

    async def _known(self, native_ids: list[str]) -> dict[str, ledger_frontier.Thread]:
        site = self.spider.site
        return await self.site_run.run.write(
            lambda conn: ledger_frontier.lookup(conn, site.id, site.generation, native_ids)
        )

    def _sent(self, request: Request, way: Way | None) -> Request:
        # "asked" outlives a redirect: the books are kept under the address that was asked for.
        meta = {**request.meta, "way": way, "asked": request.url}
        return request.replace(errback=self.lost, meta=meta)

    def spider_idle(self) -> None:
        """Bring the revisits once the boards are done with, without what this run has fetched already."""
        due = [thread for thread in self.due if thread.native_id not in self.asked]
        self.due = []
        if not due or self.site_run.visit.refused or self.site_run.run.tor_lost:
            return
        for thread in due:
            self.asked.add(thread.native_id)
            url = self.spider.address(thread.path)
            request = self.spider.thread_request(thread.native_id, thread.board, url, row=None, visit="edges")
            self.crawler.engine.crawl(self._sent(request, way=None))
        raise DontCloseSpider

    # --- what came of it ---

    def _count(self, rows: list[Row]) -> None:
        self.site_run.visit.boards_read += 1
        self.site_run.visit.rows += len(rows)

    def _completed(self, item: Finding | Gone) -> Finding | Gone:
        """Say of a finding what only the frontier knows: whether its board is still in its first scan."""
        if isinstance(item, Gone):
            return item
        scan = self.scans.get(item.listing.board)
        return dataclasses.replace(item, backfill=scan is not None and scan.before.high_water is None)

    def item_scraped(self, item: Finding | Gone) -> None:
        """Note in the books what the ledger has stored."""
        native_id = item.native_id if isinstance(item, Gone) else item.listing.native_id
        for scan in self.scans.values():
            scan.stored(native_id)

    async def item_error(self, item: Finding | Gone, response: Response | None, failure: Failure) -> None:
        """Fetch a finding that could not be stored again at the next run."""
        reason = type(failure.value).__name__
        self.site_run.visit.unread[reason] += 1
        if isinstance(item, Finding) and not item.listing.own_page:
            listing = item.listing
            await self._failed(listing.native_id, listing.board, listing.path, reason, own_page=False)
        elif response is not None:
            await self._failed_request(response.request, reason)

    async def _refused(self, refused: Refused, response: Response) -> None:
        if response.meta["kind"] == "thread":
            await self._failed_request(response.request, refused.state.value)
            self.site_run.visit.unread[refused.state.value] += 1
        elif self.site_run.visit.refused is None:
            board = f"board {response.meta['board']}: "
            self.site_run.visit.refused = dataclasses.replace(refused, advice=board + refused.advice)
            await self._stop(refused.state.value)

    async def lost(self, failure: Failure) -> None:
        """Count a page that did not come; its thread is tried again at the next run."""
        request: Request = failure.request  # type: ignore[attr-defined]
        if isinstance(failure.value, ProxyGone):
            self.site_run.run.tor_lost = True
            await self._stop("tor_unavailable")
            return
        reason = type(failure.value).__name__
        self.site_run.visit.lost[reason] += 1
        await self._failed_request(request, reason)

    async def _failed_request(self, request: Request | None, reason: str) -> None:
        if request is not None and request.meta.get("kind") == "thread":
            meta = request.meta
            await self._failed(meta["native_id"], meta["board"], self.spider.path(meta["asked"]), reason)

    async def _failed(self, native_id: str, board: str, path: str, reason: str, *, own_page: bool = True) -> None:
        site, run = self.spider.site, self.site_run.run
        quarantined = await run.write(
            lambda conn: ledger_frontier.failed(
                conn, site.id, site.generation, native_id, board, path, run.now(), reason, own_page=own_page
            )
        )
        if quarantined:
            run.say(f"{site.id}: thread {native_id[:40]} failed again ({reason}) and is left alone from now on")

    async def _stop(self, reason: str) -> None:
        engine = self.crawler.engine
        if engine is not None and self.crawler.crawling:
            # Not awaited: the engine waits for the very callback that asks for it.
            asyncio.get_running_loop().create_task(engine.close_spider_async(reason=reason))

    async def _save_cursor(self, scan: Scan) -> None:
        site = self.spider.site
        await self.site_run.run.write(
            lambda conn: ledger_frontier.set_cursor(conn, site.id, site.generation, scan.board.id, scan.cursor)
        )

    async def spider_closed(self, reason: str) -> None:
        """Commit the high-water mark of every board that was read to its end; keep the cursor of the others."""
        site, run = self.spider.site, self.site_run.run
        for scan in self.scans.values():
            done = reason == "finished" and scan.cursor is None and not self.site_run.visit.refused
            if done and scan.pages["head"]:
                await run.write(
                    lambda conn, scan=scan: ledger_frontier.complete(  # type: ignore[misc]
                        conn, site.id, site.generation, scan.board.id, run.now()
                    )
                )
            elif scan.cursor is not None:
                await self._save_cursor(scan)


def _is_thread(proposed: Any) -> bool:
    return isinstance(proposed, Request) and proposed.meta["kind"] == "thread"


def _row(proposed: Request | Entry) -> Row:
    row: Row = proposed.row if isinstance(proposed, Entry) else proposed.meta["row"]
    return row


def _merged(kept: tuple[Any, ...], read: tuple[Any, ...]) -> tuple[Any, ...]:
    """Keep the updates of pages that this visit left out, in order; a post that was read again is the newer."""
    by_id = {update.native_id: update for update in kept if update.native_id is not None}
    by_id |= {update.native_id: update for update in read if update.native_id is not None}
    nameless = [update for update in read if update.native_id is None]
    return (*by_id.values(), *nameless)
