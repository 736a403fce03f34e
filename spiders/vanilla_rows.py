"""A Vanilla board's list of discussions: its rows, of a list ("modern") or of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from parsel import Selector

from spiders.dates import Date
from spiders.dom import apart, attribute, count, first_words, not_nested, words
from spiders.links import Link
from spiders.listing import Moment, Row
from spiders.vanilla_urls import Address, is_discussion, post_id, read_address

SELECTORS = {
    "row": "[id^='Discussion_'], .ItemDiscussion, .Discussions > .Item, .Announcements > .Item",
    "title": ".Title a[href], a.Title, h2 a[href], h3 a[href]",
    "prefix": ".PrefixDiscussion, .DiscussionPrefix",
    "author": ".FirstUser .UserLink, .FirstUser a[href*='/profile/'], .DiscussionAuthor a, .DiscussionAuthor",
    "posted": ".FirstUser time, .FirstUser .CommentDate, .DiscussionDate",
    "replies": ".CommentCount, .CountComments, .CountReplies",
    "views": ".ViewCount, .CountViews",
    "last_author": ".LastUser .UserLink, .LastCommentBy a",
    "last_activity": ".LastUser time, .LastUser .CommentDate, .LastCommentDate",
    "sticky": ".Tag-Announcement, .Meta .Announcement",
    "locked": ".Tag-Closed, .Meta .Closed",
}
"""Of a row; within `row`, all but the first."""

_ID = re.compile(r"Discussion_(\d{1,12})")
_COUNT = re.compile(r"\d[\d,.\s']{0,20}\d|\d")
_SHORT = re.compile(r"[KMB]\b", re.IGNORECASE)
_MOVED = re.compile(
    r"(?:Moved|Verschoben|Verplaatst|Déplacée?|Movido|Spostat[oa]|Przenies\w{3}|Перемещено|Taşındı|已移动) ?[:：]\s*",
    re.IGNORECASE,
)
"""What Vanilla writes before the title of the pointer that it leaves on the old board."""
_ASIDE = frozenset({"Panel", "PanelInfo", "PanelColumn", "PanelDiscussions"})
_MOST = 1000  # rows of a page
_LINKS = 50  # of a row


def find_rows(document: Selector, css: dict[str, str]) -> list[Selector]:
    """Find the rows; beside the list there may be boxes of other discussions."""
    found = not_nested(apart(document, css["row"], _ASIDE))[:_MOST]
    return [row for row in found if not isinstance(row.root, str)]


def read_row(row: Selector, css: dict[str, str], link: Link, date: Date) -> Row | None:
    """Read a row; `None` for one that leads to no discussion."""
    subject = next(_subjects(row, css["title"], link), None)
    if subject is None:
        return None
    node, url, address = subject
    prefix = first_words(row.css(css["prefix"]))
    replies, last = _count(row.css(css["replies"])), first_time(row.css(css["last_activity"]), date)
    locked = "Closed" in _classes(row) or bool(row.css(css["locked"]))
    title = words(node).removeprefix(prefix or "").strip()
    moved = _MOVED.match(title) if locked else None
    return Row(
        native_id=_shown_id(row) or (address.number if address else None) or "",
        url=url,
        title=title[moved.end() :] if moved else title,
        prefix=prefix,
        author=first_words(row.css(css["author"])) or (None if replies else first_words(row.css(css["last_author"]))),
        replies=replies,
        views=_count(row.css(css["views"])),
        posted=first_time(row.css(css["posted"]), date) or (last if replies == 0 else None),
        last_activity=last,
        last_post_id=next(filter(None, (post_id(href) for href in row.css("a::attr(href)").getall()[:_LINKS])), None),
        sticky="Announcement" in _classes(row) or bool(row.css(css["sticky"])),
        locked=locked,
        moved=bool(moved),
    )


def first_time(nodes: Iterable[Selector], date: Date) -> Moment | None:
    """Read the first time in some elements: as a machine is told it, else as the page shows it."""
    for node in nodes:
        inner = [] if isinstance(node.root, str) else node.css("time")
        told = (attribute(each, "datetime") for each in (node, *inner))
        if moment := next(filter(None, map(date, (*filter(None, told), words(node)))), None):
            return moment
    return None


def _subjects(row: Selector, css: str, link: Link) -> Iterator[tuple[Selector, str, Address | None]]:
    """Give the links that may be the title, each as the address of a first page.

    Where a site rewrites addresses its own way, the row's id has to do.
    """
    for node in row.css(css):
        url = link(attribute(node, "href")) if attribute(node, "href") else None
        if not url or not words(node):
            continue
        address = read_address(url)
        if address is None and _shown_id(row):
            yield node, url, None
        elif address is not None and is_discussion(address.first):
            yield node, address.first, address


def _shown_id(row: Selector) -> str | None:
    found = _ID.fullmatch(attribute(row, "id"))
    return found[1] if found else None


def _classes(row: Selector) -> list[str]:
    return attribute(row, "class").split()


def _count(nodes: Iterable[Selector]) -> int | None:
    """Read a count, exact in the title of a shortened one: "1.2K" alone would never change and is left out."""
    for node in nodes:
        titles = [] if isinstance(node.root, str) else node.css("[title]::attr(title)").getall()[:_LINKS]
        for text in (*titles, words(node)):
            found = _COUNT.search(text)
            if found and not _SHORT.match(text, found.end()) and (number := count(found[0])) is not None:
                return number
    return None
