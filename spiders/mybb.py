"""MyBB 1.6 and 1.8: the stock theme, and themes that keep what MyBB's own scripts need."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from itertools import islice
from typing import ClassVar

from parsel import Selector

from spiders import mybb_posts, mybb_rows, mybb_urls
from spiders.contract import PageRefused, open_page, readable, refuse_thread
from spiders.dates import Date
from spiders.dom import attribute, first_words, outside, squeeze, words
from spiders.engine import Engine
from spiders.listing import Kind, ListingPage, Page, SiteState, ThreadPage
from spiders.mybb_dates import shown

_LINKS = 1000  # looked at
_OWN = {
    "listing": "a[href*='sortby='], select[name='sortby'], input[name='sortby']",
    "next": "a.pagination_next, a[rel='next']",
    "pages": ".pagination a",
    "thread_title": "[class*='thread-info__name'], [class*='thread-title'], h1[class*='thread']",
    "thread_id": "a[href*='newreply'], a[href*='replyto'], a[href*='archive/index.php'], a[href*='printthread']",
}
_DATED = 400  # nodes with dates that are looked at for the order of day and month
_HEAD = "//*[@id='posts']/ancestor::table[1]//td[contains(@class, 'thead')]//strong[not(descendant::a)]"
_PERMALINK = "[id^='post_'] .post_head a[title]::attr(title)"
_RE = re.compile(r"^RE:\s*", re.IGNORECASE)
_NUMBER = re.compile(r"tid=(\d{1,12})|thread-(\d{1,12})")


Fits = Callable[[str], bool]


class MyBB(Engine):
    """Reads MyBB boards.

    Numeric dates are month first, MyBB's default, unless the site's file or the page's other dates say otherwise.
    """

    name: ClassVar[str] = "mybb"
    named_by_titles: ClassVar[bool] = True
    kind: ClassVar[Kind] = "thread"
    selectors_known: ClassVar[Mapping[str, str]] = {**_OWN, **mybb_rows.SELECTORS, **mybb_posts.SELECTORS}

    def listing(self, page: Page) -> ListingPage:
        """Read a page of a forum's threads; one without threads, which MyBB says in a row of its own, has no rows."""
        document = open_page(page, thread=False)
        link, date = partial(self._link, page), self._reader(document, page)
        found = mybb_rows.find_rows(document, self.css)
        rows = tuple(row for node in found if (row := mybb_rows.read_row(node, self.css, link, date)))
        self._check_rows(document, page, rows, found)
        return ListingPage(rows, self._next(document, page, self._same_forum(page)))

    def thread(self, page: Page) -> ThreadPage:
        """Read a page of a thread."""
        document = open_page(page, thread=True)
        nodes = mybb_posts.find_posts(document, self.css)
        date = self._reader(document, page)
        read = [mybb_posts.read_post(node, self.css, date) for node in nodes]
        posts = tuple(post for post in read if post)
        if not nodes:
            raise refuse_thread(document, self.name)
        if len(posts) < len(read) or not readable(posts):
            raise PageRefused(SiteState.LAYOUT_CHANGED)
        title, prefix = _title(document, self.css["thread_title"])
        return ThreadPage(
            native_id=self._thread_id(document, page),
            title=title,
            posts=posts,
            prefix=prefix,
            next_url=self._next(document, page, self._same_thread(page)),
            last_url=self._last(document, page),
            standing=mybb_posts.read_standing(nodes[0], self.css),
        )

    def native_id(self, url: str) -> str | None:
        """Give the number in the address, else the slug of an address made of the title."""
        return mybb_urls.thread_id(url)

    def allows(self, url: str) -> bool:
        """Allow pages of forums and threads; no jumps, posts, profiles, actions."""
        return mybb_urls.is_listing(url) or mybb_urls.is_thread(url)

    def _reader(self, document: Selector, page: Page) -> Date:
        """Give what reads the page's dates, in the order that its rows or its posts leave open."""
        dated = outside(document.css(self._dated), *mybb_posts.IN_BODY)
        return self._dates(page, (text for node in islice(dated, _DATED) for text in shown(node)), usual="MDY")

    @property
    def _dated(self) -> str:
        named = (self.css[key] for key in ("last_activity", "posted", "post_date", "post_edited"))
        return ", ".join((*named, mybb_posts.BARE_DATES))

    def _same_forum(self, page: Page) -> Fits:
        own = mybb_urls.forum_id(page.url)
        return lambda url: mybb_urls.is_listing(url) and mybb_urls.may_be_same(own, mybb_urls.forum_id(url))

    def _same_thread(self, page: Page) -> Fits:
        own = mybb_urls.thread_id(page.url)
        return lambda url: mybb_urls.is_thread(url) and mybb_urls.may_be_same(own, mybb_urls.thread_id(url))

    def _next(self, document: Selector, page: Page, fits: Fits) -> str | None:
        """Give the next page. A thread's page also holds, hidden in the breadcrumbs, the next page of its forum."""
        links = self._links(document, page, "next", fits)
        if links:
            return links[0]
        wanted = mybb_urls.page_number(page.url) + 1
        return next(
            (url for url in self._links(document, page, "pages", fits) if mybb_urls.page_number(url) == wanted), None
        )

    def _last(self, document: Selector, page: Page) -> str | None:
        links = self._links(document, page, "pages", self._same_thread(page))
        last = max(links, key=mybb_urls.page_number, default=None)
        return last if last and mybb_urls.page_number(last) > mybb_urls.page_number(page.url) else None

    def _links(self, document: Selector, page: Page, key: str, fits: Fits) -> list[str]:
        anchors = islice(outside(document.css(self.css[key]), "pagination_breadcrumb"), _LINKS)
        urls = (self._link(page, attribute(anchor, "href")) for anchor in anchors)
        return [url for url in urls if url and fits(url)]

    def _thread_id(self, document: Selector, page: Page) -> str | None:
        """Give the id that the page's own links show where its address holds only the title."""
        own = mybb_urls.thread_id(page.url)
        if own is not None and own.isdecimal():
            return own
        shown = [value for value in document.css("input[name='tid']::attr(value)").getall() if value.isdecimal()]
        links = (_NUMBER.search(attribute(node, "href")) for node in document.css(self.css["thread_id"])[:_LINKS])
        ids = [*shown, *(found[1] or found[2] for found in links if found)]
        return ids[0] if ids else own


def _title(document: Selector, css: str) -> tuple[str, str | None]:
    """Give title and prefix. The head of the posts' table holds both in one, the page's title only the title."""
    heads = (
        document.css(css),
        document.xpath(_HEAD),
        document.css(".navigation .active"),
        document.css("title"),
    )
    whole = next(filter(None, map(first_words, heads)), "")
    subjects = [
        *map(words, document.css("title")),
        *(_RE.sub("", squeeze(text)) for text in document.css(_PERMALINK).getall()),
    ]
    title = next((text for text in subjects if text and whole.endswith(text)), whole)
    return title, whole.removesuffix(title).strip() or None
