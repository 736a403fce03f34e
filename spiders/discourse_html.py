"""Discourse's lists and topics in HTML: as search engines are shown them, or as its script had made them when saved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any
from urllib.parse import unquote

from parsel import Selector

from spiders.dates import Date
from spiders.discourse_urls import Address, read_address
from spiders.dom import attribute, count, first_words, not_nested, words
from spiders.links import Link
from spiders.listing import Moment, Post, Row
from spiders.text import read_body

ROWS = {
    "row": "tr.topic-list-item, .topic-list [itemprop='itemListElement']",
    "title": "a.title, a[itemprop='item'], a[itemprop='url']",
    "author": ".posters a[href]",
    "replies": ".replies, td.posts, span[title]",
    "views": "td.views, .views",
    "last_activity": "td.activity, td:last-child",
    "sticky": ".excerpt",
}
"""Of a row; within `row`, all but the first."""
POSTS = {
    "post": ".crawler-post, [itemtype$='/DiscussionForumPosting'], [itemtype$='/Comment'], [id^='post_']",
    "post_author": "[itemprop='author'] [itemprop='name'], .creator a, .creator b, .names a",
    "post_date": "[itemprop='datePublished'], [itemprop='dateCreated'], time, .post-date [data-time]",
    "post_edited": "[itemprop='dateModified']",
    "post_body": ".post, [itemprop='articleBody'], [itemprop='text'], .cooked",
    "position": "[itemprop='position']",
}
"""Of a post; within `post`, all but the first."""

_ID = re.compile(r"post_(\d{1,12})")
_NUMBER = re.compile(r"#?(\d{1,12})")
_MILLISECONDS = re.compile(r"\d{12,13}")
_COUNTED = re.compile(r"\((\d[\d,.]{0,14})\)")
_USER = re.compile(r"/u(?:sers)?/([^/?#]{1,200})/?(?:[?#]|$)")
_TIMED = "td.activity [data-time]"  # the script shows "5d"
_MOST = 1000  # rows or posts of a page
_UP = 40  # hostile nesting is deep


def find_rows(document: Selector, css: dict[str, str]) -> list[Selector]:
    """Find the rows, also of the table in which older versions have none but links."""
    return [row for row in _outer(document.css(css["row"])) if row.css(css["title"])]


def read_row(row: Selector, css: dict[str, str], link: Link, date: Date) -> Row | None:
    """Read a row; `None` for one that leads to no topic."""
    subject = next(_subjects(row, css["title"], link), None)
    if subject is None:
        return None
    title, address = subject
    last, states = (*row.css(_TIMED), *row.css(css["last_activity"])), attribute(row, "class").split()
    return Row(
        native_id=address.number or "",
        url=address.first,
        title=title,
        author=next(_users(row.css(css["author"])), None),
        replies=_replies(row.css(css["replies"])),
        views=next((number for node in row.css(css["views"]) if (number := count(words(node))) is not None), None),
        last_activity=next((moment for node in last if (moment := date(_time(node)))), None),
        sticky="pinned" in states or bool(row.css(css["sticky"])),
        locked="closed" in states or "archived" in states,
    )


def find_posts(document: Selector, css: dict[str, str]) -> list[Selector]:
    """Find the posts around their bodies: pages' links have their class, and they stand in the topic."""
    marked = {node.root: node for node in document.css(css["post"]) if not isinstance(node.root, str)}
    found: dict[Any, Selector] = {}
    for body in _bodies(document, css["post_body"]):
        around = chain([body.root], islice(body.root.iterancestors(), _UP))
        if (holder := next((element for element in around if element in marked), None)) is not None:
            found.setdefault(holder, marked[holder])
    outer = {node.root for node in not_nested(found.values())}
    inner = {node.root for node in not_nested(node for root, node in found.items() if root not in outer)}
    return [node for root, node in found.items() if root in outer or root in inner]  # deeper ones are nobody's posts


def read_post(post: Selector, css: dict[str, str], date: Date) -> Post:
    """Read a post. Its own id is not shown: its number in the topic stands for it."""
    body = read_body(next(node.get() or "" for node in _bodies(post, css["post_body"])))
    posted = _posted(post, css["post_date"], date)
    return Post(
        native_id=_native_id(post, css["position"]),
        author=first_words(post.css(css["post_author"])),
        text=body.text,
        own_text=body.own_text,
        posted=posted,
        edited=_edited(post.css(css["post_edited"]), posted, date),
    )


def _bodies(node: Selector, css: str) -> list[Selector]:
    """Give the texts of posts; in the page's head for machines a topic's opening stands again."""
    return [body for body in _outer(node.css(css)) if body.root.tag != "meta"]


def _outer(nodes: Iterable[Selector]) -> list[Selector]:
    return [node for node in not_nested(nodes)[:_MOST] if not isinstance(node.root, str)]


def _subjects(row: Selector, css: str, link: Link) -> Iterator[tuple[str, Address]]:
    for node in row.css(css):
        url = link(attribute(node, "href")) if attribute(node, "href") else None
        address = read_address(url) if url else None
        if address and address.kind == "topic" and words(node):
            yield words(node), address


def _users(nodes: Iterable[Selector]) -> Iterator[str]:
    """Give the names in links to users; the first is of who began the topic."""
    for node in nodes:
        if found := _USER.search(attribute(node, "href")):
            yield unquote(found[1])


def _replies(nodes: Iterable[Selector]) -> int | None:
    """Read the number of replies; older versions show in brackets how many posts there are."""
    for node in nodes:
        text = words(node)
        if found := _COUNTED.fullmatch(text):
            posts = count(found[1])
            return posts - 1 if posts else None
        if (number := count(text)) is not None:
            return number
    return None


def _posted(post: Selector, css: str, date: Date) -> Moment | None:
    """Read when a post was written: of one that was edited, the time that is seen is that of the edit."""
    nodes = (node for node in post.css(css) if attribute(node, "itemprop") != "dateModified")
    return next((moment for node in nodes if (moment := date(_time(node)))), None)


def _edited(nodes: Iterable[Selector], posted: Moment | None, date: Date) -> Moment | None:
    """Read when a post was edited; newer versions name a time also where it is that of writing."""
    moments = (date(_time(node)) for node in nodes)
    return next((moment for moment in moments if moment and not (posted and moment.at <= posted.at)), None)


def _time(node: Selector) -> str:
    """Give a time as machines are told it, milliseconds among them, else as it is shown."""
    told = attribute(node, "datetime") or attribute(node, "content")
    stamp = attribute(node, "data-time")
    if not told and _MILLISECONDS.fullmatch(stamp):
        told = datetime.fromtimestamp(int(stamp) // 1000, UTC).isoformat()
    return told or words(node)


def _native_id(post: Selector, css: str) -> str | None:
    shown = (_ID.fullmatch(attribute(post, "id")), *(_NUMBER.fullmatch(words(node)) for node in post.css(css)[:1]))
    return next((found[1] for found in shown if found), None)
