"""An SMF board's list of topics: its rows.

SMF's own scripts need `msg_34` (of the topic's first message) around the subject; the rest is found by its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from parsel import Selector

from spiders.dates import Date
from spiders.dom import attribute, count, first_words, innermost, outside, squeeze, words
from spiders.frames import ROW_FRAMES, above, holders
from spiders.links import Link
from spiders.listing import Row
from spiders.smf_dates import first_date
from spiders.smf_urls import Urls

SELECTORS = {
    "row": "#topic_container > *, #messageindex tr",
    "title": "span[id^='msg_'] a, [class*='message_index_title'] a",
    "author": ".starter, .info_block p, .subject p, [class*='topic_starter'], .info p",
    "stats": "[class*='stats'], .replies, .views",
    "last_activity": "[class*='lastpost'], [class*='last_post'], [class*='last-post'], [class*='LastPost']",
}
"""Of a row; within `row`, all but the first."""

PROFILES = "a[href*='action=profile'], a[href*='/profile/'], a[href*='action,profile']"
_STARTER = "a[href*='sort=starter'], a[href*='sort,starter']"
_POST_ID = re.compile(r"(?:#msg|\.msg|[?;&]msg=|/msg)(\d{1,12})")
_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:[., \u00a0\u202f']\d{3}){1,4}(?!\d)|(?<![\d.,])\d{1,12}(?![\d])")
_STICKY = re.compile(r"(?<![^\s_.-])(?:sticky(?:bg2?|icon\d*)?|pinned|pushpin|thumb-?tack)(?![^\s_.-])")
_LOCKED = re.compile(r"(?<![^\s_.-])lock(?:ed)?(?:bg2?|icon\d*)?(?![^\s_.-])")
_MOVED = re.compile(r"(?<![^\s_.-])moved?(?![^\s_.-])")
_BY = re.compile(r"(?:started by|by|autor:?|von|par|por|da|от|автор:?)\s+", re.IGNORECASE)
_MOVED_TITLE = re.compile(r"(?:[^:a-zа-я]{3,30}|moved|verschoben|перемещено|déplacé|movido|spostato):\s+(?=\S)")
_STAT = re.compile(
    r"(?:[^\d:]{0,40}:?[^\d:]{0,3}(?:\d{1,3}(?:[.,' \u00a0\u202f]\d{3}){1,4}|\d{1,12})[^\d:]{0,40}){1,2}"
)
_NO_STAT = ("lastpost", "last_post", "last-post", "LastPost", "#pages*", "#msg*", "moderation")
_UP_TO_A_TIME = 3
_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Reader:
    """What all rows of a page are read with."""

    css: dict[str, str]
    """The selectors."""
    link: Link
    """Makes an address absolute."""
    urls: Urls
    """Reads it."""
    date: Date
    """Reads a time."""
    started_by: str
    """The words before a row's author, as the head of the list has them; "" when it does not show them."""


def started_by(document: Selector, author: str) -> str:
    """Give the words before each author, in the board's language: the column's head, else what stands before a member.

    `author`: the selector.
    """
    head = first_words(document.css(_STARTER))
    return head or next(filter(None, map(_words_before, islice(document.css(author), _LOOKED_AT))), "")


def _words_before(holder: Selector) -> str:
    """Give the words before a member's name: those that stand before a guest's, in the board's language."""
    for link in holder.css(PROFILES)[:1]:
        return squeeze(" ".join(link.xpath("preceding-sibling::text()").getall()[-1:]))
    return ""


def find_rows(document: Selector, reader: Reader) -> list[Selector]:
    """Find the rows: what holds one subject. Rows of child boards and of who is viewing hold none."""
    css, subjects = reader.css, document.css("span[id^='msg']")
    if subjects and css["row"] == SELECTORS["row"]:
        return holders(subjects, ROW_FRAMES)
    rows = innermost(document.css(css["row"]))
    return [row for row in rows if row.css(css["title"]) or row.css("a[href*='topic']")] or _linked(document, reader)


def _linked(document: Selector, reader: Reader) -> list[Selector]:
    """Find the rows by the first link to each topic's first page, where a theme left all marks out of a list."""
    first: dict[str, Selector] = {}
    for node in document.css("a[href*='topic']") if document.css(_STARTER) else []:
        url = reader.link(attribute(node, "href"))
        found = reader.urls.read(url) if url else None
        if found and found.kind == "topic" and found.page and not found.start and words(node):
            first.setdefault(found.id, node)
    return holders(first.values(), ROW_FRAMES)


def read_row(row: Selector, reader: Reader) -> Row | None:
    """Read a row; `None` for one that leads to no topic."""
    subject = _subject(row, reader)
    if subject is None:
        return None
    node, url = subject
    address = reader.urls.read(url)
    if address is None:
        return None
    marks, title = _marks(row), words(node)
    moved = bool(_MOVED.search(marks))
    last = row.css(reader.css["last_activity"]) or _around_last_link(row, node)
    replies, views = _stats(row, reader.css["stats"], last)
    return Row(
        native_id=address.id,
        url=address.first,
        title=_MOVED_TITLE.sub("", title, count=1) if moved else title,
        prefix=_prefix(node),
        author=_author(row, reader),
        replies=replies,
        views=views,
        last_activity=first_date(last or row.xpath("td[last()]"), reader.date),
        last_post_id=_post_id(last),
        sticky=bool(_STICKY.search(marks)),
        locked=bool(_LOCKED.search(marks)),
        moved=moved,
    )


def _subject(row: Selector, reader: Reader) -> tuple[Selector, str] | None:
    """Give the link that is the title, with its address."""
    for node in (*row.css(reader.css["title"]), *row.css("a[href]")):
        url = reader.link(attribute(node, "href"))
        if url and words(node) and reader.urls.is_page(url, "topic"):
            return node, url
    return None


def _prefix(subject: Selector) -> str | None:
    """Give the label that a mod puts before the title, in the subject's own element."""
    before = subject.xpath("ancestor::span[starts-with(@id, 'msg')][1]/node()[following-sibling::a]")
    text = squeeze(" ".join(words(node) for node in before if node.root is not subject.root))
    return text if text and len(text) <= 80 else None


def _marks(row: Selector) -> str:
    """Give what marks a row: classes, ids and file names of icons."""
    elements = list(_shown(row.root))
    icons = [element.get("src", "").rpartition("/")[2] for element in elements if element.tag == "img"]
    named = [element.get(name, "") for element in elements for name in ("class", "id")]
    return " ".join(filter(None, (*named, *icons)))


def _shown(root: Any) -> Iterator[Any]:
    """Give a row's elements, without a moderator's buttons: these bear the same icons."""
    stack = [root]
    while stack:
        element = stack.pop()
        if isinstance(element.tag, str) and "moderation" not in element.get("class", ""):
            yield element
            stack.extend(element)


def _author(row: Selector, reader: Reader) -> str | None:
    """Give the display name: a profile link's text, or bare text for guests and deleted accounts."""
    holder = list(outside(row.css(reader.css["author"]), "lastpost", "last_post"))
    linked = member(link for node in holder for link in node.css(PROFILES))
    if linked:
        return linked
    bare = next(filter(None, map(_own_text, holder)), "")
    name = bare.removeprefix(reader.started_by).lstrip(": ") if reader.started_by else bare
    name = _BY.sub("", name, count=1) if name == bare else name
    return name or member(outside(row.css(PROFILES), "lastpost", "last_post"))


def member(links: Iterable[Selector]) -> str | None:
    """Give the name in links to a profile: of the one whose title holds it too, as SMF writes them, else the first."""
    named = [(words(link), attribute(link, "title")) for link in islice(links, _LOOKED_AT)]
    sure = (name for name, title in named if name and name != title and name in title)
    return next(sure, None) or next((name for name, _ in named if name), None)


def _own_text(node: Selector) -> str:
    """Give an element's words without its page links."""
    parts = node.xpath("node()[self::text() or (self::* and not(starts-with(@id, 'pages') or self::small))]")
    return squeeze(" ".join(words(part) for part in parts))


def _stats(row: Selector, css: str, last: list[Selector]) -> tuple[int | None, int | None]:
    """Give replies and views: they stand in this order, with their names around them or without."""
    texts = [squeeze(text) for cell in row.css(css) for text in cell.xpath(".//text()").getall()]
    numbers = [_number(found[0]) for text in texts for found in _NUMBER.finditer(text)]
    if len(numbers) < 2:
        numbers = _bare_stats(row, last)
    return (numbers[0], numbers[1]) if len(numbers) > 1 else (None, None)


def _bare_stats(row: Selector, last: list[Selector]) -> list[int]:
    """Give the numbers that stand for themselves or with one word each, outside of links and of the last post."""
    elsewhere = {element for node in last for element in node.root.iter()}
    cells = [number for cell in row.xpath("td") if (number := count(words(cell))) is not None]
    if len(cells) > 1:
        return cells
    holders_ = outside(row.xpath(".//*[text()[normalize-space()]][not(self::a)]"), *_NO_STAT)
    texts = (squeeze(text) for node in holders_ if node.root not in elsewhere for text in node.xpath("text()").getall())
    return [_number(found[0]) for text in texts if _STAT.fullmatch(text) for found in _NUMBER.finditer(text)]


def _around_last_link(row: Selector, subject: Selector) -> list[Selector]:
    """Give what is around the link to the last post, the nearest first, but nothing that holds the subject too."""
    links = [node for node in row.css("a[href*='msg'], a[href*='#new']") if _POST_ID.search(attribute(node, "href"))]
    around = links[-1].xpath("ancestor-or-self::*")[::-1][:_UP_TO_A_TIME] if links else []
    outer = {row.root, *above(subject.root)}
    return [node for node in around if node.root not in outer]


def _number(text: str) -> int:
    return int("".join(char for char in text if char.isdecimal()))


def _post_id(last: Iterable[Selector]) -> str | None:
    links = (href for node in last for href in node.css("a::attr(href)").getall())
    return next((found[1] for href in links if (found := _POST_ID.search(href))), None)
