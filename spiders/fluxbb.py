"""FluxBB 1.4 and 1.5, and PunBB 1.2 to 1.4, from which it came: stock styles, and styles that keep their structure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import islice
from typing import ClassVar

from parsel import Selector

from spiders import fluxbb_posts, fluxbb_rows
from spiders.contract import PageRefused, open_page, readable, refuse_thread
from spiders.dom import attribute, count, first_words, not_nested, outside, words
from spiders.engine import Engine
from spiders.fluxbb_urls import Address, read_address
from spiders.listing import Kind, ListingPage, Page, SiteState, ThreadPage

_OWN = {
    "listing": "#vf, .main-forum, #punviewforum, #brd-viewforum",
    "next": "link[rel~='next'], a[rel~='next']",
    "pages": ".pagelink a, .paging a",
    "page": ".pagelink strong, .paging strong",
    "thread_title": ".main-title a.permalink, .crumbs li:last-child a, .linkst li:last-child, .crumblast",
    "thread_id": "link[rel='canonical'], .main-title a.permalink, .crumbs li:last-child a, .pagelink a, .paging a",
}
_LOOKED_AT = 100  # of the dates that show their order
_LINKS = 1000  # looked at
_BEFORE = re.compile(r"^[»›]\s*")
_TOPIC = re.compile(r"[?&;]tid=(\d{1,12})|[/-]topic[/_-]?(\d{1,12})")
_IN_POST = ("postmsg", "postsignature", "entry-content")

Fits = Callable[[Address], bool]


class FluxBB(Engine):
    """Reads FluxBB and PunBB boards. Dates begin with the year; other orders are the site file's, or a page's own."""

    name: ClassVar[str] = "fluxbb"
    kind: ClassVar[Kind] = "thread"
    selectors_known: ClassVar[Mapping[str, str]] = {**_OWN, **fluxbb_rows.SELECTORS, **fluxbb_posts.SELECTORS}

    def listing(self, page: Page) -> ListingPage:
        """Read a page of a forum's topics; one without topics has no rows."""
        document = open_page(page, thread=False)
        by = fluxbb_rows.word_by(document, self.css)
        date = self._dates(page, self._shown(document, "last_activity"))
        tools = fluxbb_rows.Tools(self.css, partial(self._link, page), date, by)
        found = fluxbb_rows.find_rows(document, self.css, partial(self._link, page))
        rows = tuple(row for node in found if (row := fluxbb_rows.read_row(node, tools)))
        self._check_rows(document, page, rows, found)
        own = read_address(page.url)
        forum = own.number if own and own.kind == "forum" else None
        next_url = self._next(document, page, lambda to: to.kind == "forum" and forum in (None, to.number))
        return ListingPage(rows, next_url)

    def thread(self, page: Page) -> ThreadPage:
        """Read a page of a topic, also one that was asked for by a post's id."""
        document = open_page(page, thread=True)
        nodes = fluxbb_posts.find_posts(document, self.css)
        if not nodes:
            raise refuse_thread(document, self.name)
        native_id = self._thread_id(document, page)
        title = _title(document, nodes[0], self.css["thread_title"])
        standing = fluxbb_posts.read_standing(nodes[0], self.css)
        date = self._dates(page, self._shown(document, "post_date", "standing"))
        read = [fluxbb_posts.read_post(node, self.css, date) for node in nodes]
        posts = tuple(post for post in read if post)
        if len(posts) < len(read) or not readable(posts):
            raise PageRefused(SiteState.LAYOUT_CHANGED)

        def fits(to: Address) -> bool:
            return to.kind == "topic" and native_id in (None, to.number)

        return ThreadPage(
            native_id=native_id,
            title=title,
            posts=posts,
            next_url=self._next(document, page, fits),
            last_url=self._last(document, page, fits),
            standing=standing,
        )

    def native_id(self, url: str) -> str | None:
        """Give the topic's number; `None` also for an address that names only a post."""
        address = read_address(url)
        return address.number if address and address.kind == "topic" else None

    def allows(self, url: str) -> bool:
        """Allow pages of forums and topics; no jumps, posts, profiles, actions."""
        address = read_address(url)
        return bool(address and address.plain)

    def _shown(self, document: Selector, *keys: str) -> Iterator[str]:
        return (words(node) for key in keys for node in document.css(self.css[key])[:_LOOKED_AT])

    def _next(self, document: Selector, page: Page, fits: Fits) -> str | None:
        """Give the next page: what is named so, else the number behind this page's. Never one that is not further."""
        current = self._page(document, page)
        named = self._links(document, page, "next", fits)
        wanted = [url for url, number in self._links(document, page, "pages", fits) if number == current + 1]
        further = [url for url, number in named if number > _number(page.url)]
        return next(iter((*further, *wanted)), None)

    def _last(self, document: Selector, page: Page, fits: Fits) -> str | None:
        links = [*self._links(document, page, "next", fits), *self._links(document, page, "pages", fits)]
        url, number = max(links, key=lambda link: link[1], default=(None, 0))
        return url if number > self._page(document, page) else None

    def _page(self, document: Selector, page: Page) -> int:
        """Give this page's number: of its address, else (asked for by a post) the one that is no link."""
        if read_address(page.url):
            return _number(page.url)
        return next(filter(None, (count(words(node)) for node in document.css(self.css["page"])[:_LOOKED_AT])), 1)

    def _links(self, document: Selector, page: Page, key: str, fits: Fits) -> list[tuple[str, int]]:
        """Give the fitting links with the numbers of their pages."""
        anchors = islice(outside(document.css(self.css[key]), *_IN_POST), _LINKS)
        urls = (self._link(page, attribute(anchor, "href")) for anchor in anchors)
        read = ((url, read_address(url)) for url in urls if url)
        return [(url, to.page) for url, to in read if to and to.plain and fits(to)]

    def _thread_id(self, document: Selector, page: Page) -> str | None:
        """Give the id in the page's address, else in its links to itself."""
        own = self.native_id(page.url)
        if own:
            return own
        nodes = (*document.css(self.css["thread_id"]), *document.css("link[rel='alternate'], a[href*='tid=']"))
        hrefs = [attribute(node, "href") for node in islice(outside(nodes, *_IN_POST), _LINKS)]
        numbers = (self.native_id(self._link(page, href) or "") for href in hrefs)
        feeds = (found[1] or found[2] for href in hrefs if (found := _TOPIC.search(href)))
        return next(filter(None, (*numbers, *feeds)), None)


def _number(url: str) -> int:
    address = read_address(url)
    return address.page if address else 1


def _title(document: Selector, post: Selector, css: str) -> str:
    """Give the title: of the page's heading or breadcrumbs, else of the post, without its "Re:" or "Topic:"."""
    whole = first_words(document.css("title")) or ""
    heads = [_BEFORE.sub("", text) for text in map(words, not_nested(document.css(css))[:_LOOKED_AT]) if text]
    own = [words(node) for node in not_nested(outside(post.css("h3, h4"), "posthead", *_IN_POST))[:_LOOKED_AT]]
    without = [text.partition(":")[2].strip() for text in own]
    named = (text for text in (*heads, *own, *without) if text and text in whole)
    return next(named, None) or next(iter((*heads, *own)), whole)
