"""A phpBB forum's list of topics: its rows, in prosilver's lists and in the tables of subsilver2 and phpBB 2."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from parsel import Selector

from spiders.dates import Date
from spiders.dom import attribute, count, first_words, not_nested, outside, squeeze, words
from spiders.links import Link, parameters
from spiders.listing import Moment, Row
from spiders.phpbb_dates import bare_date, first_date
from spiders.phpbb_urls import post_id, thread_address, thread_id

SELECTORS = {
    "title": "a.topictitle, .topictitle a, [class*='topic-title'] a, [class*='topic_title'] a",
    "author": ".topic-poster, .topicauthor, .name",
    "posted": "time[datetime]",
    "replies": ".posts",
    "views": ".views",
    "last_activity": ".lastpost",
}
"""Of a row; within it, all but the first."""

NAMES = "[class*='username'], a[href*='mode=viewprofile'], a[href*='profile.php'], a[href*='-u'], a[href*='member']"
"""What holds a member's or a guest's name."""

_UP = 40
_MOST = 1000  # rows of a page
_ROW = "(ancestor::*[self::li or self::tr or self::article])[last()]"
_CELL = "(ancestor::*[self::dt or self::td])[last()]"
_BESIDE = ("responsive-show", "lastpost", "pagination")
_STATUS = (  # few of each: libxml2 compares all of one with all of another
    "@class | dl[position() < 9]/@class | dl[position() < 9]/@style | dl[position() < 9]/dt[position() < 9]/@style"
    " | (td[1]/descendant-or-self::*/@*[name() = 'class' or name() = 'style' or name() = 'src'])[position() < 41]"
)
_TYPE = ".//b[not(ancestor::a)]"
_STICKY = re.compile(r"(?<![a-z])sticky", re.IGNORECASE)
_LOCKED = re.compile(r"(?<![a-z])lock(?:ed)?(?![a-z])", re.IGNORECASE)
_MOVED = re.compile(
    r"(?<![a-z])moved(?![a-z])|verschoben|перемещ|перенес|déplacé|movido|spostat|przenies|taşındı|移动|移動",
    re.IGNORECASE,
)
_BEFORE = "preceding-sibling::node()[self::text() or (self::* and not(descendant-or-self::a))]"
_INSIDE = "*[1][contains(@class, 'prefix') or contains(@class, 'label') or contains(@class, 'badge')]"
_NO_PREFIX = re.compile(r"\[ .{1,40} \]|.*:")  # "[ Poll ]" and "Sticky:" are phpBB's own
_BY = re.compile(
    r"^(?:by|von|par|de|por|di|da|przez|autor:?|door|av|af|od|oleh|yazan:?|gönderen|от|автор:?|від|napsal(?:\(a\))?)\s",
    re.IGNORECASE,
)
_BEHIND = "following-sibling::text()[position() < 4] | ../following-sibling::text()[position() < 3]"
_BARE = "text()[contains(., '»')][position() < 9] | (div/text()[contains(., '»')])[position() < 9]"

Found = tuple[Selector, Selector, str]


def find_rows(document: Selector, css: dict[str, str], link: Link) -> list[Found]:
    """Find the rows, each with its title's link and that link's address; a row within a row is none."""
    rows: dict[Any, Found] = {}
    for subject, url in _subjects(document, css["title"], link):
        row = next(iter(subject.xpath(_ROW)), None)
        if row is not None:
            rows.setdefault(row.root, (row, subject, url))
    outer = (
        found for root, found in rows.items() if not any(each in rows for each in islice(root.iterancestors(), _UP))
    )
    return list(islice(outer, _MOST))


def read_row(found: Found, css: dict[str, str], date: Date) -> Row:
    """Read a row."""
    row, subject, url = found
    cell = next(iter(subject.xpath(_CELL)), row)
    author, posted = _opened(row, subject, cell, css, date)
    replies, views = row.css(css["replies"]), row.css(css["views"])
    columns = [] if replies else _columns(cell)
    last = row.css(css["last_activity"]) or row.xpath("(.//*[self::td or self::dd])[last()]")
    links = (href for node in not_nested(last) for href in node.css("a::attr(href)").getall())
    status = _status(row, cell)
    prefix, title = split_title(subject)
    return Row(
        native_id=thread_id(url) or "",
        url=thread_address(url),
        title=title,
        prefix=prefix,
        author=author,
        replies=_number(replies) if replies else next(iter(columns), None),
        views=_number(views) if replies else next(iter(columns[1:]), None),
        posted=posted,
        last_activity=first_date(last, date),
        last_post_id=next(filter(None, map(post_id, links)), None),
        sticky=bool(_STICKY.search(status)),
        locked=bool(_LOCKED.search(status)),
        moved=bool(_MOVED.search(status)),
    )


def _subjects(document: Selector, css: str, link: Link) -> Iterator[tuple[Selector, str]]:
    """Give the links that are titles by their class; where none is, all that lead to a thread and to no post of it."""
    by_class = [*_to_threads(document.css(css), link)]
    anchors = document.css("li a[href], tr a[href], article a[href]") if not by_class else []
    yield from by_class or (found for found in _to_threads(anchors, link) if "p" not in parameters(found[1]))


def _to_threads(nodes: Iterable[Selector], link: Link) -> Iterator[tuple[Selector, str]]:
    for node in nodes:
        url = link(attribute(node, "href")) if node.root.tag == "a" else None
        if url and thread_id(url) and words(node):
            yield node, url


def _opened(
    row: Selector, subject: Selector, cell: Selector, css: dict[str, str], date: Date
) -> tuple[str | None, Moment | None]:
    """Give who opened the thread, and when. Who posted last stands beside it, hidden for narrow screens."""
    stamp = first_date(outside(row.css(css["posted"]), *_BESIDE), date)
    name = next(_names(row, cell, css["author"]), None)
    if name is not None:
        behind = (bare_date(text, date) for text in name.xpath(_BEHIND).getall())
        return words(name), stamp or next(filter(None, behind), None) or date(attribute(subject, "title"))
    for text in cell.xpath(_BARE).getall():  # a guest's name is bare text in old versions: "by NAME » DATE"
        before, _, behind_mark = text.partition("»")
        return _BY.sub("", squeeze(before)) or None, stamp or bare_date(behind_mark, date)
    return None, stamp or date(attribute(subject, "title"))


def _names(row: Selector, cell: Selector, css: str) -> Iterator[Selector]:
    """Give what may hold the author's name, best first."""
    holders = [*outside(row.css(css), *_BESIDE)]
    for holder in not_nested(holders):
        yield from (node for node in holder.css(NAMES) if words(node))
    yield from (node for node in holders if words(node) and not node.xpath("text()[contains(., '»')]"))
    others = cell.xpath("following-sibling::td[following-sibling::td]")
    for area in (cell, *others):
        yield from (node for node in outside(area.css(NAMES), *_BESIDE) if words(node) and not _leads_to_thread(node))


def _leads_to_thread(node: Selector) -> bool:
    return thread_id(attribute(node, "href")) is not None


def _status(row: Selector, cell: Selector) -> str:
    """Give the names of classes and images, and the words before the title, that show a thread's kind and state."""
    return " ".join([*row.xpath(_STATUS).getall()[:40], *map(words, cell.xpath(_TYPE)[:3])]).replace("_", " ")


def split_title(subject: Selector) -> tuple[str | None, str]:
    """Give prefix and title: a label before the link or at its start; phpBB's own "Sticky:" is none."""
    title = words(subject)
    inside = first_words(subject.xpath(_INSIDE))
    if inside and title.startswith(inside) and title != inside:
        return inside, title.removeprefix(inside).strip()
    before = squeeze(" ".join(words(node) for node in subject.xpath(_BEFORE)))
    return None if not before or len(before) > 80 or _NO_PREFIX.fullmatch(before) else before, title


def _number(nodes: Iterable[Selector]) -> int | None:
    """Give the first number of a column; its heading stands beside it for narrow screens."""
    texts = (text for node in nodes for text in node.xpath("descendant::text()[not(ancestor::dfn)]").getall()[:9])
    return next((number for text in texts if (number := count(text)) is not None), None)


def _columns(cell: Selector) -> list[int]:
    """Give the numbers in the cells behind the title's: replies stand before views in every version."""
    cells = cell.xpath("following-sibling::td[not(descendant::*[contains(@class, 'name')])]")
    return [number for each in cells if (number := count(words(each))) is not None]
