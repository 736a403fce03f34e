"""Ends a visit from inside of it."""

from __future__ import annotations

import asyncio
import logging

from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

_ending: set[asyncio.Task[None]] = set()
"""What ends visits: the event loop holds its tasks weakly, and one that nobody else holds may never come to its end."""


def stop(crawler: Crawler, reason: str) -> None:
    """Close the spider soon; nothing happens where it is not open. `reason` goes into Scrapy's statistics."""
    if not crawler.crawling:  # Scrapy raises when it is asked for an engine before then
        return
    engine = crawler.engine
    if engine is not None and engine.spider is not None:
        # Not awaited: the engine waits for the very callback that asks for it.
        task = asyncio.get_running_loop().create_task(engine.close_spider_async(reason=reason))
        _ending.add(task)
        task.add_done_callback(_ended)


def _ended(task: asyncio.Task[None]) -> None:
    _ending.discard(task)
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.error("a visit could not be ended", exc_info=error)
