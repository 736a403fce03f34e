"""Ends a visit from inside of it."""

from __future__ import annotations

import asyncio

from scrapy.crawler import Crawler


def stop(crawler: Crawler, reason: str) -> None:
    """Close the spider soon; nothing happens where it is not open. `reason` goes into Scrapy's statistics."""
    if not crawler.crawling:  # Scrapy raises when it is asked for an engine before then
        return
    engine = crawler.engine
    if engine is not None and engine.spider is not None:
        # Not awaited: the engine waits for the very callback that asks for it.
        asyncio.get_running_loop().create_task(engine.close_spider_async(reason=reason))
