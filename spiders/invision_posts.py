"""An Invision topic's posts: found by `elComment_34`, which its scripts need, or `post_id_34` in version 3."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice, takewhile
from typing import Any

from parsel import Selector

from spiders.dates import Date
from spiders.dom import attribute, first_words, not_nested, squeeze, stepwise, words
from spiders.invision_dates import TIMES, first_time
from spiders.listing import Moment, Post
from spiders.notes import noted_date
from spiders.text import read_body

SELECTORS = {
    "post": "[id^='elComment_'], [id^='post_id_']",
    "post_author": (
        ".ipsComment_author .cAuthorPane_author, .cAuthorPane_author, .ipsEntry__username, "
        "[data-ips-hook='postUsername'], .author.vcard, .post_wrap > h3, .post_username"
    ),
    "post_date": (
        ".ipsComment_meta time, .ipsEntry__date time, .ipsEntry__meta time, .ipsPhotoPanel__secondary time, "
        "a[href*='findComment'] time, abbr.published, .posted_info"
    ),
    "post_edited": "[data-excludequote], .ipsEdited, .entry-content > .edit",
    "post_body": "[data-role='commentContent'], .entry-content, [itemprop='commentText']",
    "standing": (
        ".cAuthorPane_info li, .ipsEntry__group, .ipsEntry__authorStats li, .ipsEntry__authorFields li, "
        ".user_details li, .author_info .group_title, .author_info .user_title, .author_info .reputation"
    ),
}
"""Of a post; within `post`, all but the first."""

_ID = re.compile(r"(?:elComment_|post_id_|comment-)?(\d{1,12})(?:_wrap)?")
_WRAP = "[data-quotedata]"
_BODIES = "[itemprop='text'], .cPost_contentWrap, .ipsComment_content .ipsType_richText, .ipsEntry__post .ipsRichText"
_NAMES = "a[href*='profile'], a[href*='showuser='], a[href*='/user/'], .ipsUsername, strong"
_NOT_HEAD = frozenset(
    {
        "ipsType_richText", "ipsRichText", "entry-content", "signature", "ipsEntry__signature", "ipsEdited", "ipsQuote",
        "ipsEntry__authorFields", "cAuthorPane_info", "author_info",
    }
)  # fmt: skip
_UP = 40  # hostile nesting is deep
_MOST = 1000  # posts of a page
_PIECES = 30  # of an author's standing
_NOTES = 3
_QUOTE_DATA = 2000  # characters


def find_posts(document: Selector, css: dict[str, str]) -> list[Selector]:
    """Find the posts that have an id, each once; by what the quote button needs, where a theme renamed them."""
    nodes = _elements(document.css(css["post"]))
    found = {name: node for node in reversed(nodes) if (name := native_id(node))}
    if not found and css["post"] == SELECTORS["post"]:
        nodes = _elements(document.css(_WRAP))
        found = {name: node for node in reversed(nodes) if (name := native_id(node))}
    if found:
        return list(reversed(found.values()))
    return [node for node in nodes if css["post"] != SELECTORS["post"] and _body(node, css)]


def native_id(post: Selector) -> str | None:
    """Give the id that a post shows; `None` when it shows none."""
    names = (attribute(post, "id"), attribute(post, "data-commentid"))
    return next((found[1] for name in names if (found := _ID.fullmatch(name))), None)


def read_post(post: Selector, css: dict[str, str], date: Date) -> Post | None:
    """Read a post; `None` when it has no body."""
    node = _body(post, css)
    if node is None:
        return None
    body = read_body(node.get() or "")
    told = quote_data(post)
    return Post(
        native_id=native_id(post),
        author=_author(post, css["post_author"], told),
        text=body.text,
        own_text=body.own_text,
        posted=first_time(_heads(post, css["post_date"]), date) or _told_time(told),
        edited=_edited(stepwise(post, css["post_edited"])[:_NOTES], date),
    )


def read_standing(post: Selector, css: dict[str, str]) -> str | None:
    """Give what the page shows of the author's standing, one piece after the other."""
    pieces = not_nested(stepwise(post, css["standing"]))[:_PIECES]
    return "; ".join(dict.fromkeys(filter(None, map(_piece, pieces)))) or None


def quote_data(post: Selector) -> dict[str, Any]:
    """Give what a post tells the script of its quote button: its author, its time, its ids; {} where it does not."""
    own = attribute(post, "data-quotedata") or post.css(_WRAP).attrib.get("data-quotedata", "")
    try:
        told = json.loads(own) if len(own) <= _QUOTE_DATA else None
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _elements(nodes: Any) -> list[Selector]:
    return [node for node in not_nested(nodes)[:_MOST] if not isinstance(node.root, str)]


def _body(post: Selector, css: dict[str, str]) -> Selector | None:
    found = (node for key in (css["post_body"], _BODIES) for node in stepwise(post, key))
    return next(found, None)


def _author(post: Selector, css: str, told: dict[str, Any]) -> str | None:
    """Give the display name: of a heading that holds more, what the quote button is told is the name, else a link."""
    name = told.get("username")
    name = " ".join(name.split()) if isinstance(name, str) else ""
    head = next((node for node in stepwise(post, css) if words(node)), None)
    if head is None or isinstance(head.root, str):
        return words(head) if head else name or None
    if name and name in words(head):
        return name
    own = squeeze(" ".join(head.xpath("text()").getall()))
    return first_words(head.css(_NAMES)) or own or words(head)


def _edited(notes: list[Selector], date: Date) -> Moment | None:
    """Give the time of an edit: of an element of its own, in version 3 of words ("Edited by wren, 3 May, 09:04")."""
    told = (first_time(node.css(TIMES) if not isinstance(node.root, str) else [node], date) for node in notes)
    return next(filter(None, told), None) or next(filter(None, (noted_date(words(node), date) for node in notes)), None)


def _heads(post: Selector, css: str) -> Iterator[Selector]:
    """Give what may be the time of a post, best first."""
    yield from _outside(post, css)
    yield from _outside(post, TIMES)


def _outside(post: Selector, css: str) -> Iterator[Selector]:
    """Give a post's elements that do not stand in its text, a signature, or what is told of the author."""
    for node in stepwise(post, css):
        if isinstance(node.root, str):
            yield node
            continue
        around = takewhile(lambda element: element is not post.root, islice(node.root.iterancestors(), _UP))
        if all(_NOT_HEAD.isdisjoint((element.get("class") or "").split()) for element in (node.root, *around)):
            yield node


def _told_time(told: dict[str, Any]) -> Moment | None:
    """Give the time that the quote button is told, in seconds since 1970."""
    seconds = told.get("timestamp")
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 < seconds < 2**32:
        return None
    return Moment(datetime.fromtimestamp(seconds, UTC), "second")


def _piece(node: Selector) -> str:
    """Give the words of a piece; of a bare number what its title says of it."""
    text = words(node)
    if isinstance(node.root, str) or not text.replace(",", "").replace(".", "").isdecimal():
        return text
    told = node.xpath("descendant-or-self::*[@title]/@title").get() or ""
    return told if text in told else " ".join(filter(None, (told, text)))
