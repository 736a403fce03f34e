"""What one visit asks for: marked for the books, counted against its pages, and handed to Scrapy's engine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from scrapy import Request
from scrapy.crawler import Crawler
from twisted.python.failure import Failure

from crawler.stop import stop
from spiders.marks import Way, marks, with_marks
from spiders.walk import SiteSpider


class Outgoing:
    """Every request of the frontier leaves through this."""

    def __init__(self, crawler: Crawler, lost: Callable[[Failure], Awaitable[None]]) -> None:
        """`lost`: hears of each request that no page came of."""
        self.crawler = crawler
        self.asked: set[str] = set()
        """Native ids of threads that were asked for, and of entries that were opened."""
        self.left = 0
        """Requests that the boards may still cost; what the revisits need is kept back for them."""
        self.held: list[Request] = []
        """What waits until the first page has shown that the site is there, and where."""
        self._lost = lost

    @property
    def spider(self) -> SiteSpider:
        """The spider that this serves: it knows the site's addresses. Raises `TypeError` for any other spider."""
        spider = self.crawler.spider
        if not isinstance(spider, SiteSpider):
            raise TypeError("the frontier serves site spiders only")
        return spider

    def marked(self, request: Request, way: Way | None) -> Request:
        """Count a request and mark it. `way`: the one that a board's page is on; `None`: it is a thread's."""
        self.left -= 1
        # "asked" outlives a redirect: the books are kept under the address that was asked for.
        return with_marks(request.replace(errback=self._lost), way=way, asked=request.url)

    def proposed(self, request: Request) -> Request:
        """Mark what a page proposed; a board's page says its way by itself."""
        return self.marked(request, marks(request).get("way"))

    def send(self, requests: Iterable[Request]) -> None:
        """Ask for what is marked, outside of what Scrapy asks us for."""
        for each in requests:
            self.crawler.engine.crawl(each)

    def released(self) -> list[Request]:
        """Return what was held, which is then held no longer."""
        released, self.held = self.held, []
        return released

    def stop(self, reason: str) -> None:
        """End the visit."""
        stop(self.crawler, reason)
