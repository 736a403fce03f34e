"""What one visit to a site may cost: pages, bytes and minutes. Reaching a budget ends the visit, and is no error."""

from __future__ import annotations

import asyncio

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler import health
from crawler.context import context
from crawler.stop import stop


class Budget:
    """Closes the spider when a budget of its site is used up; the next run goes on from the cursor."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.visit = context(crawler).visit
        self.budgets = self.visit.site.budgets
        self.pages = 0
        self.bytes = 0
        """Of the pages that came, unpacked."""
        self.received_bytes = 0
        """Of everything that came, as it came: what was cut short or did not unpack is no page, and costs as well."""
        self.ending = False
        self.timer: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Budget:
        """Scrapy's constructor."""
        budget = cls(crawler)
        crawler.signals.connect(budget.opened, signal=signals.spider_opened)
        crawler.signals.connect(budget.received, signal=signals.response_received)
        crawler.signals.connect(budget.came, signal=signals.bytes_received)
        crawler.signals.connect(budget.closed, signal=signals.spider_closed)
        return budget

    def opened(self) -> None:
        """Start the clock."""
        self.timer = asyncio.get_running_loop().call_later(self.budgets.minutes * 60, self._end, "minutes")

    def came(self, data: bytes) -> None:
        """Count a piece of an answer's body."""
        self.received_bytes += len(data)
        self._weigh()

    def received(self, response: Response) -> None:
        """Count a page."""
        self.pages += 1
        self.bytes += len(response.body)
        self._weigh()
        if self.pages >= self.budgets.pages:
            self._end("pages")

    def _weigh(self) -> None:
        if max(self.bytes, self.received_bytes) >= self.budgets.megabytes * 1_000_000:
            self._end("megabytes")

    def closed(self) -> None:
        """Stop the clock."""
        if self.timer:
            self.timer.cancel()

    def _end(self, budget: health.Budget) -> None:
        self.visit.ended = self.visit.ended or budget
        if not self.ending:
            self.ending = True
            stop(self.crawler, "budget")
