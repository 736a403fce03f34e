"""An SMF topic's posts: found by `subject_34` and `msg_34`, which SMF's own scripts need for editing in place."""

from __future__ import annotations

import re

from parsel import Selector

from spiders.dom import attribute, first_words, outside, words
from spiders.listing import Post
from spiders.smf_dates import Date, first_date
from spiders.smf_rows import PROFILES, holders, innermost
from spiders.text import read_body

SELECTORS = {
    "post": ".post_wrapper",
    "post_author": "[class*='poster'] h4, .poster .username, .poster .name",
    "post_date": ".postinfo > a, .keyinfo h5 > a.smalltext, .keyinfo .smalltext, .keyinfo time, "
    "[id^='subject_'] ~ *, .postinfo, .keyinfo",
    "post_edited": "[id^='modified_'], .modified",
    "post_body": "[data-msgid], [id^='msg_'].inner, .post > .inner, .post, .inner",
    "standing": ".poster .title, .poster .membergroup, .poster .postgroup, .poster .postcount, .poster .karma",
}
"""Of a post; within `post`, all but the first."""

_ID = re.compile(r"(?:msg_?|subject_)(\d{1,12})")
_PIECES = 10
_BODY_ID = re.compile(r"msg_\d{1,12}")
_NOT_THE_HEAD = ("inner", "#msg_", "signature", "modified", "#modified_", "#subject_", "page_number")


def find_posts(document: Selector, css: dict[str, str]) -> list[Selector]:
    """Find the posts: by the selector, else by what holds one subject or one body."""
    nodes = [node for node in innermost(document.css(css["post"])) if node.css(css["post_body"])]
    if nodes:
        return nodes
    bodies = [node for node in document.css("[id^='msg_']:not(span)") if _BODY_ID.fullmatch(attribute(node, "id"))]
    marks = bodies or [node for node in document.css("[id^='subject_']") if _ID.fullmatch(attribute(node, "id"))]
    return [node for node in holders(marks) if node.css(css["post_body"])]


def read_post(post: Selector, css: dict[str, str], date: Date) -> Post | None:
    """Read a post; `None` when it has no body."""
    found = post.css(css["post_body"])
    if not found:
        return None
    by_id = [node for node in found if _BODY_ID.fullmatch(attribute(node, "id"))]
    body_node = (by_id or found)[0]
    body = read_body(body_node.get() or "")
    return Post(
        native_id=_native_id(post, body_node),
        author=_author(post, css["post_author"]),
        text=body.text,
        own_text=body.own_text,
        posted=first_date(outside(post.css(css["post_date"]), *_NOT_THE_HEAD), date),
        edited=first_date(outside(post.css(css["post_edited"]), "inner", "signature"), date),
    )


def read_standing(post: Selector, css: dict[str, str]) -> str | None:
    """Give what the page shows of the author's standing, one piece after the other."""
    return "; ".join(filter(None, map(words, post.css(css["standing"])[:_PIECES]))) or None


def _native_id(post: Selector, body: Selector) -> str | None:
    nodes = (body, post, *post.css("[id^='subject_']"), *post.xpath("parent::*[starts-with(@id, 'msg')]"))
    return next((found[1] for node in nodes if (found := _ID.fullmatch(attribute(node, "id")))), None)


def _author(post: Selector, css: str) -> str | None:
    """Give the display name: a profile link's text, or bare text for guests and deleted accounts."""
    holders_ = list(outside(post.css(css), "inner", "#msg_", "signature"))
    linked = first_words(link for holder in holders_ for link in holder.css(PROFILES))
    return linked or first_words(holders_) or first_words(outside(post.css(PROFILES), *_NOT_THE_HEAD))
