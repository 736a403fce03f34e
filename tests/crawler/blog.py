"""A leak site's visits, as far as Scrapy's seams go: nothing is asked for, a test hands the pages over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse
from scrapy.statscollectors import MemoryStatsCollector
from twisted.python.failure import Failure

from config.schema import Site
from crawler.context import Run, SiteRun, attach
from crawler.frontier_middleware import FrontierMiddleware
from crawler.health import Visit
from crawler.mirrors import Mirrors
from crawler.reader import ReaderMiddleware
from crawler.store import StorePipeline
from pipelines.finding import Finding
from pipelines.ledger import Ledger
from pipelines.ledger.leases import Standing
from spiders.walk import SiteSpider
from tests.onions import invented

HOST = f"http://{invented('entries')}"
BLOG = Site.model_validate(
    {
        "id": "blog", "engine": "leaksite", "addresses": [HOST], "boards": [{"id": "leaks", "path": "/"}],
        "selectors": {"row": "p", "id": "::attr(id)", "title": "b", "body": "i", "next": "a::attr(href)"},
    }
)  # fmt: skip
NEXT = "<a href='/page/2'>Older</a>"


def cards(**texts: str) -> str:
    return "".join(f"<p id={name}><b>Company {name}</b><i>{text}</i></p>" for name, text in texts.items()) + NEXT


class Visitor:
    """One visit to the blog, as far as Scrapy's seams go: frontier, reader and store on a real ledger."""

    def __init__(self, ledger: Ledger, site: Site = BLOG) -> None:
        self.said: list[str] = []
        self.visit = Visit(site)
        crawler = Crawler(SiteSpider)
        crawler.stats = MemoryStatsCollector(crawler)
        run, mirrors = (
            Run("run", ledger, (), frozenset(), self.said.append),
            Mirrors.of(site, Standing(), datetime.now(UTC)),
        )
        self.site_run = SiteRun(run, self.visit, mirrors)
        attach(crawler, self.site_run)
        self.spider = SiteSpider(site)
        crawler.spider = self.spider
        self.frontier = FrontierMiddleware(crawler)
        self.reader, self.store = ReaderMiddleware(crawler), StorePipeline(crawler)
        self.stored: list[str] = []
        self.further: list[str] = []

    def see(self, page: str, *, full: bool = False, mirror: str | None = None) -> None:
        """Read the first page and store what comes of it. `full`: the disk is. `mirror`: the address it came from."""
        asyncio.run(self._see(page, full, mirror))

    def walk(self, pages: Mapping[str, str], *, mirror: str | None = None) -> None:
        """Read pages, by their paths, from the first on, and settle the visit. Others do not come."""
        asyncio.run(self._walk(pages, mirror))

    async def _walk(self, pages: Mapping[str, str], mirror: str | None) -> None:
        asked = [each async for each in self.frontier.process_start(self.spider.start())]
        while asked:
            request = asked.pop(0)
            if (page := pages.get(self.spider.path(request.url))) is not None:
                request.meta["mirror"] = mirror
                asked += await self._page(page, request, full=False)
        await self.frontier.spider_closed("finished")

    async def _see(self, page: str, full: bool, mirror: str | None) -> None:
        async for request in self.frontier.process_start(self.spider.start()):
            request.meta["mirror"] = mirror
            further = await self._page(page, request, full=full)
            self.further += [self.spider.path(each.url) for each in further]

    async def _page(self, page: str, request: Request, *, full: bool) -> list[Request]:
        """Read a page, store its entries, and return what else is asked for."""
        response = HtmlResponse(request.url, body=page, encoding="utf-8", request=request)
        proposed = self.reader.process_spider_output(response, each_of(self.spider.parse_board(response)))
        further: list[Request] = []
        async for each in self.frontier.process_spider_output(response, proposed):
            if isinstance(each, Request):
                further.append(each)
            elif full:
                await self.frontier.item_error(each, response, Failure(OSError("full")))
            else:
                await self._keep(each, response)
        return further

    async def _keep(self, finding: Finding, response: HtmlResponse) -> None:
        await self.frontier.item_scraped(await self.store.process_item(finding), response)
        self.stored.append(finding.listing.native_id)

    @property
    def cursor(self) -> str | None:
        return self.frontier.progress.scans["leaks"].cursor


async def each_of(results: Iterable[Any]) -> AsyncIterator[Any]:
    for each in results:
        yield each
