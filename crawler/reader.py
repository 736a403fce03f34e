"""Where raw text ends: what a spider read of a thread becomes a redacted finding.

The middleware stands nearest to the spider (`crawler.settings`), and the frontier reads the entries of listing pages
that it wants by the same `read`, so that nothing behind these two ever holds raw text.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.context import Run, context
from crawler.large_pages import clear_up_after
from pipelines.finding import Finding
from pipelines.ledger import listings
from pipelines.process import read_listing
from spiders.listing import Listing, Unread

logger = logging.getLogger(__name__)

_READER = ThreadPoolExecutor(1, "reader")
"""One thread for all sites: readings take turns anyway, and a language's lexicon must not be loaded twice at once."""


class ReaderMiddleware:
    """Turns each `Listing` into a `Finding`. An `Entry` passes: the frontier says whether it is read at all."""

    def __init__(self, crawler: Crawler) -> None:
        self.site_run = context(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ReaderMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Read listings; let everything else through."""
        async for each in result:
            yield await read(self.site_run.run, each) if isinstance(each, Listing) else each
        clear_up_after(response)


async def read(run: Run, listing: Listing) -> Finding | Unread:
    """Read a listing off the reactor's thread: here its raw text ends. `Unread`: it broke the reader."""
    if not listing.whole:
        kept = await run.write(lambda conn: listings.updates(conn, listing.listing_id))
        listing = dataclasses.replace(listing, updates=_merged(kept, listing.updates))
    try:
        reading = partial(read_listing, listing, sealer=run.sealer)
        finding = await asyncio.get_running_loop().run_in_executor(_READER, reading)
    except Exception as error:  # noqa: BLE001 - a post that breaks the reader is tried again, never lost in silence
        return Unread(type(error).__name__)
    if finding.reading.unread:
        logger.warning("%s: the last %d characters are not read: it is too long", listing, finding.reading.unread)
    return finding


def _merged(kept: tuple[Any, ...], fresh: tuple[Any, ...]) -> tuple[Any, ...]:
    """Keep the updates of pages that this visit left out, in order; a post that was read again is the newer."""
    by_id = {update.native_id: update for update in kept if update.native_id is not None}
    by_id |= {update.native_id: update for update in fresh if update.native_id is not None}
    nameless = [update for update in fresh if update.native_id is None]
    return (*by_id.values(), *nameless)
