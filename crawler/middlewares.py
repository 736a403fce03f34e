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

from crawler.books import Books
from crawler.context import Run, SiteRun, context
from crawler.frontier import Scan, Way, revisit_of, visit_of, wanted
from crawler.mirrors import ELSEWHERE
from crawler.removals import MANY, Asked, Threads
from crawler.store import remove
from crawler.tor.socks import ProxyGone
from crawler.witnesses import ENOUGH, Witnesses, recognised, refusal, stored_ones
from pipelines.finding import Finding
from pipelines.ledger import listings
from pipelines.ledger.frontier import Thread
from pipelines.process import read_listing
from spiders.listing import Entry, Gone, Listing, Refused, Row, SiteState, Unread
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
        self.visit = self.site_run.visit
        self.mirrors = self.site_run.mirrors
        self.books = Books(self.site_run.run, self.visit.site)
        self.scans: dict[str, Scan] = {}
        self.asked: set[str] = set()
        self.concluded: set[str] = set()
        """Native ids of what was asked for and is stored, gone, or noted as failed."""
        self.due: list[Thread] = []
        self.left = 0
        """Requests that the boards may still cost; what the revisits need is kept back for them."""
        self.held: list[Request] = []
        """What waits until the first page has shown that the site is there, and where."""
        self.witnesses: dict[str, Witnesses] = {}
        """By address, while it is to be proven that it is the site's."""
        self.completed: set[str] = set()
        self.shown: set[str] = set()
        """Native ids that boards showed in this visit."""
        self.threads = Threads()
        self.noting: set[asyncio.Task[None]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FrontierMiddleware:
        """Scrapy's constructor."""
        middleware = cls(crawler)
        for handler, signal in (
            (middleware.item_scraped, signals.item_scraped),
            (middleware.item_error, signals.item_error),
            (middleware.item_dropped, signals.item_dropped),
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
        """Start at each board's first page and, where a scan was interrupted, at its cursor as well.

        One page goes first where the site was dead at the last visit, or has several addresses.
        """
        self.scans = await self.books.scans()
        self.due = await self.books.due()
        self.left = self.visit.site.budgets.pages - len(self.due)
        self.spider.base, self.mirrors.session = self.mirrors.current, self.spider.session
        async for request in start:
            scan = self.scans[request.meta["board"]]
            # The tail first: where both would start at the same page, its stricter end must hold.
            ways: list[tuple[Way, Request]] = [*self._resumed(scan), ("head", request)]
            for way, each in ways:
                if scan.ask(way, self.spider.path(each.url)):
                    self.held.append(self._sent(each, way=way))
        if self.mirrors.several or self.site_run.down_visits:
            self.held[0].meta.update(self.mirrors.first_try(is_it_back=self.site_run.down_visits > 0))
            yield self.held.pop(0)
        else:
            for each in self._released():
                yield each

    def _released(self) -> list[Request]:
        released, self.held = self.held, []
        return released

    def _resumed(self, scan: Scan) -> list[tuple[Way, Request]]:
        if scan.before.cursor is None:
            return []
        return [("tail", self.spider.board_request(scan.board.id, self.spider.address(scan.before.cursor)))]

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Choose among a board page's requests; let a thread's further pages and findings through."""
        results = [each async for each in result]
        chosen = await self._of_board(response, results) if response.meta["kind"] == "board" else results
        if response.meta["kind"] == "board" and not self.witnesses and not _any_refused(chosen):
            self._send(self._released())
        for each in chosen:
            if isinstance(each, Request):
                yield self._sent(each, way=each.meta.get("way"))
            elif isinstance(each, Entry):
                if finding := await self._opened(each.listing):
                    yield finding
            elif isinstance(each, Refused):
                await self._refused(each, response)
            elif isinstance(each, Unread):
                await self._failed_request(response.request, each.reason, came=True)
                self.visit.unread[each.reason] += 1
            elif isinstance(each, Gone) and response.meta.get("mirror") in self.witnesses:
                await self._heard(each.native_id, response.meta, same=None)  # gone there only
            elif isinstance(each, Gone):
                self.threads.missing.append(self._not_read(response, each))
                await self._gone(response)
            else:
                yield self._completed(each)

    async def _opened(self, listing: Listing) -> Finding | None:
        """Read an entry that is wanted; `None`: it broke the reader, and is tried again at the next run."""
        read = await _read(self.site_run.run, listing)
        if isinstance(read, Finding):
            return self._completed(read)
        self.visit.unread[read.reason] += 1
        await self._failed_entry(listing, read.reason)
        return None

    async def _of_board(self, response: Response, results: list[Any]) -> list[Any]:
        """Choose among what a board's page proposes; what is no proposal (a refusal) passes."""
        requests = [each for each in results if isinstance(each, Request)]
        threads = [each for each in results if isinstance(each, Entry) or _is_thread(each)]
        if others := [each for each in results if not isinstance(each, Request | Entry)]:
            return others
        rows = [_row(each) for each in threads]
        scan, way = self.scans[response.meta["board"]], response.meta["way"]
        known = await self.books.known([row.native_id for row in rows])
        names = [name for name in wanted(rows, known, self.site_run.run.now()) if name not in self.concluded]
        scan.arrived(way, self.spider.path(response.meta["asked"]), names)
        self._count(rows)
        chosen = self._threads(threads, set(names), known)
        spent = sum(isinstance(each, Request) for each in chosen)
        further = self._further(scan, way, requests, spent) if scan.goes_on(way, rows, known) else []
        await self.books.save(scan)
        return await self._proven(response.meta.get("mirror"), rows, known, [*chosen, *further])

    async def _proven(
        self, address: str | None, rows: list[Row], known: dict[str, Thread], chosen: list[Request | Entry]
    ) -> list[Request | Entry]:
        """Take what a board leads to; of an address that was never in use, only what shows whether it is the site's."""
        if address is None or address in self.mirrors.proven:
            return chosen
        names = stored_ones(rows, known)
        others = [] if names else await self.books.latest(ENOUGH)
        if recognised(rows, known) or not (names or others):
            self._use(address)
            return chosen
        requests = [each for each in chosen if isinstance(each, Request)]
        heard = [each for each in (*(known[name] for name in names), *others) if each.revisit_at is not None]
        if len(requests) < len(chosen) or not heard:
            # Entries of a list have no page at which they could be heard.
            await self._refuse_address(address)
            return []
        return self._heard_at(address, requests, heard)

    def _heard_at(self, address: str, requests: list[Request], threads: list[Thread]) -> list[Request | Entry]:
        """Ask a new address for threads that are known, and withhold the rest until they are heard."""
        waiting = self.witnesses.setdefault(address, Witnesses(address))
        waiting.asked |= {each.native_id for each in threads}
        heard = [each for each in requests if each.meta.get("native_id") in waiting.asked]
        waiting.withheld += [each for each in requests if each.meta.get("native_id") not in waiting.asked]
        among = {each.meta["native_id"] for each in heard}
        heard += [self._revisit(each) for each in threads if each.native_id not in among]
        # They are heard there or nowhere.
        there = {"mirror": address, "tried": tuple(self.visit.site.addresses)}
        return [each.replace(meta={**each.meta, **there}) for each in heard]

    def _use(self, address: str) -> None:
        """Go on with an address that is the site's."""
        self.mirrors.prove(address)
        self.spider.base = address
        waiting = self.witnesses.pop(address, None)
        if waiting is not None:
            self._send([*(self._sent(each, way=each.meta.get("way")) for each in waiting.withheld), *self._released()])

    async def _refuse_address(self, address: str) -> None:
        """End the visit: an address shows another site, and the site's own did not answer."""
        self.witnesses.pop(address, None)
        self.visit.refused = refusal(self.visit.site.addresses.index(address) + 1)
        await self._stop(self.visit.refused.state.value)

    def _send(self, requests: list[Request]) -> None:
        for each in requests:
            self.crawler.engine.crawl(each)

    def _threads(
        self, threads: list[Request | Entry], names: set[str], known: dict[str, Thread]
    ) -> list[Request | Entry]:
        """Ask for each wanted thread once a run. What goes beyond the budget stays open in the books."""
        chosen: list[Request | Entry] = []
        spent = 0  # entries cost no page
        for each in threads:
            name = _row(each).native_id
            if name not in names or name in self.asked:
                continue
            if isinstance(each, Request):
                if spent >= self.left:
                    self.visit.ended = "pages"
                    continue
                spent += 1
                each = each.replace(meta={**each.meta, "visit": visit_of(known.get(name))})  # noqa: PLW2901
            self.asked.add(name)
            chosen.append(each)
        return chosen

    def _further(self, scan: Scan, way: Way, requests: list[Request], spent: int) -> list[Request]:
        """Go on to the next page of a board, unless this run has asked for it already."""
        pages = [each for each in requests if each.meta["kind"] == "board"]
        further = [
            each.replace(meta={**each.meta, "way": way}) for each in pages if scan.ask(way, self.spider.path(each.url))
        ]
        if further and spent >= self.left:
            self.visit.ended = "pages"
            return []
        return further

    def _sent(self, request: Request, way: Way | None) -> Request:
        self.left -= 1
        # "asked" outlives a redirect: the books are kept under the address that was asked for.
        meta = {**request.meta, "way": way, "asked": request.url}
        return request.replace(errback=self.lost, meta=meta)

    def spider_idle(self) -> None:
        """Bring the revisits once the boards are done with, without what this run has fetched already."""
        due = [thread for thread in self.due if thread.native_id not in self.asked]
        self.due = []
        if not due or not self.visit.boards_read or self.visit.refused or self.site_run.run.tor_lost:
            return
        # Now, and not at the end: a budget that the revisits use up must not undo what the boards came to.
        note = asyncio.get_running_loop().create_task(self._complete())
        self.noting.add(note)
        note.add_done_callback(self.noting.discard)
        self._send([self._sent(self._revisit(thread), way=None) for thread in due])
        raise DontCloseSpider

    def _revisit(self, thread: Thread) -> Request:
        self.asked.add(thread.native_id)
        how = revisit_of(thread, self.site_run.run.now())
        url = self.spider.address(thread.path)
        request = self.spider.thread_request(thread.native_id, thread.board, url, row=None, visit=how)
        # One that was never stored, and is gone, nobody else keeps from being due again at once.
        request.meta["unknown"] = thread.fetched_at is None
        return request

    # --- what came of it ---

    def _count(self, rows: list[Row]) -> None:
        self.visit.saw(rows)
        self.shown |= {row.native_id for row in rows if not row.moved}

    def _completed(self, item: Finding) -> Finding:
        """Say of a finding what only the frontier knows: whether its board is still in its first scan."""
        self.threads.read(item.listing.board)
        scan = self.scans.get(item.listing.board)
        return dataclasses.replace(item, backfill=scan is not None and scan.before.high_water is None)

    async def item_scraped(self, item: Finding, response: Response | None) -> None:
        """Note in the books what the ledger has stored."""
        await self._conclude(item.listing.native_id, _meta(response), same=True)

    async def item_dropped(self, item: Finding, response: Response | None, exception: BaseException) -> None:
        """Hear of a thread that is another than the one we know: at a new address, that address is refused."""
        await self._heard(item.listing.native_id, _meta(response), same=False)
        if self.visit.refused is not None:
            await self._stop(self.visit.refused.state.value)

    async def _gone(self, response: Response) -> None:
        """Let a thread rest that the site's own board leads to and that the site says does not exist.

        It would be asked for at every run, and bring the next page along, as long as its row is shown.
        """
        meta = response.meta
        if meta.get("row") is not None or meta.get("unknown") or meta["native_id"] in self.shown:
            await self._failed_request(response.request, "gone", came=False)
        await self._conclude(meta["native_id"], meta)

    async def _conclude(self, native_id: str, meta: dict[str, Any], *, same: bool | None = None) -> None:
        """Be done with a thread. `same`: as in `_heard`."""
        self.concluded.add(native_id)
        for scan in self.scans.values():
            scan.stored(native_id)
        await self._heard(native_id, meta, same=same)

    async def _heard(self, native_id: str, meta: dict[str, Any], *, same: bool | None) -> None:
        """Hear a witness of a new address. `same`: whether it is the thread that we know; `None`: it does not tell."""
        waiting = self.witnesses.get(meta.get("mirror", ""))
        if waiting is None or not waiting.hears(native_id):
            return
        if same:
            self._use(waiting.address)
        elif same is False or not waiting.asked:
            await self._refuse_address(waiting.address)

    async def item_error(self, item: Finding, response: Response | None, failure: Failure) -> None:
        """Fetch a finding that could not be stored again at the next run."""
        reason = type(failure.value).__name__
        self.visit.unread[reason] += 1
        if not item.listing.own_page:
            await self._failed_entry(item.listing, reason)
        elif response is not None:
            await self._failed_request(response.request, reason, came=True)

    async def _refused(self, refused: Refused, response: Response) -> None:
        if response.meta["kind"] == "thread":
            # A wall says something about the site; only a page that is neither says something about the thread.
            came = refused.state == SiteState.LAYOUT_CHANGED
            await self._failed_request(response.request, refused.state.value, came=came)
            self.visit.unread[refused.state.value] += 1
            wall = self.threads.wall(self._not_read(response, refused), refused)
            if wall and self.visit.refused is None:
                self.visit.refused = wall
                await self._stop(wall.state.value)
        elif refused.state in ELSEWHERE and (other := self._elsewhere(response)):
            self._send([other])
        elif refused.state == SiteState.LAYOUT_CHANGED and self._was_cursor(response.meta):
            self.scans[response.meta["board"]].start_over()
        elif self.visit.refused is None:
            board = f"board {response.meta['board']}: "
            self.visit.refused = dataclasses.replace(refused, advice=board + refused.advice)
            await self._stop(refused.state.value)

    def _not_read(self, response: Response, said: Gone | Refused) -> Asked:
        meta = response.meta
        shown = meta.get("row") is not None or meta["native_id"] in self.shown
        return Asked(meta["native_id"], meta["board"], self.spider.path(meta["asked"]), shown, said)

    def _was_cursor(self, meta: dict[str, Any]) -> bool:
        """Tell whether a page was one at which an interrupted scan was to go on: by now the board may be shorter."""
        scan, path = self.scans[meta["board"]], self.spider.path(meta["asked"])
        return meta["way"] == "tail" and path == scan.before.cursor != scan.board.path

    def _elsewhere(self, response: Response) -> Request | None:
        return None if response.request is None else self.mirrors.elsewhere(response.request)

    async def lost(self, failure: Failure) -> None:
        """Count a page that did not come; its thread is tried again when its wait is over."""
        request: Request = failure.request  # type: ignore[attr-defined]
        if isinstance(failure.value, ProxyGone):
            self.site_run.run.tor_lost = True
            await self._stop("tor_unavailable")
            return
        reason = type(failure.value).__name__
        self.visit.lost[reason] += 1
        await self._failed_request(request, reason, came=False)
        if request.meta["kind"] == "board" and not self.site_run.down_visits:
            # One board's page may be at fault; a site that was dead before is left in peace.
            self._send(self._released())

    async def _failed_request(self, request: Request | None, reason: str, *, came: bool) -> None:
        if request is None or request.meta.get("kind") != "thread":
            return
        meta = request.meta
        thread = meta["native_id"], meta["board"], self.spider.path(meta["asked"])
        self._told(meta["native_id"], reason, await self.books.failed(*thread, reason, came=came))
        await self._conclude(meta["native_id"], meta)

    async def _failed_entry(self, listing: Listing, reason: str) -> None:
        """Note the same of an entry. It stays open in the books: only its listing page brings it back."""
        thread = listing.native_id, listing.board, listing.path
        quarantined = await self.books.failed(*thread, reason, came=True, own_page=False)
        self._told(listing.native_id, reason, quarantined)
        if quarantined:
            await self._conclude(listing.native_id, {})

    def _told(self, native_id: str, reason: str, quarantined: bool) -> None:
        if quarantined:
            self.site_run.run.say(
                f"{self.visit.site.id}: thread {native_id[:40]} failed again ({reason}) and is left alone from now on; "
                "`stallwatch quarantine` lists and releases such threads"
            )

    async def _stop(self, reason: str) -> None:
        if self.crawler.crawling and self.crawler.engine is not None:
            # Not awaited: the engine waits for the very callback that asks for it.
            asyncio.get_running_loop().create_task(self.crawler.engine.close_spider_async(reason=reason))

    async def _complete(self) -> None:
        """Commit the high-water mark of every board that was read to its end."""
        for name, scan in self.scans.items():
            if scan.complete and not self.visit.refused and name not in self.completed:
                self.completed.add(name)
                await self.books.complete(scan)

    async def spider_closed(self, reason: str) -> None:
        """Keep the cursor of every board that was not read to its end."""
        await asyncio.gather(*self.noting)
        await self._settle()
        await self._complete()
        for name, scan in self.scans.items():
            if scan.cursor is not None and name not in self.completed:
                await self.books.save(scan)
                self.visit.goes_on[name] = scan.cursor
        self.visit.quarantined = await self.books.quarantined()

    async def _settle(self) -> None:
        """Decide which missing threads are gone. Where the site was not seen as it is, nothing is said of them."""
        visit, missing = self.visit, self.threads.missing
        visit.refused = visit.refused or self.threads.verdict()
        if not visit.good or self.site_run.run.tor_lost:
            return
        boards = {name: scan.was_read for name, scan in self.scans.items()}
        failures = await self.books.failures([each.native_id for each in missing])
        for each in missing:
            reason = self.threads.reason(each, boards, failures)
            if reason is None and isinstance(each.said, Gone):
                await remove(self.site_run, each.said)
            elif reason:
                visit.unread[reason] += 1
            if reason == MANY:
                await self.books.failed(each.native_id, each.board, each.path, reason, came=False)


def _is_thread(proposed: Any) -> bool:
    return isinstance(proposed, Request) and proposed.meta["kind"] == "thread"


def _row(proposed: Request | Entry) -> Row:
    row: Row = proposed.row if isinstance(proposed, Entry) else proposed.meta["row"]
    return row


def _any_refused(results: list[Any]) -> bool:
    return any(isinstance(each, Refused) for each in results)


def _meta(response: Response | None) -> dict[str, Any]:
    return response.meta if response is not None and response.request is not None else {}


def _merged(kept: tuple[Any, ...], read: tuple[Any, ...]) -> tuple[Any, ...]:
    """Keep the updates of pages that this visit left out, in order; a post that was read again is the newer."""
    by_id = {update.native_id: update for update in kept if update.native_id is not None}
    by_id |= {update.native_id: update for update in read if update.native_id is not None}
    nameless = [update for update in read if update.native_id is None]
    return (*by_id.values(), *nameless)
