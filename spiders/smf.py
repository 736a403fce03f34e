"""SMF 2.0 and 2.1: the stock themes (Curve, Core, Curve2), and themes that keep what SMF's own scripts need."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import ClassVar

from parsel import Selector

from config.schema import Site
from spiders import smf_posts, smf_rows
from spiders.contract import PageRefused, open_page, readable, refuse, refuse_thread
from spiders.dom import attribute, count, first_words, words
from spiders.engine import Engine
from spiders.listing import Kind, ListingPage, Page, SiteState, ThreadPage
from spiders.smf_urls import Kind as About
from spiders.smf_urls import Urls

_OWN = {
    "listing": "#messageindex, #topic_container",
    "next": "link[rel='next']",
    "pages": ".pagelinks a, a.navPages, a.nav_page, [class*='pagination'] a, [class*='pages'] a",
    "thread_title": "[class*='navigate'] a, a.nav, [class*='linktree'] a, [id*='linktree'] a, [class*='breadcrumb'] a",
    "thread_id": "link[rel='canonical'], #quickModForm, form[action*='quickmod2'], a[href*='action=printpage']",
}
_TIMES = ".postinfo > a, .keyinfo .smalltext:not(.modified)"
_LOOKED_AT = 100  # of the dates that show their order
_LINKS = 1000  # looked at
_PAGE_SHOWN = (  # "[<b>2</b>]", and 2.1's own class
    "//*[contains(@class, 'current_page') or "
    "((self::strong or self::b) and starts-with(following-sibling::text()[1], ']'))]"
)
_RE = re.compile(r"^(?:re|aw|antw|sv|vs|odp|ynt|отв|ответ|відп|respuesta|回复|回覆)\s?[:：]\s*", re.IGNORECASE)
_TOPIC = re.compile(r"topic[=,](\d{1,12})")
_READ_TIMES = re.compile(r"\s*\([^()]{0,40}\d[^()]{0,20}\)\s*$")

Fits = Callable[[str], bool]


class Smf(Engine):
    """Reads SMF boards. Dates are in words by default; the order of others is the site file's, or a page's own."""

    name: ClassVar[str] = "smf"
    named_by_titles: ClassVar[bool] = True
    kind: ClassVar[Kind] = "thread"
    selectors_known: ClassVar[Mapping[str, str]] = {**_OWN, **smf_rows.SELECTORS, **smf_posts.SELECTORS}

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        plain = Urls(site.addresses)
        self._urls = plain.taught(*(f"{address}{board.path}" for address in site.addresses for board in site.boards))

    def listing(self, page: Page) -> ListingPage:
        """Read a page of a board's topics; an empty board has no rows."""
        document = open_page(page, thread=False)
        marked = bool(document.css(self.css["listing"]))
        if not marked and smf_posts.find_posts(document, self.css):
            raise refuse(document)
        reader = smf_rows.Reader(
            css=self.css,
            link=partial(self._link, page),
            urls=self._urls.taught(page.url),
            date=self._dates(page, _shown(document, self.css["last_activity"])),
            started_by=smf_rows.started_by(document, self.css["author"]),
        )
        found = smf_rows.find_rows(document, reader)
        rows = tuple(row for node in found if (row := smf_rows.read_row(node, reader)))
        if rows and not any(row.author or row.last_activity for row in rows):
            raise PageRefused(SiteState.LAYOUT_CHANGED)
        if not rows:
            self._check_empty(document, page, marked=marked and not found)
        return ListingPage(rows, self._next(document, page, self._same(page, "board")))

    def thread(self, page: Page) -> ThreadPage:
        """Read a page of a topic."""
        document = open_page(page, thread=True)
        nodes = smf_posts.find_posts(document, self.css)
        date = self._dates(page, _shown(document, _TIMES))
        read = [smf_posts.read_post(node, self.css, date) for node in nodes]
        posts = tuple(post for post in read if post)
        if not nodes:
            raise refuse_thread(document, self.name)
        if len(posts) < len(read) or not readable(posts):
            raise PageRefused(SiteState.LAYOUT_CHANGED)
        own = self._thread_id(document, page)
        fits = self._same(page, "topic", own)
        return ThreadPage(
            native_id=own,
            title=self._title(document, page, own, nodes[0]),
            posts=posts,
            next_url=self._next(document, page, fits),
            last_url=self._last(document, page, fits),
            standing=smf_posts.read_standing(nodes[0], self.css),
        )

    def native_id(self, url: str) -> str | None:
        """Give the number of the topic: the part before the dot."""
        return self._urls.thread_id(url)

    def allows(self, url: str) -> bool:
        """Allow pages of boards and topics; no jumps, posts, profiles, actions."""
        return self._urls.is_page(url, "board") or self._urls.is_page(url, "topic")

    def _same(self, page: Page, kind: About, own: str | None = None) -> Fits:
        """Give the test of addresses that are pages of what this page is of."""
        urls = self._urls.taught(page.url)
        here = urls.read(page.url)
        numbers = {None, own, here.id if here and here.kind == kind else None}

        def fits(url: str) -> bool:
            found = urls.read(url)
            return (
                found is not None and found.kind == kind and found.page and (len(numbers) == 1 or found.id in numbers)
            )

        return fits

    def _next(self, document: Selector, page: Page, fits: Fits) -> str | None:
        """Give the next page: of the pages that are linked the first behind this one. 2.0's `rel=next` is a topic."""
        here = self._start(document, page, fits)
        behind = [(start, url) for start, url, _ in self._pages(document, page, fits) if start > here]
        return min(behind, key=lambda pair: pair[0])[1] if behind else None

    def _last(self, document: Selector, page: Page, fits: Fits) -> str | None:
        here = self._start(document, page, fits)
        last = max(self._pages(document, page, fits), key=lambda found: found[0], default=None)
        return last[1] if last and last[0] > here else None

    def _start(self, document: Selector, page: Page, fits: Fits) -> int:
        """Give the offset of this page: its address's, or for a jump what the number of the page shown says."""
        here = self._urls.taught(page.url).read(page.url)
        if here and here.start is not None:
            return here.start
        current = next((number for node in document.xpath(_PAGE_SHOWN) if (number := count(words(node)))), 1)
        numbered = [(number, start) for start, _, number in self._pages(document, page, fits) if number and number > 1]
        sizes = {start // (number - 1) for number, start in numbered}
        return min(sizes, default=0) * (current - 1)

    def _pages(self, document: Selector, page: Page, fits: Fits) -> Iterator[tuple[int, str, int | None]]:
        """Give offset, address and shown number of the pages that are linked."""
        urls = self._urls.taught(page.url)
        for node in (*document.css(self.css["pages"])[:_LINKS], *document.css(self.css["next"])[:_LINKS]):
            url = self._link(page, attribute(node, "href"))
            found = urls.read(url) if url and fits(url) else None
            if url and found and found.start is not None:
                yield found.start, url, count(words(node))

    def _thread_id(self, document: Selector, page: Page) -> str | None:
        """Give the number that the address shows, else the one in the page's own links and forms, else the name."""
        own = self._urls.taught(page.url).thread_id(page.url)
        if own is not None and own.isdecimal():
            return own
        fields = document.css("input[name='sd_topic']::attr(value), input[name='topic']::attr(value)").getall()
        links = (
            attribute(node, "href") or attribute(node, "action")
            for node in document.css(self.css["thread_id"])[:_LINKS]
        )
        shown = (self._urls.thread_id(link) or _topic(link) for link in links)
        return next((value for value in (*fields, *shown) if value and value.isdecimal()), own)

    def _title(self, document: Selector, page: Page, own: str | None, post: Selector) -> str:
        """Give the topic's subject: of the breadcrumbs the one that leads here, else the heading's, else the post's."""
        urls = self._urls.taught(page.url)
        known = {own, urls.thread_id(page.url)} - {None}
        for node in document.css(self.css["thread_title"])[:_LINKS]:
            url = self._link(page, attribute(node, "href"))
            if url and urls.thread_id(url) in known and words(node):
                return words(node)
        subject = _RE.sub("", first_words(post.css("[id^='subject_']")) or "")
        head = first_words(document.css("#top_subject")) or ""
        return (
            subject
            if subject and subject in head
            else _bare(head) or subject or first_words(document.css("title")) or ""
        )


def _shown(document: Selector, css: str) -> Iterator[str]:
    """Give texts that show in which order the board writes day and month; nothing that its users wrote."""
    return (words(node) for node in document.css(css)[:_LOOKED_AT])


def _bare(head: str) -> str:
    """Cut "Topic: " and "(Read 12 times)" off a heading that has both."""
    found = _READ_TIMES.search(head)
    return (head[: found.start()].partition(": ")[2] or head[: found.start()]) if found else head


def _topic(link: str) -> str | None:
    found = _TOPIC.search(link)
    return found[1] if found else None
