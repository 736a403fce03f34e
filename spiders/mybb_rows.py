"""A MyBB forum's list of threads: its rows.

Ids and classes that MyBB's own scripts need (`tid_12`, `whoPosted`, `inline_row`) stand in every theme; names of
classes that only style come with fallbacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from parsel import Selector, SelectorList

from spiders.dates import Date
from spiders.dom import attribute, count, first_words, innermost, nearest, node_of, not_nested, outside, squeeze, words
from spiders.frames import ROW_FRAMES, holders
from spiders.links import Link
from spiders.listing import Row
from spiders.mybb_dates import first_date
from spiders.mybb_urls import is_thread, thread_address, thread_id

SELECTORS = {
    "row": ".inline_row",
    "title": "[id^='tid_'] a, a[id^='tid_'], a[class*='subject_'], [class*='thread-name'], [class*='thread_title'] a",
    "author": ".author",
    "posted": ".thread_start_datetime, [class*='thread-date'], [class*='start_date'], [class*='start-date']",
    "replies": "a[onclick*='whoPosted'], a[href*='whoposted']",
    "last_activity": ".lastpost, [class*='last-post'], [class*='last_post']",
}
"""Of a row; within `row`, all but the first."""

PROFILES = "a[href*='action=profile'], a[href*='user-'], a[href*='User-']"
_ID = re.compile(r"tid_(\d{1,12})")
_POST_ID = re.compile(r"(?:[?&]pid=|#pid|-post-)(\d{1,12})")
_LOCKED = re.compile(r"(?:close|lock)folder")
_MOVED = re.compile(r"movefolder")
_FOLDERS = "descendant-or-self::*/@class | descendant::img/@src"  # MyBB 1.6 shows the state by an image's name alone
_ALT = "descendant-or-self::img[not(ancestor-or-self::a)]/@alt"
_BESIDE = (  # in the title's cell, beside the title
    "ancestor::td[1]//*[self::span or self::small or self::time][not(descendant-or-self::*[starts-with(@id, 'tid_')])]"
    "[not(ancestor::*[starts-with(@id, 'tid_')])]"
)
_BEHIND_REPLIES = (
    "ancestor::td[1]/following-sibling::td[1] | "
    "self::*[not(ancestor::td)]/ancestor-or-self::*[following-sibling::*][1]/following-sibling::*[1]"
)
_BARE = "node()[self::text() or (self::* and not(descendant-or-self::*[contains(@class, 'date')]))]"
_MOST = 1000  # rows of a page
_CELLS = 20
_SUBJECTS = 3000  # of a page: a theme gives a row several
_LINKS = 100  # of a row
_BY = re.compile(r"^by\s+", re.IGNORECASE)


def find_rows(document: Selector, css: dict[str, str]) -> list[Selector]:
    """Find the rows by their class, else by what holds a thread's subject."""
    rows = innermost(document.css(css["row"]))
    if rows:
        return rows[:_MOST]
    subjects = document.css("[id^='tid_']")[:_SUBJECTS]
    cells = (nearest(subject.root, "tr", "li", "article") for subject in subjects)
    found = [node_of(cell) for cell in dict.fromkeys(cells) if cell is not None]
    return (found or holders(subjects, ROW_FRAMES))[:_MOST]


def read_row(row: Selector, css: dict[str, str], link: Link, date: Date) -> Row | None:
    """Read a row; `None` for one that leads to no thread (announcements, links to elsewhere)."""
    subject = next(_subjects(row, css["title"], link), None)
    if subject is None:
        return None
    node, url = subject
    replies = row.css(css["replies"])
    last = row.css(css["last_activity"])
    folders = row.xpath(_FOLDERS).getall()
    return Row(
        native_id=_native_id(node, url),
        url=thread_address(url),
        title=words(node),
        prefix=_prefix(node),
        author=_author(row, css["author"]),
        replies=count(first_words(replies)) if replies else _column(row, 0),
        views=_views(replies) if replies else _column(row, 1),
        posted=first_date(row.css(css["posted"]) or node.xpath(_BESIDE), date),
        last_activity=first_date(last or row.xpath("td[last()]"), date),
        last_post_id=_post_id(last),
        sticky=bool(row.xpath("descendant-or-self::*[contains(@class, 'sticky')]")),
        locked=any(map(_LOCKED.search, folders)),
        moved=any(map(_MOVED.search, folders)),
    )


def _subjects(row: Selector, css: str, link: Link) -> Iterator[tuple[Selector, str]]:
    """Give the links that may be the title, best first, with their addresses."""
    for node in (*row.css(css)[:_LINKS], *row.css("a[href]")[:_LINKS]):
        anchor = node if node.root.tag == "a" else next(iter(node.xpath("(ancestor::a | descendant::a)[1]")), None)
        url = link(attribute(anchor, "href")) if anchor is not None else None
        if anchor is not None and url and words(anchor) and is_thread(url):
            yield anchor, url


def _native_id(subject: Selector, url: str) -> str:
    """Give the id that the row shows, else what the address holds."""
    shown_ids = (_ID.fullmatch(value) for value in subject.xpath("ancestor-or-self::*/@id").getall()[::-1])
    return next((found[1] for found in shown_ids if found), None) or thread_id(url) or ""


def _prefix(subject: Selector) -> str | None:
    """Give the label before the title: text, or the alternative text of an image; never links or "Moved:"."""
    holder = subject.xpath("(ancestor-or-self::*[starts-with(@id, 'tid_')])[last()]")
    anchor = holder[0] if holder else subject
    before = anchor.xpath("preceding-sibling::node()[self::text() or (self::* and not(self::a))]")
    text = squeeze(" ".join(words(node) or " ".join(node.xpath(_ALT).getall()) for node in before))
    return None if not text or text.endswith(":") or len(text) > 80 else text


def _author(row: Selector, css: str) -> str | None:
    """Give the display name: a link's text, or bare text for a deleted account."""
    holder = not_nested(row.css(css))
    linked = next(filter(None, (first_words(_within(holder, inner)) for inner in (PROFILES, "a"))), None)
    if linked:
        return linked
    bare = holder[0].xpath(_BARE) if holder else []
    name = _BY.sub("", squeeze("".join(words(node) + " " for node in bare))).rstrip(", ")
    return name or first_words(outside(row.css(PROFILES), "last*"))


def _within(holders: Iterable[Selector], css: str) -> Iterator[Selector]:
    return (node for holder in holders for node in holder.css(css))


def _views(replies: SelectorList[Selector]) -> int | None:
    """Give the number in the cell behind the replies; themes without tables hold each in an element of its own."""
    cells = (cell for node in replies[:_CELLS] for cell in node.xpath(_BEHIND_REPLIES))
    return count(first_words(cells))


def _column(row: Selector, index: int) -> int | None:
    """Give a number of the row by its place: replies stand before views in every theme seen."""
    numbers = [number for cell in row.xpath("td") if (number := count(words(cell))) is not None]
    return numbers[index] if len(numbers) > index else None


def _post_id(last: Iterable[Selector]) -> str | None:
    links = (href for node in not_nested(last) for href in node.css("a::attr(href)").getall())
    return next((found[1] for href in links if (found := _POST_ID.search(href))), None)
