"""vBulletin 3, 4, 5 and 6: the stock styles, and styles that keep what vBulletin's own scripts need."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import ClassVar, NamedTuple

from parsel import Selector

from config.schema import Site
from spiders import vbulletin_posts, vbulletin_rows
from spiders.contract import PageRefused, open_page, readable, refuse_thread
from spiders.dates import Date
from spiders.dom import address_of, attribute, count, first_words, stepwise, words
from spiders.engine import Engine
from spiders.links import path_of
from spiders.listing import Kind, ListingPage, Page, SiteState, ThreadPage
from spiders.vbulletin_dates import shown_times, shown_zone, usual_order
from spiders.vbulletin_posts import Found
from spiders.vbulletin_urls import is_channel, is_plain_list, list_address, page_number, place, same_list, same_page

_OWN = {
    "listing": "#threadslist, #threadlist, #above_threadlist, .threadlist, .topic-list, .topic-list-container",
    "next": "a[rel='next'], link[rel='next'], a.js-pagenav-next-button",
    "pages": ".pagination a, .pagenav a, .threadpagenav a, [class*='pagenav'] a",
    "thread_title": ".threadtitle, h1[class*='main-title'], td.navbar strong, .navbar strong, .lastnavbit, h1",
}
_NAMED = "link[rel='canonical']::attr(href), meta[property='og:url']::attr(content)"
_TOOLS = (
    "a[href*='printthread.php']::attr(href), a[href*='do=addsubscription']::attr(href), "
    "a[href*='whoposted']::attr(href), .pagenav td[title*='showthread.php']::attr(title)"
)
_SCRIPTS = "//script[contains(., 'showthread.php?t=')]/text()"
_RELATIVE = re.compile(r"RELPATH = .{0,40}?showthread\.php\?t=(\d{1,12})")
_THREAD = re.compile(r"[?&;](?:t|threadid)=(\d{1,12})\b")
_CURRENT = ".pagination .selected, .pagenav td.alt2 strong, .js-pagenav-current-button"
_OFF = frozenset({"h-disabled", "h-hide-imp", "disabled"})
_TITLES = 5  # looked at
_RE = re.compile(r"^(?:re|aw|antw|sv|vs|odp|ynt|отв|ответ|відп|respuesta|回复|回覆)\s?[:：]\s*", re.IGNORECASE)
_LINKS = 300

Fits = Callable[[str], bool]


class VBulletin(Engine):
    """Reads vBulletin boards. Order and zone of dates are the page's own where the site's file says none."""

    name: ClassVar[str] = "vbulletin"
    kind: ClassVar[Kind] = "thread"
    selectors_known: ClassVar[Mapping[str, str]] = {**_OWN, **vbulletin_rows.SELECTORS, **vbulletin_posts.SELECTORS}

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        urls = (f"{address.rstrip('/')}{board.path}" for address in site.addresses for board in site.boards)
        self._boards = {_list_path(url) for url in urls} - {""}

    def listing(self, page: Page) -> ListingPage:
        """Read a page of a forum's threads; one without threads has no rows."""
        document = open_page(page, thread=False)
        if vbulletin_posts.find_posts(document, self.css):
            raise PageRefused(SiteState.LAYOUT_CHANGED)  # a thread, with rows of similar ones
        link, date = self._links_of(document, page), self._dates_of(document, page)
        found = vbulletin_rows.find_rows(document, self.css)
        rows = tuple(row for node in found if (row := vbulletin_rows.read_row(node, self.css, link, date)))
        self._check_rows(document, page, rows, found)
        return ListingPage(rows, self._next(document, page, self._own(document, page), self._is_listing))

    def thread(self, page: Page) -> ThreadPage:
        """Read a page of a thread."""
        document = open_page(page, thread=True)
        found = vbulletin_posts.find_posts(document, self.css)
        if not found:
            raise refuse_thread(document, self.name)
        date = self._dates_of(document, page)
        posts = tuple(vbulletin_posts.read_post(each, self.css, date) for each in found)
        if not readable(posts):
            raise PageRefused(SiteState.LAYOUT_CHANGED)
        title, prefix = self._title(document, found)
        own = self._own(document, page)
        return ThreadPage(
            native_id=own.key,
            title=title,
            posts=posts,
            prefix=prefix,
            next_url=self._next(document, page, own, self._is_thread),
            last_url=self._last(document, page, own),
            standing=vbulletin_posts.read_standing(found[0], self.css),
        )

    def native_id(self, url: str) -> str | None:
        """Give the number in the address; `None` where it shows none."""
        found = place(url)
        return found.key if found and found.kind == "thread" and not self._is_board(url) else None

    def allows(self, url: str) -> bool:
        """Allow pages of forums and threads, and of the site's boards under whatever name; no jumps, no actions."""
        return self._is_listing(url) or self._is_thread(url)

    def _is_thread(self, url: str) -> bool:
        found = place(url)
        return found is not None and found.kind == "thread" and found.is_page and not self._is_board(url)

    def _is_listing(self, url: str) -> bool:
        found = place(url)
        return self._is_board(url) or is_channel(url) or bool(found and found.kind == "forum" and found.is_page)

    def _is_board(self, url: str) -> bool:
        """Say whether an address is that of one of the site's boards, but for its page."""
        return _list_path(url) in self._boards and is_plain_list(url)

    def _dates_of(self, document: Selector, page: Page) -> Date:
        """Give the reader of a page's dates: zone and order of figures as the site's file says, else as shown."""
        usual = usual_order(document)
        return self._dates(page, shown_times(document), usual=usual, zone=partial(shown_zone, document))

    def _next(self, document: Selector, page: Page, own: _Own, fits: Fits) -> str | None:
        """Give the next page: the link that says so, else the one that shows the next number."""
        named = [url for node, url in self._links(document, page, own, "next", fits) if not _is_off(node)]
        if named:
            return named[0]
        wanted = self._current(document, page) + 1
        shown = self._links(document, page, own, "pages", fits)
        return next((url for node, url in shown if count(words(node)) == wanted), None)

    def _last(self, document: Selector, page: Page, own: _Own) -> str | None:
        links = self._links(document, page, own, "pages", self._is_thread)
        numbered = [(count(words(node)) or page_number(url), url) for node, url in links if not _is_back(node)]
        last = max(numbered, key=lambda each: each[0], default=None)
        return last[1] if last and last[0] > self._current(document, page) else None

    def _current(self, document: Selector, page: Page) -> int:
        shown = (count(words(node)) for node in stepwise(document, _CURRENT)[:_LINKS])
        return next(filter(None, shown), None) or page_number(page.url)

    def _links(self, document: Selector, page: Page, own: _Own, key: str, fits: Fits) -> Iterator[tuple[Selector, str]]:
        """Give links to other pages of what this page is of, with their addresses."""
        link = self._links_of(document, page)
        here = {url for url in (page.url, *own.addresses) if url}
        for node in stepwise(document, self.css[key])[:_LINKS]:
            href = address_of(node)
            url = link(href) if href and not href.startswith("#") else None
            if url and not same_page(url, page.url) and fits(url):
                found = place(url)
                if any(same_list(each, url) for each in here) or (found and own.key and found.key == own.key):
                    yield node, url

    def _own(self, document: Selector, page: Page) -> _Own:
        """Give what a page says of itself: its address and the id of its thread."""
        link = self._links_of(document, page)
        named = [url for href in document.css(_NAMED).getall() if (url := link(href))]
        key = _told_id(document) or next(filter(None, map(self.native_id, (page.url, *named))), None)
        return _Own(tuple(filter(self.allows, named)), key)

    def _title(self, document: Selector, posts: list[Found]) -> tuple[str, str | None]:
        """Give title and prefix, which are parted by markup, or by the title that a post bears itself."""
        head = next((node for node in self._heads(document) if words(node)), None)
        whole = words(head) if head is not None else _without_board(first_words(document.css("title")) or "")
        if head is not None and (parted := _parted(head, whole)):
            return parted[0], vbulletin_rows.label(parted[1])
        bare = (_RE.sub("", title) for each in posts[:_TITLES] if (title := vbulletin_posts.own_title(each)))
        title = next((each for each in bare if whole.endswith(f" {each}")), whole)
        return title, vbulletin_rows.label(whole.removesuffix(title))

    def _heads(self, document: Selector) -> Iterator[Selector]:
        return iter(stepwise(document, self.css["thread_title"])[:_LINKS])


class _Own(NamedTuple):
    """What a page says of itself."""

    addresses: tuple[str, ...]
    key: str | None
    """The id of its thread; `None` where it tells none."""


def _told_id(document: Selector) -> str | None:
    """Give the thread's id that a page tells its script or its tools."""
    script = (_RELATIVE.search(text) for text in document.xpath(_SCRIPTS).getall())
    tools = (_THREAD.search(href) for href in (node.root for node in stepwise(document, _TOOLS)[:_LINKS]))
    return next((found[1] for found in (*script, *tools) if found), None)


def _list_path(url: str) -> str:
    return path_of(list_address(url)).rstrip("/")


def _is_off(node: Selector) -> bool:
    """Say whether a link is the one to the next page that version 5 keeps, and hides, on the last."""
    return attribute(node, "data-page") == "0" or not _OFF.isdisjoint(attribute(node, "class").split())


def _is_back(node: Selector) -> bool:
    return attribute(node, "rel") in ("start", "prev", "first")


def _without_board(title: str) -> str:
    """Cut the board's name off a page's title, which stands behind the thread's."""
    return title.rpartition(" - ")[0] or title


def _parted(head: Selector, whole: str) -> tuple[str, str] | None:
    """Part a heading where its prefix or its title is an element of its own."""
    if isinstance(head.root, str):
        return None
    labels = [text for node in head.css("[class*='prefix']")[:_TITLES] if (text := words(node))]
    linked = next((text for node in head.css("a")[:_TITLES] if (text := words(node))), "")
    if not labels and whole.endswith(f" {linked}"):
        return (linked, whole.removesuffix(linked).strip()) if linked else None
    first = head.xpath("*[1][normalize-space()][not(preceding-sibling::text()[normalize-space()])]")
    labels = labels or [words(node) for node in first if not node.css("a") and node.root.tag != "a"]
    prefix = " ".join(labels)
    rest = whole.removeprefix(prefix).strip() if prefix and whole.startswith(prefix) else ""
    return (rest, prefix) if rest else None
