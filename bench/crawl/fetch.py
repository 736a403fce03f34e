"""Fetch a list of pages with Scrapy, by our own way through Tor or by privoxy: the same spider, two ways.

The second is the shape that Ahmia's crawler has: Scrapy's default handler and an HTTP proxy before tor's SOCKS port.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from crawler.tor.scope import Scope

AT_ONCE = 64
"""Requests under way, over all sites."""


class Fetcher(Spider):
    """Asks for every page once and reads its title and its links."""

    name = "fetcher"

    def __init__(self, urls: list[str], proxy: str | None) -> None:
        super().__init__()
        self.urls = urls
        self.proxy = proxy
        self.titles: list[str] = []

    async def start(self) -> AsyncIterator[Any]:
        """Ask for all."""
        for url in self.urls:
            meta = {"proxy": self.proxy} if self.proxy else {"site": urlsplit(url).hostname}
            yield Request(url, self.parse, meta=meta, dont_filter=True)

    def parse(self, response: Response) -> Iterator[Any]:
        """Read what any crawler reads."""
        response.css("a::attr(href)").getall()
        self.titles.append(response.css("title::text").get() or "")
        yield from ()


def settings(urls: list[str], socks: str | None) -> dict[str, Any]:
    """Return Scrapy's settings: equal but for the way. `socks`: of our own way; `None`: privoxy's."""
    hosts = {urlsplit(url).hostname or "" for url in urls}
    common = {
        "CONCURRENT_REQUESTS": AT_ONCE,
        "CONCURRENT_REQUESTS_PER_DOMAIN": AT_ONCE // len(hosts),
        "CONCURRENT_ITEMS": 8,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_TIMEOUT": 90,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "LOG_LEVEL": "WARNING",
    }
    if socks is None:
        return common
    handler = "crawler.tor.handler.TorDownloadHandler"
    return common | {
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
        "DOWNLOADER_MIDDLEWARES": {"crawler.tor.guard.GuardMiddleware": 950},
        "HTTPPROXY_ENABLED": False,
        "TOR_SOCKS": socks,
        "TOR_SITES": {host: Scope(frozenset({host})) for host in hosts},
    }


def main() -> None:
    """Fetch; print how many pages came and how many titles they have."""
    parser = argparse.ArgumentParser()
    parser.add_argument("urls", type=Path, help="a JSON list")
    parser.add_argument("--socks", help="tor's SOCKS port: our own way")
    parser.add_argument("--proxy", help="an HTTP proxy: privoxy's way")
    chosen = parser.parse_args()
    urls = json.loads(chosen.urls.read_text(encoding="utf-8"))
    process = AsyncCrawlerProcess(settings(urls, chosen.socks))
    crawler = process.create_crawler(Fetcher)
    process.crawl(crawler, urls=urls, proxy=chosen.proxy)
    process.start()
    spider = crawler.spider
    titles = spider.titles if isinstance(spider, Fetcher) else []
    sys.stdout.write(json.dumps({"pages": len(titles), "titles": len(set(titles))}))


if __name__ == "__main__":
    main()
