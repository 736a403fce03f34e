"""A FluxBB or PunBB forum's list of topics: its rows.

FluxBB and PunBB 1.2 make a table (`#vf`), PunBB 1.3 and 1.4 a list of blocks (`.main-item`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from parsel import Selector

from spiders.dates import Date
from spiders.dom import attribute, count, first_words, innermost, not_nested, outside, words
from spiders.fluxbb_urls import Address, post_id, read_address
from spiders.links import Link
from spiders.listing import Moment, Row

SELECTORS = {
    "row": "#vf tbody tr, .main-forum .main-item",
    "title": ".tclcon a[href], .item-subject h3 a[href], .tcl a[href]",
    "prefix": "[class*='prefix']",
    "author": ".byuser, .item-starter",
    "replies": ".tc2, .info-replies strong",
    "views": ".tc3, .info-views strong",
    "last_activity": ".tcr, .info-lastpost",
}
"""Of a row; within `row`, all but the first."""

PROFILES = "a[href*='profile.php?id='], a[href*='/user']"
_OTHERS = ("pagestext", "newtext", "item-nav")  # a row's links to later pages and to new posts
_MOST, _STEPS = 100, 8  # of links looked at, and of elements around each, where a style has no rows
_TIMED = re.compile(r"\d:\d\d|\d{4}")
_LAST = ("tcr", "lastpost")
_STATES = {"sticky": ("isticky", "stickytext", "sticky"), "locked": ("iclosed", "closedtext", "closed")}
_MOVED = ("imoved", "movedtext", "moved")
_NODES = 40  # in which a time is looked for


class Tools(NamedTuple):
    """What rows are read with."""

    css: dict[str, str]
    link: Link
    date: Date
    by: str
    """The page's word before a name ("by", "от"); "" when it has none."""


def find_rows(document: Selector, css: dict[str, str], link: Link) -> list[Selector]:
    """Find the rows that hold links (that of an empty board has none); by what links they hold, where a style has none.

    A row leads to a topic and to its last post; what stands beside it and leads to a topic is one too (moved topics).
    """
    found = innermost(document.css(css["row"]))
    rows = [row for row in found if not isinstance(row.root, str) and row.css("a[href]")]
    if rows or document.css(".postmsg, .entry-content"):
        return rows
    lasts = [each for each in document.css("a[href]") if post_id(attribute(each, "href"))][:_MOST]
    beside = {around.root: around for last in lasts for around in _beside(last, link)}
    return [row for row in beside.values() if any(_topics(row.css("a[href]"), link))]


def _beside(last: Selector, link: Link) -> Iterable[Selector]:
    """Give the innermost element around a link to a last post that leads to a topic too, with its neighbours."""
    for step in range(1, _STEPS):
        around = last.xpath(f"ancestor::*[{step}][not(self::body)]")
        hrefs = [each.get("href") or "" for each in itertools.islice(around[0].root.iter("a"), _MOST)] if around else []
        if len(hrefs) in (0, _MOST) or len({post_id(href) for href in hrefs} - {None}) > 1:
            return []
        if any(_topics(around.css("a[href]"), link)):
            return around.xpath("parent::*/*")[: 2 * _MOST]
    return []


def _topics(anchors: Iterable[Selector], link: Link) -> Iterator[tuple[Selector, Address]]:
    """Give the links to topics that have words, with their addresses; not those to later pages and to new posts."""
    for anchor in outside(anchors, *_OTHERS):
        url = link(attribute(anchor, "href"))
        address = read_address(url) if url else None
        if address and address.kind == "topic" and address.plain and words(anchor):
            yield anchor, address


def word_by(document: Selector, css: dict[str, str]) -> str:
    """Give the word that stands before every name of the page, in whatever language; "" where names stand alone."""
    shown = [words(node) for node in not_nested(document.css(css["author"]))[:_MOST]]
    firsts = {text.partition(" ")[0] for text in shown if text}
    return firsts.pop() if len(firsts) == 1 and all(" " in text for text in shown if text) else ""


def read_row(row: Selector, tools: Tools) -> Row | None:
    """Read a row; `None` for one that leads to no topic."""
    css = tools.css
    subject = next(_topics(itertools.chain(row.css(css["title"]), row.css("a[href]")), tools.link), None)
    if subject is None:
        return None
    anchor, address = subject
    last = row.css(css["last_activity"]) or row.xpath("*[last()]")
    last_id = next(filter(None, (post_id(href) for href in last.css("a::attr(href)").getall())), None)
    return Row(
        native_id=address.number,
        url=address.first,
        title=words(anchor),
        prefix=first_words(node for node in row.css(css["prefix"]) if words(node) != words(anchor)),
        author=_author(row, tools),
        replies=_count(row, css["replies"], 0),
        views=_count(row, css["views"], 1),
        last_activity=read_first(last.css("a") or last, tools.date),
        last_post_id=last_id,
        sticky=_has(row, _STATES["sticky"]),
        locked=_has(row, _STATES["locked"]),
        moved=_has(row, _MOVED) or (last_id is None and not words(last[0]).strip("- ") if last else False),
    )


def read_first(nodes: Iterable[Selector], date: Date) -> Moment | None:
    """Give the first time that the nodes show, in a `datetime` or `title` or in words."""
    texts = (
        text
        for node in itertools.islice(nodes, _NODES)
        for text in (attribute(node, "datetime"), attribute(node, "title"), words(node))
    )
    return next(filter(None, (date(text) for text in texts if _TIMED.search(text))), None)


def _author(row: Selector, tools: Tools) -> str | None:
    """Give the display name, which is plain text or, by a theme, a link, without the word before it."""
    holder = next(outside(row.css(tools.css["author"]), *_LAST), None)
    if holder is None:
        return first_words(outside(row.css(PROFILES), *_LAST))
    marked = first_words(holder.css("a")) or first_words(holder.css("cite"))
    text = words(holder)
    return marked or (text.removeprefix(tools.by).strip() if tools.by else text) or None


def _count(row: Selector, css: str, place: int) -> int | None:
    """Give a number by its class, else by its place among the row's cells that hold only one."""
    shown = row.css(css)
    if shown:
        return count(first_words(shown))
    numbers = [number for cell in row.xpath("*") if (number := count(words(cell))) is not None]
    return numbers[place] if len(numbers) > place else None


def _has(row: Selector, names: tuple[str, ...]) -> bool:
    """Say whether the row, or something in it, has one of the classes."""
    tests = " or ".join(f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')" for name in names)
    return bool(row.xpath(f"descendant-or-self::*[{tests}]"))
