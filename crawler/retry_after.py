"""Hears of a site that says when to ask it again, and asks nothing more of that address in this visit."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.backoff import asked_to_wait
from crawler.context import context
from crawler.stop import stop
from spiders.marks import marks

BUSY = (429, 503)
"""Statuses with which `Retry-After` says when to come again."""


class RetryAfterMiddleware:
    """Stands within Scrapy's retries: a page of which the site said when to come again is not asked for at once."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.site_run = context(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RetryAfterMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Note until when an address wants to be left alone. The page itself is judged as any other."""
        header = response.headers.get("Retry-After") if response.status in BUSY else None
        now = self.site_run.run.now()
        wait = asked_to_wait(header.decode("latin-1"), now) if header else None
        if wait is None:
            return response
        self.site_run.visit.asks(urlsplit(response.url).netloc, now + wait)
        request.meta["dont_retry"] = True
        if marks(request).get("kind") != "board":
            stop(self.crawler, "retry_after")  # a board's page may still come from another address
        return response
