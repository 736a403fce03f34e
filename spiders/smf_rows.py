"""An SMF board's list of topics: its rows.

SMF's own scripts need `msg_34` (of the topic's first message) around the subject; the rest is found by its place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from parsel import Selector

from spiders.dom import attribute, count, first_words, outside, squeeze, words
from spiders.listing import Row
from spiders.smf_dates import Date, first_date
from spiders.smf_urls import is_page, read_address

SELECTORS = {
    "row": "#topic_container > *, #messageindex tr",
    "title": "span[id^='msg_'] a, [class*='message_index_title'] a",
    "author": ".starter, .info_block p, .subject p, [class*='topic_starter'], .info p",
    "stats": ".board_stats, .stats, .replies, .views",
    "last_activity": ".lastpost, [class*='last_post'], [class*='last-post']",
}
"""Of a row; within `row`, all but the first."""

PROFILES = "a[href*='action=profile'], a[href*='/profile/'], a[href*='action,profile']"
_STARTER = "a[href*='sort=starter'], a[href*='sort,starter']"
_POST_ID = re.compile(r"(?:#msg|\.msg|[?;&]msg=|/msg)(\d{1,12})")
_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:[., \u00a0\u202f']\d{3}){1,4}(?!\d)|(?<![\d.,])\d{1,12}(?![\d])")
_STICKY = re.compile(r"(?<![^\s_.-])sticky(?:bg2?|icon\d*)?(?![^\s_.-])")
_LOCKED = re.compile(r"(?<![^\s_.-])lock(?:ed)?(?:bg2?|icon\d*)?(?![^\s_.-])")
_MOVED = re.compile(r"(?<![^\s_.-])moved?(?![^\s_.-])")
_MOVED_TITLE = re.compile(r"[^:]{1,30}:\s+(?=\S)")
_BY = re.compile(r"(?:started by|by|autor:?|von|par|por|da|от|автор:?)\s+", re.IGNORECASE)
_MAX_UP = 15
_FRAME_TAGS = frozenset({"form", "table", "tbody", "body", "html", "main"})
_FRAMES = frozenset({"messageindex", "topic_container", "forumposts", "main_content_section", "content_section"})

Link = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Reader:
    """What all rows of a page are read with."""

    css: dict[str, str]
    """The selectors."""
    link: Link
    """Makes an address absolute."""
    date: Date
    """Reads a time."""
    started_by: str
    """The words before a row's author, as the head of the list has them; "" when it does not show them."""


def started_by(document: Selector) -> str:
    """Give the head of the author's column: the same words stand before each author, in the board's language."""
    return first_words(document.css(_STARTER)) or ""


def find_rows(document: Selector, css: dict[str, str]) -> list[Selector]:
    """Find the rows: what holds one subject. Rows of child boards and of who is viewing hold none."""
    subjects = document.css("span[id^='msg']")
    if subjects and css["row"] == SELECTORS["row"]:
        return holders(subjects)
    rows = innermost(document.css(css["row"]))
    return [row for row in rows if row.css(css["title"]) or row.css("a[href*='topic']")]


def holders(marks: Iterable[Selector]) -> list[Selector]:
    """Give, for each node, the widest element around it that holds no other of them and is no frame around all."""
    paths = [list(_above(node.root)) for node in marks]
    held = Counter(element for path in paths for element in path)
    found: dict[Any, None] = {}
    for path in paths:
        alone = list(takewhile(lambda element: held[element] == 1 and not _is_frame(element), path))
        whole = next((element for element in alone if element.tag in ("tr", "article")), None)
        if alone:
            found[alone[-1] if whole is None else whole] = None
    return [Selector(root=element, type="html") for element in found]


def innermost(nodes: Iterable[Selector]) -> list[Selector]:
    """Leave out nodes that hold others of them."""
    listed = list(nodes)
    outer = {element for node in listed for element in _above(node.root)}
    return [node for node in listed if node.root not in outer]


def _above(element: Any) -> Iterator[Any]:
    """Give the elements around one, a few only: hostile nesting is deep."""
    for _ in range(_MAX_UP):
        element = element.getparent()
        if element is None:
            return
        yield element


def _is_frame(element: Any) -> bool:
    """Say whether an element is around all rows or posts: it must not be taken for the only one's."""
    return element.tag in _FRAME_TAGS or element.get("id") in _FRAMES


def read_row(row: Selector, reader: Reader) -> Row | None:
    """Read a row; `None` for one that leads to no topic."""
    subject = _subject(row, reader)
    if subject is None:
        return None
    node, url = subject
    address = read_address(url)
    if address is None:
        return None
    marks, title = _marks(row), words(node)
    moved = bool(_MOVED.search(marks))
    replies, views = _stats(row, reader.css["stats"])
    last = row.css(reader.css["last_activity"])
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
        if url and words(node) and is_page(url, "topic"):
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
    linked = first_words(link for node in holder for link in node.css(PROFILES))
    if linked:
        return linked
    bare = next(filter(None, map(_own_text, holder)), "")
    name = bare.removeprefix(reader.started_by).lstrip(": ") if reader.started_by else bare
    name = _BY.sub("", name, count=1) if name == bare else name
    return name or first_words(outside(row.css(PROFILES), "lastpost", "last_post"))


def _own_text(node: Selector) -> str:
    """Give an element's words without its page links."""
    parts = node.xpath("text() | *[not(starts-with(@id, 'pages'))][not(self::small)]")
    return squeeze(" ".join(words(part) for part in parts))


def _stats(row: Selector, css: str) -> tuple[int | None, int | None]:
    """Give replies and views: they stand in this order, with their names around them or without."""
    texts = [squeeze(text) for cell in row.css(css) for text in cell.xpath(".//text()").getall()]
    numbers = [_number(found[0]) for text in texts for found in _NUMBER.finditer(text)]
    if not numbers:
        numbers = [number for cell in row.xpath("td") if (number := count(words(cell))) is not None]
    return (numbers[0], numbers[1]) if len(numbers) > 1 else (None, None)


def _number(text: str) -> int:
    return int("".join(char for char in text if char.isdecimal()))


def _post_id(last: Iterable[Selector]) -> str | None:
    links = (href for node in last for href in node.css("a::attr(href)").getall())
    return next((found[1] for href in links if (found := _POST_ID.search(href))), None)
