"""phpBB 2 to 3.3: prosilver, subsilver2 and subSilver, and themes that keep what phpBB's own links and scripts need."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar

from parsel import Selector

from spiders import phpbb_posts, phpbb_rows, phpbb_urls
from spiders.contract import PageRefused, legible, open_page, readable, refuse_thread
from spiders.dates import Date
from spiders.dom import attribute, first_words, words
from spiders.engine import Engine
from spiders.listing import Kind, ListingPage, Page, SiteState, ThreadPage
from spiders.phpbb_dates import bare_texts, shown_zone

_OWN = {
    "listing": "#forum-search, a[href*='mode=post'], [name='st'], [name='topicdays']",
    "next": "a[rel='next'], link[rel='next'], .next a, a.right-box",
    "pages": ".pagination a, .display-options a, .nav a, .gensmall a, .topic-actions a",
    "thread_title": ".topic-title a, a.titles, a.maintitle, #page-body h2 a, h1 a, h2 a, h3 a",
    "thread_id": "link[rel='canonical'], .topic-title a, a.titles, a.maintitle, #page-body h2 a, a[href*='mode=reply']",
}
_DATED = ".postprofile dd, .postdetails, .topicdetails, .topics dt"  # dates of any kind tell the order of figures
_LOOKED_AT = 300
_LINKS = 1000  # looked at
_RE = re.compile(r"^RE:\s*", re.IGNORECASE)
_REPLY = re.compile(r"[?&;]t=(\d{1,12})")

Fits = Callable[[str], bool]


class PhpBB(Engine):
    """Reads phpBB boards. Numeric dates are in the order that the site's file says: phpBB's default has month names."""

    name: ClassVar[str] = "phpbb"
    kind: ClassVar[Kind] = "thread"
    selectors_known: ClassVar[Mapping[str, str]] = {**_OWN, **phpbb_rows.SELECTORS, **phpbb_posts.SELECTORS}

    def listing(self, page: Page) -> ListingPage:
        """Read a page of a forum's topics, announcements among them; a forum without topics has no rows."""
        document = open_page(page, thread=False)
        date = self._reader(document, page)
        found = phpbb_rows.find_rows(document, self.css, partial(self._link, page))
        rows = tuple(phpbb_rows.read_row(each, self.css, date) for each in found)
        if rows and not legible(rows):
            raise PageRefused(SiteState.LAYOUT_CHANGED)
        if not rows:
            self._check_empty(document, page, marked=bool(document.css(self.css["listing"])))
        own = phpbb_urls.forum_id(page.url)
        pages = self._pages(document, page, lambda url: phpbb_urls.is_listing(url) and phpbb_urls.forum_id(url) == own)
        return ListingPage(rows, pages[0] if pages else None)

    def thread(self, page: Page) -> ThreadPage:
        """Read a page of a topic."""
        document = open_page(page, thread=True)
        found = phpbb_posts.find_posts(document, self.css)
        date = self._reader(document, page)
        posts = tuple(phpbb_posts.read_post(post, self.css, date) for post in found)
        if not posts:
            raise refuse_thread(document, self.name)
        if not readable(posts):
            raise PageRefused(SiteState.LAYOUT_CHANGED)
        own = phpbb_urls.thread_id(page.url) or self._shown_id(document, page)
        pages = self._pages(document, page, lambda url: phpbb_urls.is_thread(url) and phpbb_urls.thread_id(url) == own)
        prefix, title = self._title(document, page, own)
        return ThreadPage(
            native_id=own,
            title=title,
            posts=posts,
            prefix=prefix,
            next_url=pages[0] if pages else None,
            last_url=pages[-1] if pages else None,
            standing=phpbb_posts.read_standing(found[0], self.css),
        )

    def native_id(self, url: str) -> str | None:
        """Give the number in the address; `None` for one that holds only a post's."""
        return phpbb_urls.thread_id(url)

    def allows(self, url: str) -> bool:
        """Allow pages of forums and topics; no jumps, print views, profiles, actions."""
        return phpbb_urls.is_listing(url) or phpbb_urls.is_thread(url)

    def _reader(self, document: Selector, page: Page) -> Date:
        """Give what reads the page's dates: zone and order of figures as the site's file says, else as shown."""
        dated = f"{self.css['last_activity']}, {self.css['post_date']}, {_DATED}"
        texts = (text for node in document.css(dated)[:_LOOKED_AT] for text in bare_texts(node))
        return self._dates(page, texts, zone=partial(shown_zone, document))

    def _pages(self, document: Selector, page: Page, fits: Fits) -> list[str]:
        """Give the later pages that this one links to, in order: the next one is always among them."""
        nodes = (*document.css(self.css["next"])[:_LINKS], *document.css(self.css["pages"])[:_LINKS])
        urls = (self._link(page, attribute(node, "href")) for node in nodes)
        here = phpbb_urls.start(page.url)
        later = {phpbb_urls.start(url): url for url in urls if url and fits(url) and phpbb_urls.start(url) > here}
        return [later[start] for start in sorted(later)]

    def _shown_id(self, document: Selector, page: Page) -> str | None:
        """Give the id that the page's own links show where its address holds only a post's."""
        urls = (self._link(page, attribute(node, "href")) for node in document.css(self.css["thread_id"])[:_LINKS])
        ids = (phpbb_urls.thread_id(url) or _replied_to(url) for url in urls if url)
        return next(filter(None, ids), None)

    def _title(self, document: Selector, page: Page, own: str | None) -> tuple[str | None, str]:
        """Give prefix and title: the head's link to the thread itself, else the first post's subject."""
        for node in document.css(self.css["thread_title"])[:_LINKS]:
            url = self._link(page, attribute(node, "href"))
            if url and words(node) and phpbb_urls.thread_id(url) == own:
                prefix, title = phpbb_rows.split_title(node)
                return prefix, _RE.sub("", title)
        heads = (".topic-title", ".maintitle", "[id^='p'] h3", "#page-body h2", "title")
        return None, _RE.sub("", next(filter(None, (first_words(document.css(head)) for head in heads)), ""))


def _replied_to(url: str) -> str | None:
    found = _REPLY.search(url)
    return found[1] if found else None
