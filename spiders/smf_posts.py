"""An SMF topic's posts: found by `subject_34` and `msg_34`, which SMF's own scripts need for editing in place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsel import Selector

from spiders.dates import Date
from spiders.dom import attribute, first_words, innermost, outside, words
from spiders.frames import POST_FRAMES, above, holders
from spiders.listing import Post
from spiders.smf_dates import first_date
from spiders.smf_rows import PROFILES, member
from spiders.text import read_body

SELECTORS = {
    "post": ".post_wrapper",
    "post_author": "[class*='poster'] h4, [class*='poster'] h3, .poster .username, .poster .name, li.member",
    "post_date": ".postinfo > a, .keyinfo h5 > a.smalltext, .keyinfo .smalltext, .keyinfo time, .postinfo, .keyinfo",
    "post_edited": "[id^='modified_'], .modified",
    "post_body": "[data-msgid], [id^='msg_'].inner, .post > .inner, .post, .inner",
    "standing": ".poster .title, .poster .membergroup, .poster .postgroup, .poster .postcount, .poster .karma",
}
"""Of a post; within `post`, all but the first."""

_ID = re.compile(r"(?:msg_?|subject_)(\d{1,12})")
_PIECES = 10
_BESIDE = ("following-sibling::*", "preceding-sibling::*", "../preceding-sibling::*")
_BODY_ID = re.compile(r"msg_\d{1,12}")
_NOT_THE_HEAD = ("inner", "#msg_*", "signature", "modified", "#modified_*", "#subject_*", "page_number")


def find_posts(document: Selector, css: dict[str, str]) -> list[Selector]:
    """Find the posts: by the selector, else by what holds one subject or one body."""
    nodes = [node for node in innermost(document.css(css["post"])) if node.css(css["post_body"])]
    if nodes:
        return nodes
    bodies = [node for node in document.css("[id^='msg_']:not(span)") if _BODY_ID.fullmatch(attribute(node, "id"))]
    subjects = [node for node in document.css("[id^='subject_']") if _ID.fullmatch(attribute(node, "id"))]
    marks = subjects if len(subjects) > len(bodies) else bodies
    return [node for node in holders(marks, POST_FRAMES) if node.css(css["post_body"])]


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
        posted=first_date(_heads(post, body_node, css["post_date"]), date),
        edited=first_date(outside(post.css(css["post_edited"]), "inner", "signature"), date),
    )


def read_standing(post: Selector, css: dict[str, str]) -> str | None:
    """Give what the page shows of the author's standing, one piece after the other."""
    return "; ".join(filter(None, map(words, post.css(css["standing"])[:_PIECES]))) or None


def _native_id(post: Selector, body: Selector) -> str | None:
    nodes = (body, post, *post.css("[id^='subject_']"), *post.xpath("parent::*[starts-with(@id, 'msg')]"))
    return next((found[1] for node in nodes if (found := _ID.fullmatch(attribute(node, "id")))), None)


def _heads(post: Selector, body: Selector, css: str) -> Iterator[Selector]:
    """Give what may show the time: by the selector, then what stands beside the subject; never what holds the body."""
    around = set(above(body.root))
    beside = (node for way in _BESIDE for node in post.xpath(f".//*[starts-with(@id, 'subject_')]/{way}"))
    found = (node for node in (*post.css(css), *beside) if node.root not in around)
    return outside(found, *_NOT_THE_HEAD)


def _author(post: Selector, css: str) -> str | None:
    """Give the display name: a profile link's text, or bare text for guests and deleted accounts."""
    holders_ = list(outside(post.css(css), "inner", "#msg_*", "signature"))
    linked = member(link for holder in holders_ for link in holder.css(PROFILES))
    elsewhere = (nodes for nodes in (post.css(PROFILES), post.css("h3, h4, b, strong")))
    found = (member(outside(nodes, *_NOT_THE_HEAD, "keyinfo", "smalltext")) for nodes in elsewhere)
    return linked or first_words(holders_) or next(filter(None, found), None)
