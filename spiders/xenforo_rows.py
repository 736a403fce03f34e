"""A XenForo forum's list of threads: its rows.

What XenForo's own scripts need (`js-threadListItem-12`, `id="thread-12"`, `data-author`, `data-preview-url`) stands in
every theme; names of classes that only style come with fallbacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from parsel import Selector

from spiders.dates import Date
from spiders.dom import attribute, count, first_words, not_nested, words
from spiders.links import Link
from spiders.listing import Row
from spiders.xenforo_dates import first_time
from spiders.xenforo_urls import place, thread_address

SELECTORS = {
    "row": "[class*='js-threadListItem-'], .structItem--thread, .discussionListItem",
    "title": ".structItem-title a, .articlePreview-title a, .titleText .title a, h3.title a",
    "prefix": ".label, .prefix, [class*='label--']",
    "author": ".structItem-minor .username, .articlePreview-by .username, .posterDate .username, .username",
    "posted": ".structItem-startDate, .articlePreview-meta, .startDate, .posterDate",
    "replies": ".structItem-cell--meta dl, .stats dl, .articlePreview-replies a[title]",
    "last_activity": ".structItem-cell--latest, .lastPost",
    "sticky": ".structItem-status--sticky, .iconKey .sticky",
    "locked": ".structItem-status--locked, .iconKey .locked",
    "moved": ".structItem-status--redirect, .iconKey .redirect",
}
"""Of a row; within `row`, all but the first."""

_CLASS_ID = re.compile(r"(?:^|\s)js-threadListItem-(\d{1,12})(?:\s|$)")
_ID = re.compile(r"(?:js-)?thread-(\d{1,12})")
_POST_ID = re.compile(r"(?:(?:^|[/?])posts/|[/#]post-|goto/post\?id=)(\d{1,12})")
_MOST = 1000  # rows of a page
_LABELS = 8  # of a title
_MARKS = ("data-tp-primary", "data-preview-url", "data-previewurl")
_MARKED = ", ".join(f"[{name}]" for name in _MARKS)
_STICKIES = "ancestor::*[position() < 4][contains(@class, '--sticky')]"


def find_rows(document: Selector, css: dict[str, str]) -> list[Selector]:
    """Find the rows."""
    found = document.css(css["row"])
    if not found and css["row"] == SELECTORS["row"]:
        found = document.css(f"li[id^='thread-']:has({_MARKED})")
    return [row for row in not_nested(found)[:_MOST] if not isinstance(row.root, str)]


def read_row(row: Selector, css: dict[str, str], link: Link, date: Date) -> Row | None:
    """Read a row; `None` for one that leads to no thread (advertisements, what is left of a deleted one)."""
    subject = next(_subjects(row, css["title"], link), None)
    if subject is None:
        return None
    node, url = subject
    found = place(url)
    labels = labels_of(node.xpath("parent::*")[0], css["prefix"])
    replies, views = (*map(_number, row.css(css["replies"])[:2]), None, None)[:2]
    names = attribute(row, "class").split()
    return Row(
        native_id=_shown_id(row) or (found.key if found else ""),
        url=thread_address(url),
        title=without(words(node), labels),
        prefix=" ".join(labels) or None,
        author=_author(row, css["author"]),
        replies=replies,
        views=views,
        posted=first_time(row.css(css["posted"]), date),
        last_activity=first_time(row.css(css["last_activity"]), date),
        last_post_id=_post_id(row.css(css["last_activity"])),
        sticky="sticky" in names or bool(row.css(css["sticky"]) or row.xpath(_STICKIES)),
        locked="locked" in names or bool(row.css(css["locked"])),
        moved="redirect" in names or bool(row.css(css["moved"])),
    )


def without(text: str, labels: Iterable[str]) -> str:
    """Take labels off the beginning of a title.

    >>> without("Sold Sale of the year", ["Sold"])
    'Sale of the year'
    """
    for label in labels:
        text = text.removeprefix(label).strip()
    return text


def _subjects(row: Selector, css: str, link: Link) -> Iterator[tuple[Selector, str]]:
    """Give the links that may be the title, best first, with their addresses: a label's link leads to the forum."""
    shown = _shown_id(row)
    for node in (*row.css(css), *row.css(_MARKED)):
        url = link(attribute(node, "href")) if attribute(node, "href") else None  # a text has none
        if not url or not words(node):
            continue
        found = place(url)
        if (found and found.kind == "thread" and shown in (None, found.key)) or (
            shown and not found and any(name in node.attrib for name in _MARKS)
        ):
            yield node, url


def _shown_id(row: Selector) -> str | None:
    """Give the id that a row shows for XenForo's scripts."""
    found = _CLASS_ID.search(attribute(row, "class")) or _ID.fullmatch(attribute(row, "id"))
    return found[1] if found else None


def labels_of(holder: Selector, css: str) -> list[str]:
    """Give the labels in a title's element, each once: one may be of two elements."""
    return list(dict.fromkeys(filter(None, map(words, not_nested(holder.css(css))[:_LABELS]))))


def _number(pair: Selector) -> int | None:
    """Read the number of a name and a number; "1K" is none."""
    value = None if isinstance(pair.root, str) else first_words(pair.css("dd"))
    return count(value or words(pair).rpartition(": ")[2])


def _author(row: Selector, css: str) -> str | None:
    """Give the display name: the attribute for XenForo's script has it of deleted accounts too."""
    shown = first_words(row.css(css))
    return (attribute(row, "data-author").strip() or shown) if css == SELECTORS["author"] else shown


def _post_id(last: Iterable[Selector]) -> str | None:
    links = (href for node in last if not isinstance(node.root, str) for href in node.css("a::attr(href)").getall())
    return next((found[1] for href in links if (found := _POST_ID.search(href))), None)
