"""A MyBB thread's posts."""

from __future__ import annotations

import re
from itertools import islice

from parsel import Selector

from spiders.dates import Date
from spiders.dom import attribute, first_words, not_nested, outside
from spiders.listing import Moment, Post
from spiders.mybb_dates import first_date
from spiders.mybb_rows import PROFILES
from spiders.text import read_body

SELECTORS = {
    "post": "[id^='post_']",
    "post_author": ".author_information .largetext, [class*='user-profile'], .post_author .largetext, .post_author b",
    "post_date": ".post_date, [class*='post-date'], [class*='post__date'], time[datetime]",
    "post_edited": ".edited_post, [id^='edited_by_'], [id^='edited_by_'] .edited",
    "post_body": ".post_body, [id^='pid_'], [class*='post__body']",
    "standing": ".author_information > .smalltext, [class*='user-title'], .author_statistics, [class*='author-stats']",
}
"""Of a post; within `post`, all but the first."""

_ID = re.compile(r"(?:post|pid)_(\d{1,12})")
BARE_DATES = "[id^='post_'] .smalltext"
"""Where MyBB 1.4 and 1.6 write times without a name; and other things."""
IN_BODY = ("post_body", "#pid_*", "signature")
"""Marks of what the author wrote, as `outside` takes them."""
_UNDATED = (*IN_BODY, "post_author", "author_statistics", "#edited_by_*", "#post_meta_*")
_PIECES = 20  # of an author's standing
_MOST = 1000  # posts of a page
_NESTED = 20  # posts that stand in others where a theme closes its elements badly


def find_posts(document: Selector, css: dict[str, str]) -> list[Selector]:
    """Find the posts that have an id; where a theme left the ids out, whatever else the selector names."""
    nodes = document.css(css["post"])
    with_id = [node for node in nodes if _ID.fullmatch(attribute(node, "id"))][:_MOST]
    apart = not_nested(with_id)
    if len(with_id) - len(apart) > _NESTED:
        return apart
    return (
        with_id or [node for node in nodes if css["post"] != SELECTORS["post"] and node.css(css["post_body"])][:_MOST]
    )


def read_post(post: Selector, css: dict[str, str], date: Date) -> Post | None:
    """Read a post; `None` when it has no body."""
    bodies = post.css(css["post_body"])
    if not bodies:
        return None
    body = read_body(bodies[0].get() or "")
    return Post(
        native_id=_native_id(post, bodies[0]),
        author=_author(post, css["post_author"]),
        text=body.text,
        own_text=body.own_text,
        posted=first_date(outside(post.css(css["post_date"]), *IN_BODY), date) or _bare_date(post, date),
        edited=first_date(outside(post.css(css["post_edited"]), *IN_BODY), date),
    )


def read_standing(post: Selector, css: dict[str, str]) -> str | None:
    """Give what the page shows of the author's standing, one piece after the other."""
    nodes = not_nested(post.css(css["standing"]))[:_PIECES]
    lines = [line for node in nodes for line in read_body(node.get() or "").text.splitlines()]
    return "; ".join(filter(None, (line.strip() for line in lines))) or None


def _bare_date(post: Selector, date: Date) -> Moment | None:
    """Give the time that MyBB 1.4 and 1.6 write in a cell without a name, below the author."""
    times = (first_date([node], date) for node in islice(outside(post.css(".smalltext"), *_UNDATED), _PIECES))
    return next((time for time in times if time and time.precision != "day"), None)


def _native_id(post: Selector, body: Selector) -> str | None:
    found = _ID.fullmatch(attribute(post, "id")) or _ID.fullmatch(attribute(body, "id"))
    return found[1] if found else None


def _author(post: Selector, css: str) -> str | None:
    """Give the display name: a profile link's text, or bare text for a deleted account."""
    holders = not_nested(outside(post.css(css), *IN_BODY))
    linked = first_words(link for holder in holders for link in holder.css(PROFILES))
    return linked or first_words(holders) or first_words(outside(post.css(PROFILES), *IN_BODY))
