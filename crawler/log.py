"""Logging that gives nothing away: one formatter before every handler."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType

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
