"""A page or two of a site, by the crawl's own guarded way through Tor; nothing is stored and nothing marked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Response
from scrapy.settings import Settings as ScrapySettings
from twisted.python.failure import Failure

from config.errors import TorUnavailable
from crawler.settings import own_settings, process_settings
from crawler.tor.guard import Refused
from crawler.tor.launch import Tor
from crawler.tor.scope import Scope
from crawler.tor.socks import ProxyGone
from pipelines.scrub import scrub
from spiders.answers import text_of
from spiders.listing import Page
from spiders.marks import Marks
from spiders.walk import Cookies, sendable

_OFF = {
    # They serve a crawl: its ledger, its frontier, its addresses, its budgets.
    "SPIDER_MIDDLEWARES": ("crawler.reader.ReaderMiddleware", "crawler.frontier_middleware.FrontierMiddleware"),
    "DOWNLOADER_MIDDLEWARES": ("crawler.fail_over.FailOverMiddleware", "crawler.retry_after.RetryAfterMiddleware"),
    "EXTENSIONS": ("crawler.budget.Budget",),
    "ITEM_PIPELINES": ("crawler.store.StorePipeline",),
}
_REFUSED = {
    "scope": "it leads to another host: ask for that one, if it is the same site",
    "content_type": "it is no page (HTML, XML or JSON), and nothing else is taken in",
    "clearnet": "it is no onion address: say --clearnet-over-tor if that is meant",
    "onion": "it is no valid onion address: was it copied whole?",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page that came."""

    page: Page
    cookies: tuple[str, ...] = ()
    """Names of the cookies that came with it; never their values."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A page that did not come."""

    reason: str
    """In words, without anything of the site."""
    by_tor: bool = False
    """Whether our own tor was away: no word of the site."""


@dataclass(slots=True)
class Errand:
    """One site's pages to fetch: the first, and from each page perhaps one more."""

    name: str
    """Of the site; its pages come by circuits of its own."""
    url: str
    scope: Scope
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Scrapy's, as far as this site's differ: pace, robots."""
    session: Cookies = field(default=(), repr=False)
    """Empty: as a guest."""
    further: Callable[[Page], str | None] = lambda _page: None
    """Gives the next address that a page leads to; must not raise."""
    most: int = 1
    """Pages at most."""
    came: list[Fetched | Lost] = field(default_factory=list)
    """What came of it, in order."""


class _Messenger(Spider):
    """Runs one errand."""

    name = "messenger"

    def __init__(self, errand: Errand, **kwargs: Any) -> None:
        super().__init__(name=errand.name, **kwargs)
        self.errand = errand

    async def start(self) -> AsyncIterator[Any]:
        yield self._request(self.errand.url).replace(cookies=sendable(self.errand.session))

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Request]:
        page = Page(response.url, text_of(response), datetime.now(UTC), response.status)
        cookies = (each.decode("latin-1").partition("=")[0] for each in response.headers.getlist("Set-Cookie"))
        self.errand.came.append(Fetched(page, tuple(cookies)))
        if len(self.errand.came) < self.errand.most and (url := self.errand.further(page)):
            yield self._request(url)

    def lost(self, failure: Failure) -> None:
        self.errand.came.append(Lost(_words(failure.value), isinstance(failure.value, ProxyGone)))

    def _request(self, url: str) -> Request:
        meta: Marks = {"site": self.errand.name, "download_slot": self.errand.name}
        return Request(url, self.parse, errback=self.lost, meta={**meta}, dont_filter=True)


def fetch(errands: Sequence[Errand], tor: Tor, user_agent: str) -> None:
    """Run errands; each holds then what came of it. Once in a process. Raises `TorUnavailable` when tor went away."""
    process = AsyncCrawlerProcess(_settings(tor, user_agent))
    for errand in errands:
        own = own_settings(process.settings, errand.name, errand.scope, errand.settings)
        process.crawl(Crawler(_Messenger, own, init_reactor=False), errand=errand)
    process.start(stop_after_crawl=True)
    if not tor.alive() or any(isinstance(each, Lost) and each.by_tor for errand in errands for each in errand.came):
        raise TorUnavailable("tor went away; nothing was asked for any other way. Start it again")


def _settings(tor: Tor, user_agent: str) -> ScrapySettings:
    found = process_settings(tor.socks, user_agent)
    for name, components in _OFF.items():
        found.set(name, {**found.getdict(name), **dict.fromkeys(components)})
    return found


def _words(error: BaseException | None) -> str:
    if isinstance(error, Refused):
        return _REFUSED.get(error.reason, f"refused by the guard: {error.reason}")
    return f"no page came: {scrub(str(error))}" if str(error) else f"no page came ({type(error).__name__})"
