"""XenForo 1 and 2: the stock themes, and themes that keep what XenForo's own scripts need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar

from parsel import Selector

from spiders import xenforo_posts, xenforo_rows, xenforo_urls
from spiders.contract import PageRefused, open_page, readable, refuse_thread
from spiders.dates import Date
from spiders.dom import address_of, first_words, squeeze
from spiders.engine import Engine
from spiders.links import path_of
from spiders.listing import Kind, ListingPage, Page, SiteState, ThreadPage
from spiders.xenforo_dates import shown_times, usual_order, zone_of

_OWN = {
    "listing": "[data-template^='forum_view'], .forum_view, .DiscussionList, .structItemContainer",
    "next": "link[rel='next'], a[rel='next'], a.pageNav-jump--next, a.pageNavSimple-el--next",
    "pages": ".pageNav a, .pageNavSimple a, .PageNav a, [class*='pageNav'] a",
    "thread_title": "h1.p-title-value, .p-title h1, .titleBar h1, h1",
    "thread_prefix": xenforo_rows.SELECTORS["prefix"],
}
_KEY = "[data-content-key^='thread-']::attr(data-content-key)"
_CANONICAL = "link[rel='canonical']::attr(href), meta[property='og:url']::attr(content)"
_NAMED = "meta[property='og:title']::attr(content), title::text"

_LINKS = 200  # to other pages, above and below the posts

Fits = Callable[[str], bool]


class XenForo(Engine):
    """Reads XenForo boards. Order and zone of dates are the page's own where the site's file says none."""

    name: ClassVar[str] = "xenforo"
    kind: ClassVar[Kind] = "thread"
    selectors_known: ClassVar[Mapping[str, str]] = {**_OWN, **xenforo_rows.SELECTORS, **xenforo_posts.SELECTORS}

    def listing(self, page: Page) -> ListingPage:
        """Read a page of a forum's threads; one without threads, which XenForo says in words, has no rows."""
        document = open_page(page, thread=False)
        if xenforo_posts.find_posts(document, self.css):
            raise PageRefused(SiteState.LAYOUT_CHANGED)  # a thread, with rows of similar ones
        link, date = self._links_of(document, page), self._dates_of(document, page)
        found = xenforo_rows.find_rows(document, self.css)
        rows = tuple(row for node in found if (row := xenforo_rows.read_row(node, self.css, link, date)))
        self._check_rows(document, page, rows, found)
        return ListingPage(rows, self._next(document, self._own(document, page), self._is_listing))

    def thread(self, page: Page) -> ThreadPage:
        """Read a page of a thread."""
        document = open_page(page, thread=True)
        nodes = xenforo_posts.find_posts(document, self.css)
        date = self._dates_of(document, page)
        read = [xenforo_posts.read_post(node, self.css, date) for node in nodes]
        posts = tuple(post for post in read if post)
        if not nodes:
            raise refuse_thread(document, self.name)
        if not posts or not readable(posts):
            raise PageRefused(SiteState.LAYOUT_CHANGED)
        title, prefix = self._title(document)
        page = self._own(document, page)
        return ThreadPage(
            native_id=self._thread_id(document, page),
            title=title,
            posts=posts,
            prefix=prefix,
            next_url=self._next(document, page, self._is_thread),
            last_url=self._last(document, page),
            standing=xenforo_posts.read_standing(nodes[0], self.css),
        )

    def native_id(self, url: str) -> str | None:
        """Give the number in the address; `None` where it shows none."""
        found = xenforo_urls.place(url)
        return found.key if found and found.kind == "thread" else None

    def allows(self, url: str) -> bool:
        """Allow pages of forums and threads, and of the site's boards under whatever name; no jumps, no actions."""
        return self._is_listing(url) or self._is_thread(url)

    def _is_thread(self, url: str) -> bool:
        found = xenforo_urls.place(url)
        return found is not None and found.kind == "thread" and found.is_page

    def _is_listing(self, url: str) -> bool:
        found = xenforo_urls.place(url)
        if found is not None:
            return found.kind == "forum" and found.is_page
        path = path_of(xenforo_urls.list_address(url)).rstrip("/")
        return self._is_board_path(path)

    def _dates_of(self, document: Selector, page: Page) -> Date:
        """Give the reader of a page's dates: zone and order of figures as the site's file says, else as shown."""
        return self._dates(page, shown_times(document), usual=usual_order(document), zone=partial(zone_of, document))

    def _own(self, document: Selector, page: Page) -> Page:
        """Give the page under its own address."""
        return self._renamed(document, page, self._links_of(document, page), _CANONICAL)

    def _next(self, document: Selector, page: Page, fits: Fits) -> str | None:
        """Give the next page: XenForo 1's link to it has no name but its number."""
        wanted = xenforo_urls.page_number(page.url) + 1
        links = [*self._links(document, page, "next", fits), *self._links(document, page, "pages", fits)]
        return next((url for url in links if xenforo_urls.page_number(url) == wanted), None)

    def _last(self, document: Selector, page: Page) -> str | None:
        links = self._links(document, page, "pages", self._is_thread)
        last = max(links, key=xenforo_urls.page_number, default=None)
        return last if last and xenforo_urls.page_number(last) > xenforo_urls.page_number(page.url) else None

    def _links(self, document: Selector, page: Page, key: str, fits: Fits) -> list[str]:
        link = self._links_of(document, page)
        urls = (link(address_of(anchor)) for anchor in document.css(self.css[key])[:_LINKS])
        return [url for url in urls if url and fits(url) and xenforo_urls.same_list(page.url, url)]

    def _thread_id(self, document: Selector, page: Page) -> str | None:
        """Give the id that the address shows, else the page itself."""
        keys = (key.removeprefix("thread-") for key in document.css(_KEY).getall())
        return self.native_id(page.url) or next((key for key in keys if key.isdecimal()), None)

    def _title(self, document: Selector) -> tuple[str, str | None]:
        """Give title and prefix. A theme may put more into the heading: then the title's own element is asked."""
        heads = [head for head in document.css(self.css["thread_title"]) if not isinstance(head.root, str)]
        labels = xenforo_rows.labels_of(heads[0], self.css["thread_prefix"]) if heads else []
        whole = xenforo_rows.without(first_words(heads) or "", labels)
        named = [squeeze(text) for text in document.css(_NAMED).getall()]
        inner = (first_words(head.css(".title, [itemprop='headline']")) for head in heads[:1])
        shown = [text for text in (whole, *inner) if text and any(text in name for name in named)]
        if not shown and (split := _split(whole, named)):
            return split
        return (shown or [whole or next(iter(named), "")])[0], " ".join(labels) or None


def _split(whole: str, names: list[str]) -> tuple[str, str] | None:
    """Split a heading where the page's name for itself puts a dash between prefix and title."""
    parts = (name.partition(" - ") for name in names)
    return next(((title, prefix) for prefix, dash, title in parts if dash and f"{prefix} {title}" == whole), None)
