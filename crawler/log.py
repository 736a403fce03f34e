"""Logging that gives nothing away: one formatter before every handler, and Scrapy's own messages cut to ids."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from config.errors import StallwatchError
from pipelines.scrub import scrub

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


QUOTING = ("scrapy.core.downloader.handlers.http11", "scrapy.downloadermiddlewares.retry")
"""Loggers that quote addresses and errors of pages too large or tried in vain: a visit's line counts these."""


class ScrubbingFormatter(logging.Formatter):
    """Scrubs every message; of an exception it shows the types and where, never the text."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line a record, or more only with a traceback: of what is no bug, nobody needs to see where."""
        head = f"{self.formatTime(record)} {record.levelname.lower()} {record.name}: {scrub(record.getMessage(), 1000)}"
        if not record.exc_info or isinstance(record.exc_info[1], StallwatchError):
            return head
        return f"{head}\n{self.formatException(record.exc_info)}"

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - logging's name
        """Show the frames and the exception's type: its text may quote a page, a value or a token."""
        kind, _, frames = ei
        where = "".join(
            f"  {frame.filename}:{frame.lineno} in {frame.name}\n" for frame in traceback.extract_tb(frames)
        )
        return f"{where}  {kind.__name__ if kind else 'unknown error'}"


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


def set_up(*, verbose: bool) -> None:
    """Send everything that is logged to standard error, scrubbed."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(ScrubbingFormatter())
    # On the handler: Scrapy sets the level of its own logger anew whenever a crawl starts.
    handler.setLevel(logging.INFO if verbose else logging.WARNING)
    # On the handler, too: the levels of Scrapy's loggers are set anew with its own.
    handler.addFilter(lambda record: record.name not in QUOTING)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO if verbose else logging.WARNING)
    # Their debug lines hold addresses and credentials, whatever the level of the root.
    for name in ("urllib3", "elastic_transport", "stem", "asyncio", "scrapy.core.scraper", "slack_sdk", "httpx"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _line(level: int, message: str, *arguments: object) -> LogFormatterResult:
    return {"level": level, "msg": message, "args": arguments}
