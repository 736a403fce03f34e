"""An engine in front of a site on loopback that believes to be at its onion address."""

from datetime import UTC, datetime
from urllib.parse import urljoin

from config.schema import Board, Site
from spiders.engines import ENGINES
from spiders.listing import ListingPage, Page, Row, ThreadPage
from tests.demo.sites import Browser


class Reader:
    """Reads pages as a crawl would, without Tor, frontier and ledger. `now`: when pages are fetched; `None`: now."""

    def __init__(self, site: Site, loopback: str, now: datetime | None = None) -> None:
        self.site = site
        self.base = site.addresses[0]
        self.engine = ENGINES[site.engine](site)
        self.browser = Browser(loopback)
        self.loopback = loopback
        self.now = now

    def page(self, url: str) -> Page:
        answer = self.browser.get(url.removeprefix(self.base))
        if answer.status in (301, 302, 303, 307, 308):
            return self.page(urljoin(url, answer.url.replace(self.loopback, self.base)))
        html = answer.html.replace(self.loopback, self.base)
        return Page(url, html, self.now or datetime.now(UTC), answer.status)

    def listings(self, board: Board) -> list[ListingPage]:
        """All pages of a board."""
        url, pages = urljoin(self.base, board.path), []
        while url:
            assert self.engine.allows(url)
            assert len(pages) < 50, "it goes in circles"
            pages.append(self.engine.listing(self.page(url)))
            url = pages[-1].next_url
        return pages

    def rows(self, board: Board) -> list[Row]:
        return [row for page in self.listings(board) for row in page.rows]

    def thread(self, url: str) -> list[ThreadPage]:
        """All pages of a thread."""
        pages = []
        while url:
            assert self.engine.allows(url)
            assert len(pages) < 50, "it goes in circles"
            pages.append(self.engine.thread(self.page(url)))
            url = pages[-1].next_url
        return pages
