"""What Scrapy logs, cut to what gives nothing away: a site, a status, the type of an error."""

from __future__ import annotations

import logging
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure


class QuietLogFormatter(LogFormatter):
    """Scrapy quotes addresses and whole items; we name the site and what happened."""

    def crawled(self, request: Request, response: Response, spider: Spider) -> LogFormatterResult:
        """Say that a page came."""
        return _line(logging.DEBUG, "%s: page %d, %d bytes", spider.name, response.status, len(response.body))

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        """Say that an item was stored."""
        return _line(logging.DEBUG, "%s: stored %r", spider.name, item)

    def dropped(
        self,
        item: Any,
        exception: BaseException,
        response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:
        """Say that an item was dropped."""
        return _line(logging.WARNING, "%s: dropped %r: %s", spider.name, item, type(exception).__name__)

    def item_error(
        self,
        item: Any,
        exception: BaseException,
        response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:
        """Say that an item could not be stored."""
        return _line(logging.ERROR, "%s: could not store %r: %s", spider.name, item, type(exception).__name__)

    def spider_error(
        self,
        failure: Failure,
        request: Request,
        response: Response | Failure,
        spider: Spider,
    ) -> LogFormatterResult:
        """Say that a callback failed."""
        return _line(logging.ERROR, "%s: a page could not be worked on: %s", spider.name, type(failure.value).__name__)

    def download_error(
        self,
        failure: Failure,
        request: Request,
        spider: Spider,
        errmsg: str | None = None,
    ) -> LogFormatterResult:
        """Say that a page did not come."""
        return _line(logging.INFO, "%s: a page did not come: %s", spider.name, type(failure.value).__name__)


def _line(level: int, message: str, *arguments: object) -> LogFormatterResult:
    return {"level": level, "msg": message, "args": arguments}
