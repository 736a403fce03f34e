"""Invision Community 4 and 5 and IP.Board 3: stock themes, and themes that keep what Invision's own scripts need."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import ClassVar

from parsel import Selector

from spiders import invision_posts, invision_rows, invision_urls
from spiders.contract import PageRefused, open_page, readable, refuse_thread
from spiders.dates import Date
from spiders.dom import address_of, attribute, first_words, outside, squeeze, stepwise, words
from spiders.engine import Engine
from spiders.invision_dates import shown_times, shown_zone
from spiders.links import path_of
from spiders.listing import Kind, ListingPage, Page, SiteState, ThreadPage

_OWN = {
    "listing": "[data-tableid='topics'], [data-role='tableRows'], .cForumTopicTable, #forum_table",
    "next": "link[rel='next'], a[rel='next']",
    "pages": ".ipsPagination a, .pagination a, [data-pages] a",
    "thread_title": ".ipsPageHeader__title h1, .ipsPageHeader h1, h1.ipsType_pageTitle, h1.ipsType_pagetitle, h1",
    "thread_prefix": (
        "h1 .ipsTag_prefix, .ipsPageHeader .ipsTag_prefix, .ipsPageHeader .ipsBadge--prefix, "
        ".ipsPageHeader .ipsTags__item--prefix, h1 [rel='tag']"
    ),
}
_OWN_ADDRESSES = (
    "link[rel='canonical']::attr(href)",
    ".ipsPagination_active a::attr(href), .ipsPagination__active a::attr(href)",
    "meta[property='og:url']::attr(content), [data-tableid]::attr(data-baseurl), #comments::attr(data-baseurl)",
)
"""Where a page names itself, best first: the last may name the first page."""
_NAMED = ("meta[property='og:title']::attr(content)", "title::text")
"""What a page calls itself: a topic's title, and one that begins with it."""
_FEED = "[data-role='commentFeed'], #comments, .cTopic"
_FEED_ID = re.compile(r".{0,60}-(\d{1,12})")
_LINKS = 200  # to other pages, above and below the posts
_HEADS = 10
_ELSEWHERE = ("*_mini*", "*mini_*", "*MiniPagination*", "*richText*", "*RichText*", "*entry-content*")
"""Around links to pages of something else: of a row's topic, or by an author."""

Fits = Callable[[str], bool]


class Invision(Engine):
    """Reads Invision boards. Versions 4 and 5 show times in UTC; version 3 words, in a zone that its foot may tell."""

    name: ClassVar[str] = "invision"
    kind: ClassVar[Kind] = "thread"
    selectors_known: ClassVar[Mapping[str, str]] = {**_OWN, **invision_rows.SELECTORS, **invision_posts.SELECTORS}

    def listing(self, page: Page) -> ListingPage:
        """Read a page of a forum's topics; one without topics has no rows."""
        document = open_page(page, thread=False)
        if invision_posts.find_posts(document, self.css):
            raise PageRefused(SiteState.LAYOUT_CHANGED)
        found = invision_rows.find_rows(document, self.css)
        tools = invision_rows.tools(found, self.css, partial(self._link, page), self._dates_of(document, page))
        rows = tuple(row for node in found if (row := invision_rows.read_row(node, tools)))
        self._check_rows(document, page, rows, found)
        return ListingPage(rows, self._next(document, self._own(document, page), self._is_listing))

    def thread(self, page: Page) -> ThreadPage:
        """Read a page of a topic."""
        document = open_page(page, thread=True)
        nodes = invision_posts.find_posts(document, self.css)
        date = self._dates_of(document, page)
        read = [invision_posts.read_post(node, self.css, date) for node in nodes]
        posts = tuple(post for post in read if post)
        if not nodes:
            raise refuse_thread(document, self.name)
        if not posts or not readable(posts):
            raise PageRefused(SiteState.LAYOUT_CHANGED)
        title, prefix = self._title(document)
        page = self._own(document, page)
        return ThreadPage(
            native_id=self._thread_id(document, page, nodes[0]),
            title=title,
            posts=posts,
            prefix=prefix,
            next_url=self._next(document, page, self._is_thread),
            last_url=self._last(document, page),
            standing=invision_posts.read_standing(nodes[0], self.css),
        )

    def native_id(self, url: str) -> str | None:
        """Give the number in the address; `None` where it shows none."""
        found = invision_urls.place(url)
        return found.key if found and found.kind == "topic" else None

    def allows(self, url: str) -> bool:
        """Allow pages of forums and topics, and of the site's boards under whatever name; no jumps, no actions."""
        return self._is_listing(url) or self._is_thread(url)

    def _is_thread(self, url: str) -> bool:
        found = invision_urls.place(url)
        return found is not None and found.kind == "topic" and found.is_page

    def _is_listing(self, url: str) -> bool:
        found = invision_urls.place(url)
        if found is not None and found.kind == "forum":
            return found.is_page
        path = path_of(invision_urls.list_address(url)).rstrip("/")
        plain = found is None or found.is_page
        return plain and self._is_board_path(path)

    def _dates_of(self, document: Selector, page: Page) -> Date:
        return self._dates(page, shown_times(document), zone=partial(shown_zone, document, page.fetched_at))

    def _own(self, document: Selector, page: Page) -> Page:
        """Give the page under its own address."""
        return self._renamed(document, page, partial(self._link, page), *_OWN_ADDRESSES)

    def _next(self, document: Selector, page: Page, fits: Fits) -> str | None:
        """Give the next page: of those that are linked the first behind this one. On the last, "next" is itself."""
        here = invision_urls.start_of(page.url)
        behind = [url for url in self._links(document, page, fits) if invision_urls.start_of(url) > here]
        return min(behind, key=invision_urls.start_of, default=None)

    def _last(self, document: Selector, page: Page) -> str | None:
        last = max(self._links(document, page, self._is_thread), key=invision_urls.start_of, default=None)
        return last if last and invision_urls.start_of(last) > invision_urls.start_of(page.url) else None

    def _links(self, document: Selector, page: Page, fits: Fits) -> list[str]:
        nodes = (node for key in ("next", "pages") for node in stepwise(document, self.css[key])[:_LINKS])
        urls = (self._link(page, address_of(node)) for node in outside(nodes, *_ELSEWHERE))
        return [url for url in urls if url and fits(url) and invision_urls.same_list(page.url, url)]

    def _thread_id(self, document: Selector, page: Page, post: Selector) -> str | None:
        """Give the id that the address shows, else what the page tells its scripts."""
        feeds = (_FEED_ID.fullmatch(attribute(node, "data-feedid")) for node in document.css(_FEED)[:_HEADS])
        fed = next((found[1] for found in feeds if found), None)
        told = invision_posts.quote_data(post).get("contentid")
        return self.native_id(page.url) or fed or (str(told) if isinstance(told, int) else None)

    def _title(self, document: Selector) -> tuple[str, str | None]:
        """Give title and prefix: of the headings the one by which the page names itself, without labels and icons."""
        prefix = first_words(stepwise(document, self.css["thread_prefix"]))
        named = [squeeze(text) for css in _NAMED for text in document.css(css).getall()[:1]]
        heads = [
            text for node in stepwise(document, self.css["thread_title"])[:_HEADS] for text in _titles(node, prefix)
        ]
        whole = [name for name in named[:1] if any(name in text for text in heads)]
        fitting = [text for text in heads if any(name.startswith(text) for name in named)]
        return next(iter((*whole, *fitting, *heads, *named)), ""), prefix


def _titles(head: Selector, prefix: str | None) -> Iterator[str]:
    """Give what may be the title in a heading: the part that only it has, else all but the prefix."""
    inner = None if isinstance(head.root, str) else first_words(head.css(".ipsType_break, [data-role='editableTitle']"))
    whole = words(head).removeprefix(prefix or "").strip()
    yield from filter(None, (inner, whole))
