"""Sends what is asked of a site to the address that is in use, and to the next one when it does not answer."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
from scrapy.http import Response

from crawler.context import context
from spiders.marks import marks

NO_ANSWER = (CannotResolveHostError, DownloadConnectionRefusedError, DownloadFailedError, DownloadTimeoutError)
"""What speaks against an address, after all retries."""


class FailOverMiddleware:
    """Stands outside of Scrapy's retries: what it hears of has failed for good."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.mirrors = context(crawler).mirrors

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FailOverMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> Request | None:
        """Rewrite what was asked for before the address changed, and bring the session to one that was just proven."""
        if "kind" not in marks(request) or request.meta.get("redirect_times"):
            return None
        address = marks(request).get("mirror") or self.mirrors.current
        url = self.mirrors.moved(request.url, address)
        if url != request.url:
            return request.replace(url=url, dont_filter=True)
        if greeting := self.mirrors.greeting(address):
            request.cookies = greeting  # on its way: what is asked for beside it must not be a guest's
        return None

    def process_response(self, request: Request, response: Response) -> Response:
        """Stay with an address that answered where the one before did not, once it is known to be the site's."""
        mirror = marks(request).get("mirror")
        if mirror is not None and mirror in self.mirrors.proven:
            self.mirrors.current = mirror
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Try the next address; `None` where that makes no sense, or there is none."""
        if "kind" not in marks(request) or not isinstance(exception, NO_ANSWER):
            return None
        return self.mirrors.elsewhere(request)
