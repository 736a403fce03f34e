"""Scrapy's seam of the frontier: what a spider proposes meets what the ledger knows.

It only says who does what: `crawler.boards` chooses, `crawler.proof` proves new addresses, `crawler.revisits` plans
what is due, `crawler.outcomes` notes what came of a thread, and `crawler.closing` settles the visit.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.boards import Boards
from crawler.books import Books
from crawler.closing import Closing
from crawler.context import context
from crawler.identity import Why
from crawler.outcomes import Outcomes
from crawler.outgoing import Outgoing
from crawler.progress import Progress
from crawler.proof import Proof
from crawler.revisits import Revisits
from crawler.store import NotStored
from crawler.tor.socks import ProxyGone
from pipelines.finding import Finding
from spiders.listing import Entry, Gone, Refused, Unread
from spiders.marks import Marks, marks


class FrontierMiddleware:
    """Lets only wanted requests through, keeps the scans' books, and brings the due revisits at the end."""

    def __init__(self, crawler: Crawler) -> None:
        self.site_run = context(crawler)
        self.visit = self.site_run.visit
        self.books = Books(self.site_run.run, self.visit.site)
        self.progress = Progress()
        self.outgoing = Outgoing(crawler, self.lost)
        self.revisits = Revisits(self.outgoing, self.site_run.run.now)
        self.proof = Proof(self.site_run, self.books, self.outgoing, self.revisits)
        self.boards = Boards(self.site_run, self.books, self.progress, self.outgoing, self.proof)
        self.outcomes = Outcomes(self.site_run, self.books, self.progress, self.outgoing, self.proof)
        self.closing = Closing(self.site_run, self.books, self.progress)
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

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Start at each board. One page goes first where the site was dead at the last visit, or has several addresses.

        The others follow once it has shown that the site is there, and where.
        """
        outgoing, mirrors = self.outgoing, self.site_run.mirrors
        self.progress.scans = await self.books.scans()
        self.revisits.due = await self.books.due()
        outgoing.left = self.visit.site.budgets.pages - len(self.revisits.due)
        outgoing.spider.base, mirrors.session = mirrors.current, outgoing.spider.session
        async for request in start:
            outgoing.held += self.boards.starts(request)
        if mirrors.several or self.site_run.down_visits:
            first = outgoing.held.pop(0)
            marks(first).update(mirrors.first_try(is_it_back=self.site_run.down_visits > 0))
            yield first
        else:
            for each in outgoing.released():
                yield each

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Choose among a board page's requests; let a thread's further pages and findings through."""
        chosen = [each async for each in result]
        if marks(response)["kind"] == "board":
            chosen = await self.boards.choose(response, chosen)
            if not self.proof.pending and not any(isinstance(each, Refused) for each in chosen):
                self.outgoing.send(self.outgoing.released())
        for each in chosen:
            if isinstance(each, Request):
                yield self.outgoing.proposed(each)
            elif isinstance(each, Entry):
                if finding := await self.outcomes.opened(each.listing):
                    yield finding
            elif isinstance(each, Refused | Unread | Gone):
                await self._not_read(each, response)
            else:
                yield self.outcomes.completed(each)

    async def _not_read(self, said: Refused | Unread | Gone, response: Response) -> None:
        if isinstance(said, Unread):
            await self.outcomes.unread(said, response)
        elif isinstance(said, Gone):
            await self.outcomes.gone(said, response)
        elif marks(response)["kind"] == "thread":
            await self.outcomes.walled(said, response)
        else:
            self.boards.refused(said, response)

    def spider_idle(self) -> None:
        """Bring the revisits once the boards are done with, without what this run has fetched already."""
        due = self.revisits.take()
        if not due or not self.visit.boards_read or self.visit.refused or self.site_run.run.tor_lost:
            return
        # Now, and not at the end: a budget that the revisits use up must not undo what the boards came to.
        note = asyncio.get_running_loop().create_task(self.closing.complete())
        self.noting.add(note)
        note.add_done_callback(self.noting.discard)
        self.outgoing.send([self.outgoing.marked(self.revisits.request(thread), way=None) for thread in due])
        raise DontCloseSpider

    async def item_scraped(self, item: Finding, response: Response | None) -> None:
        """Note in the books what the ledger has stored."""
        self.outcomes.conclude(item.listing.native_id, _meta(response), same=True)

    async def item_dropped(self, item: Finding, response: Response | None, exception: BaseException) -> None:
        """Hear of a thread that is another than the one we know: at a new address, that address is refused.

        Elsewhere it is its own affair until others are, too. What is held back for it stays open in the books.
        """
        in_doubt = isinstance(exception, NotStored) and exception.why is Why.IN_DOUBT
        self.proof.hear(item.listing.native_id, _meta(response), same=None if in_doubt else False)
        if self.visit.refused is not None:
            self.outgoing.stop(self.visit.refused.state.value)
        elif in_doubt:
            self.visit.unread[Why.IN_DOUBT.value] += 1
        else:
            await self.outcomes.unstored(item.listing, response, Why.ANOTHER.value)

    async def item_error(self, item: Finding, response: Response | None, failure: Failure) -> None:
        """Fetch a finding that could not be stored again at the next run; not its fault when the ledger failed."""
        if self.site_run.run.failure is not None:
            return
        await self.outcomes.unstored(item.listing, response, type(failure.value).__name__)

    async def lost(self, failure: Failure) -> None:
        """Count a page that did not come; its thread is tried again when its wait is over."""
        request: Request = failure.request  # type: ignore[attr-defined]
        if isinstance(failure.value, ProxyGone):
            self.site_run.run.tor_lost = True
            self.outgoing.stop("tor_unavailable")
            return
        reason = type(failure.value).__name__
        self.visit.lost[reason] += 1
        await self.outcomes.failed(request, reason, came=False)
        if marks(request)["kind"] == "board" and not self.site_run.down_visits:
            # One board's page may be at fault; a site that was dead before is left in peace.
            self.outgoing.send(self.outgoing.released())

    async def spider_closed(self, reason: str) -> None:
        """Settle the visit, once what is being noted is noted; where the ledger failed, nothing can be.

        `reason`: as whoever closed the spider said, Scrapy's own "shutdown" when the whole process is to end.
        """
        self.visit.stopped = reason == "shutdown"
        if self.site_run.run.failure is not None:
            return
        await asyncio.gather(*self.noting)
        await self.closing.close()


def _meta(response: Response | None) -> Marks:
    return marks(response) if response is not None and response.request is not None else {}
