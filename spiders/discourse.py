"""Discourse: its JSON, its pages for search engines and readers without scripts, and its page for browsers.

A board's `path` decides: from "/c/leaks/5.json" on, all addresses are those of the JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar

from parsel import Selector

from spiders import discourse_html, discourse_json
from spiders.contract import PageRefused, ThreadMissing, open_page, readable, refuse, refuse_thread
from spiders.discourse_json import Data
from spiders.discourse_urls import Address, json_address, read_address, root_of, topic_address
from spiders.dom import attribute, first_words, parse
from spiders.engine import Engine
from spiders.links import last_segment
from spiders.listing import Kind, ListingPage, Page, Row, SiteState, ThreadPage

_OWN = {
    "listing": ".topic-list",
    "next": "link[rel='next'], a[rel='next']",
    "thread_title": "#topic-title h1",
    "missing": ".page-not-found",
    "login": "noscript[data-path$='/login']",
}
_NAMED = "link[rel='canonical']::attr(href), meta[property='og:url']::attr(content)"
_TITLES = ("meta[itemprop='headline']::attr(content)", "meta[property='og:title']::attr(content)", "h1", "h2", "title")
_LINKS = 100  # to other pages

Fits = Callable[[Address], bool]


class Discourse(Engine):
    """Reads Discourse boards, each page as what it is: JSON or HTML."""

    name: ClassVar[str] = "discourse"
    kind: ClassVar[Kind] = "thread"
    selectors_known: ClassVar[Mapping[str, str]] = {**_OWN, **discourse_html.ROWS, **discourse_html.POSTS}

    def listing(self, page: Page) -> ListingPage:
        """Read a page of a list of topics."""
        data = discourse_json.decode(page.html)
        if data is not None:
            return self._json_listing(self._part(data, page, discourse_json.topics), page, as_json=True)
        document = self._open(page, thread=False)
        if discourse_html.find_posts(document, self.css):
            raise PageRefused(SiteState.LAYOUT_CHANGED)  # a topic, with rows of similar ones
        for part in discourse_json.embedded(document, "topic_list"):
            if discourse_json.topics(part):
                return self._json_listing(part, page, as_json=False)
        return self._html_listing(document, page)

    def thread(self, page: Page) -> ThreadPage:
        """Read a page of a topic."""
        data = discourse_json.decode(page.html)
        if data is not None:
            return self._json_thread(self._part(data, page, discourse_json.posts), page, as_json=True)
        document = self._open(page, thread=True)
        own = self._own(document, page)
        parts = (part for part in discourse_json.embedded(document, "topic_") if discourse_json.posts(part))
        topic = next(parts, None)
        nodes = discourse_html.find_posts(document, self.css)
        if topic is not None and not nodes:
            return self._json_thread(topic, own, as_json=False)
        return self._html_thread(document, nodes, topic, own)

    def native_id(self, url: str) -> str | None:
        """Give the topic's number, whatever post or page of it an address leads to; `None` where it shows none."""
        address = read_address(url)
        return address.number if address else None

    def allows(self, url: str) -> bool:
        """Allow pages of lists and topics; no single posts, users, searches, actions."""
        address = read_address(url)
        return bool(address and address.plain)

    def _part(self, data: Data, page: Page, wanted: Callable[[Data], list[Data] | None]) -> Data:
        """Give the data if it is what is wanted. Raises what an error or anything else is."""
        thread = wanted is discourse_json.posts
        if page.status < 300 and wanted(data) is not None:
            return data
        discourse_json.refuse_error(data, thread=thread)
        document = open_page(page, thread=thread)
        raise refuse(document) if "errors" in data else PageRefused(SiteState.LAYOUT_CHANGED)

    def _open(self, page: Page, *, thread: bool) -> Selector:
        """Parse a page. A board for members only leads all others to its login, and denies a single topic with 403."""
        if page.status == 403 and parse(page.html).css(self.css["missing"]):
            raise PageRefused(SiteState.LOGIN_REQUIRED)
        document = open_page(page, thread=thread)
        if document.css(self.css["login"]) or last_segment(page.url) == "login":
            raise PageRefused(SiteState.LOGIN_REQUIRED)
        return document

    def _json_listing(self, data: Data, page: Page, *, as_json: bool) -> ListingPage:
        names, root, date = discourse_json.usernames(data), root_of(page.url), self._dates(page, ())
        topics = discourse_json.topics(data) or []
        read = (discourse_json.read_row(topic, names, root, date, as_json=as_json) for topic in topics)
        rows = tuple(row for row in read if row)
        if topics and not _legible(rows):
            raise PageRefused(SiteState.LAYOUT_CHANGED)
        more = self._link(page, discourse_json.more_topics(data)) if discourse_json.more_topics(data) else None
        following = more if more and self._is_next(page, more) else None
        return ListingPage(rows, json_address(following) if following and as_json else following)

    def _html_listing(self, document: Selector, page: Page) -> ListingPage:
        link, date = partial(self._link, page), self._dates(page, ())
        found = discourse_html.find_rows(document, self.css)
        rows = tuple(row for node in found if (row := discourse_html.read_row(node, self.css, link, date)))
        if rows and not _legible(rows):
            raise PageRefused(SiteState.LAYOUT_CHANGED)
        if not rows:
            self._check_empty(document, page, marked=not found and bool(document.css(self.css["listing"])))
        return ListingPage(rows, next(iter(self._further(document, page, lambda to: to.kind == "list")), None))

    def _json_thread(self, topic: Data, page: Page, *, as_json: bool) -> ThreadPage:
        date, nodes = self._dates(page, ()), discourse_json.posts(topic) or []
        posts = tuple(discourse_json.read_post(node, date) for node in nodes)
        if not readable(posts):
            raise PageRefused(SiteState.LAYOUT_CHANGED)
        number = discourse_json.id_of(topic) or self.native_id(page.url)
        slug = discourse_json.text_of(topic, "slug")
        first = topic_address(root_of(page.url), slug, number, json=as_json) if number else page.url
        next_url, last_url = discourse_json.other_pages(topic, page, first)
        return ThreadPage(
            native_id=number,
            title=discourse_json.text_of(topic, "title"),
            posts=posts,
            next_url=next_url,
            last_url=last_url,
            standing=discourse_json.read_standing(nodes[0]),
        )

    def _html_thread(self, document: Selector, nodes: list[Selector], topic: Data | None, page: Page) -> ThreadPage:
        """Read the posts as they are shown; what the script is given knows the last page, and the author's standing."""
        if not nodes:
            raise ThreadMissing if document.css(self.css["missing"]) else refuse_thread(document, self.name)
        date = self._dates(page, ())
        posts = tuple(discourse_html.read_post(node, self.css, date) for node in nodes)
        if not readable(posts):
            raise PageRefused(SiteState.LAYOUT_CHANGED)
        number = self.native_id(page.url)
        further = self._further(document, page, lambda to: to.kind == "topic" and number in (None, to.number))
        next_url, last_url = next(iter(further), None), max(further, key=_page_of, default=None)
        own, standing = read_address(page.url), None
        if topic is not None and own and discourse_json.id_of(topic) == own.number:
            next_url, last_url = discourse_json.other_pages(topic, page, own.first)
            posts, standing = discourse_json.with_ids(posts, topic)
        return ThreadPage(
            native_id=number,
            title=first_words(document.css(self.css["thread_title"])) or _named(document),
            posts=posts,
            next_url=next_url,
            last_url=last_url,
            standing=standing,
        )

    def _own(self, document: Selector, page: Page) -> Page:
        """Give the page under its own address."""
        return self._renamed(document, page, partial(self._link, page), _NAMED)

    def _further(self, document: Selector, page: Page, fits: Fits) -> list[str]:
        """Give the links to later pages of the same, named so."""
        links = (self._link(page, attribute(node, "href")) for node in document.css(self.css["next"])[:_LINKS])
        read = ((url, read_address(url)) for url in links if url)
        return [url for url, to in read if to and to.plain and fits(to) and self._is_next(page, url)]

    def _is_next(self, page: Page, url: str) -> bool:
        return self.allows(url) and _page_of(url) > _page_of(page.url)


def _named(document: Selector) -> str:
    """Give the title where a theme or an older version has no heading of its own for it."""
    return next(filter(None, (first_words(document.css(css)) for css in _TITLES)), "")


def _page_of(url: str) -> int:
    address = read_address(url)
    return address.page if address else 0


def _legible(rows: tuple[Row, ...]) -> bool:
    """Hold rows to their contract: an id and a title each; older pages show neither authors nor dates, but replies."""
    shown = any(row.author or row.last_activity or row.replies is not None for row in rows)
    return shown and all(row.native_id and row.title for row in rows)
