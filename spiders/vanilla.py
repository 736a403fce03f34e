"""Vanilla 2.0 to 4: lists and tables of discussions, the stock themes and themes that keep their structure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar
from zoneinfo import ZoneInfo

from parsel import Selector

from spiders import vanilla_posts, vanilla_rows
from spiders.contract import PageRefused, open_page, readable, refuse_thread
from spiders.dates import Clock, evident_order
from spiders.dates_of_a_page import DatesOfAPage
from spiders.dom import attribute, first_words, words
from spiders.engine import Engine
from spiders.links import path_of
from spiders.listing import Kind, ListingPage, Page, SiteState, ThreadPage
from spiders.vanilla_urls import Address, is_discussion, read_address, split_page

_OWN = {
    "listing": ".DataList.Discussions, .DiscussionsTable, [id^='vanilla_'] .Empty, [class*='Section-'] .Empty",
    "next": "link[rel='next'], a[rel='next'], .Pager a.Next",
    "pages": ".Pager a, .NumberedPager a",
    "thread_title": "#Item_0 h1, .PageTitle h1",
    "thread_prefix": vanilla_rows.SELECTORS["prefix"],
}
_NAMED = "link[rel='canonical']::attr(href), meta[property='og:url']::attr(content)"
_HEADINGS = "h1, h2, .SubTab"
_SHOWN = "time[title]::attr(title), .DateUpdated[title]::attr(title)"
_LINKS = 200  # to other pages, above and below the posts
_LOOKED_AT = 100  # of the dates that show their order

Fits = Callable[[str], bool]


class Vanilla(Engine):
    """Reads Vanilla boards. Times are exact where the page tells them to machines, as it does since 2.1."""

    name: ClassVar[str] = "vanilla"
    kind: ClassVar[Kind] = "thread"
    selectors_known: ClassVar[Mapping[str, str]] = {**_OWN, **vanilla_rows.SELECTORS, **vanilla_posts.SELECTORS}

    def listing(self, page: Page) -> ListingPage:
        """Read a page of a category's or of all discussions; one without discussions has no rows."""
        document = open_page(page, thread=False)
        if vanilla_posts.find_posts(document, self.css):
            raise PageRefused(SiteState.LAYOUT_CHANGED)  # a discussion, with rows of similar ones
        link, date = partial(self._link, page), self._dates(page, _shown(document))
        found = vanilla_rows.find_rows(document, self.css)
        rows = tuple(row for node in found if (row := vanilla_rows.read_row(node, self.css, link, date)))
        self._check_rows(document, page, rows, found)
        return ListingPage(rows, self._next(document, self._own(document, page), self._is_listing))

    def thread(self, page: Page) -> ThreadPage:
        """Read a page of a discussion."""
        document = open_page(page, thread=True)
        nodes = vanilla_posts.find_posts(document, self.css)
        if not nodes:
            raise refuse_thread(document, self.name)
        shown = _shown(document)
        order = self.site.date_order or evident_order(shown, page.fetched_at)
        as_utc = DatesOfAPage(Clock(page.fetched_at, ZoneInfo("UTC"), order))
        dates = vanilla_posts.Dates(self._dates(page, shown), as_utc)
        standing = vanilla_posts.read_standing(nodes[0], self.css)
        posts = tuple(vanilla_posts.read_post(node, self.css, dates) for node in nodes)
        if not readable(posts):
            raise PageRefused(SiteState.LAYOUT_CHANGED)
        own = self._own(document, page)
        prefix = first_words(document.css(self.css["thread_prefix"]))
        return ThreadPage(
            native_id=self.native_id(own.url),
            title=self._title(document).removeprefix(prefix or "").strip(),
            posts=posts,
            prefix=prefix,
            next_url=self._next(document, own, is_discussion),
            last_url=self._last(document, own),
            standing=standing,
        )

    def native_id(self, url: str) -> str | None:
        """Give the discussion's number; `None` also for an address that names only a comment."""
        address = read_address(url)
        return address.number if address else None

    def allows(self, url: str) -> bool:
        """Allow pages of lists and discussions, and of the site's boards under whatever name; no comments, no acts."""
        return self._is_listing(url) or is_discussion(url)

    def _is_listing(self, url: str) -> bool:
        address = read_address(url)
        if address is not None:
            return address.kind == "list" and address.plain
        path = _place(url).first
        return bool(path.strip("/")) and any(path == split_page(board.path)[0] for board in self.site.boards)

    def _own(self, document: Selector, page: Page) -> Page:
        """Give the page under its own address."""
        return self._renamed(document, page, partial(self._link, page), _NAMED)

    def _next(self, document: Selector, page: Page, fits: Fits) -> str | None:
        """Give the next page: what is named so, else the number behind this page's."""
        wanted = _place(page.url).page + 1
        links = [*self._links(document, page, "next", fits), *self._links(document, page, "pages", fits)]
        return next((url for url in links if _place(url).page == wanted), None)

    def _last(self, document: Selector, page: Page) -> str | None:
        links = [link for key in ("next", "pages") for link in self._links(document, page, key, is_discussion)]
        last = max(links, key=lambda url: _place(url).page, default=None)
        return last if last and _place(last).page > _place(page.url).page else None

    def _links(self, document: Selector, page: Page, key: str, fits: Fits) -> list[str]:
        """Give the links to other pages of the same."""
        urls = (self._link(page, attribute(node, "href")) for node in document.css(self.css[key])[:_LINKS])
        own = _place(page.url)
        return [url for url in urls if url and fits(url) and _same(own, _place(url))]

    def _title(self, document: Selector) -> str:
        """Give the title: of its own heading, else of the one with which the page's name begins."""
        heading = first_words(document.css(self.css["thread_title"]))
        whole = first_words(document.css("title")) or ""
        others = (text for text in map(words, document.css(_HEADINGS)[:_LOOKED_AT]) if text and whole.startswith(text))
        return heading or next(others, None) or first_words(document.css("h1")) or whole.partition(" — ")[0]


def _shown(document: Selector) -> list[str]:
    return document.css(_SHOWN).getall()[:_LOOKED_AT]


def _place(url: str) -> Address:
    """Read an address; one that the site named its own way counts as a list."""
    address = read_address(url)
    if address is None:
        first, number = split_page(path_of(url).partition("?")[0])
        address = Address("list", None, number, first, plain=False)
    return address


def _same(one: Address, other: Address) -> bool:
    if one.number or other.number:
        return one.number == other.number
    return path_of(one.first).rstrip("/") == path_of(other.first).rstrip("/")
