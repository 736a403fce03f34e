"""A Vanilla discussion's posts: the discussion itself, on its first page, and its comments."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from parsel import Selector

from spiders.dates import Date
from spiders.dom import apart, attribute, first_words, not_nested, words
from spiders.listing import Moment, Post
from spiders.text import read_body
from spiders.vanilla_rows import first_time

SELECTORS = {
    "post": "[id^='Comment_'], [id^='Discussion_'], .ItemComment, .ItemDiscussion, .MessageList > .Item",
    "post_author": ".Author .Username, .Author a[href*='/profile/']:not(.PhotoWrap)",
    "post_date": ".DateCreated, .Permalink, .Meta time",
    "post_edited": ".DateUpdated",
    "post_body": ".Message",
    "not_body": ".Signature, .UserSignature",
    "standing": ".AuthorInfo .MItem, .AuthorInfo .MCount, .AuthorInfo .Rank",
}
"""Of a post; within `post`, all but the first."""

_ID = re.compile(r"(?:Comment|Discussion)_(\d{1,12})")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AP]\.?M\b\.?)?", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_WRITTEN = frozenset({"Message", "userContent"})
_PLACE = frozenset({"AuthorLocation"})
_NUMBER = re.compile(r"\d+")
_WORDS = 8  # of a date
_QUARTER = timedelta(minutes=15)  # all zones are as far apart as some of these
_MOST = 1000  # posts of a page
_PIECES = 30  # of an author's standing


class Dates(NamedTuple):
    """What reads the dates of a page."""

    shown: Date
    """In the site's zone."""
    as_utc: Date
    """As if the page's clock were Greenwich's."""


def find_posts(document: Selector, css: dict[str, str]) -> list[Selector]:
    """Find the posts, each once: rows of lists have no body, and a question's best answer stands on its page twice."""
    nodes = [node for node in not_nested(document.css(css["post"]))[:_MOST] if not isinstance(node.root, str)]
    found: dict[str, Selector] = {}
    for place, node in enumerate(node for node in nodes if node.css(css["post_body"])):
        name = native_id(node) or f"#{place}"
        found.pop(name, None)
        found[name] = node
    return list(found.values())


def read_post(post: Selector, css: dict[str, str], dates: Dates) -> Post:
    """Read a post. Its signature is taken out of the page."""
    for node in post.css(css["not_body"]):
        if not isinstance(node.root, str):
            node.drop()
    body = read_body(post.css(css["post_body"]).get() or "")  # none, where it stood in a signature
    return Post(
        native_id=native_id(post),
        author=first_words(_heads(post, css["post_author"])) or first_words(_heads(post, ".Author")),
        text=body.text,
        own_text=body.own_text,
        posted=first_time(_heads(post, css["post_date"]), dates.shown),
        edited=_edited(post, css["post_edited"], dates),
    )


def native_id(post: Selector) -> str | None:
    """Give the id of a comment or, of the first post, of the discussion; `None` when none is shown."""
    found = _ID.fullmatch(attribute(post, "id"))
    return found[1] if found else None


def read_standing(post: Selector, css: dict[str, str]) -> str | None:
    """Give what the page shows of the author's standing, one piece after the other; the place of living is none."""
    pieces = not_nested(apart(post, css["standing"], _PLACE))[:_PIECES]
    return "; ".join(dict.fromkeys(filter(None, map(_piece, pieces)))) or None


def _piece(node: Selector) -> str:
    exact = [] if isinstance(node.root, str) else node.css(".Number[title]::attr(title)").getall()
    return exact[0].strip() if exact else words(node)


def _heads(post: Selector, css: str) -> Iterable[Selector]:
    """Give what stands outside of the author's own words."""
    return apart(post, css, _WRITTEN)


def _edited(post: Selector, css: str, dates: Dates) -> Moment | None:
    """Read when a post was edited: the time in a sentence that says who did it, too.

    Where only people are told it, it is in the zone in which the post's own time is written beside what machines are
    told.
    """
    ahead: timedelta | None = None
    for place, node in enumerate(_heads(post, css)):
        if told := first_time(node.css("time[datetime]"), dates.shown):
            return told
        ahead = ahead if place else _ahead(post, dates)
        for text in (attribute(node, "title"), words(node)):
            if moment := _in_sentence(text, dates.shown if ahead is None else dates.as_utc):
                return replace(moment, at=moment.at - (ahead or timedelta()))
    return None


def _ahead(post: Selector, dates: Dates) -> timedelta | None:
    """Give how far the page's clock is before Greenwich at the time of a post; `None` where it does not show."""
    for node in _heads(post, "time[datetime][title]"):
        told, written = dates.as_utc(attribute(node, "datetime")), dates.as_utc(attribute(node, "title"))
        if told and written and written.precision in ("minute", "second"):
            return round((written.at - told.at) / _QUARTER) * _QUARTER
    return None


def _in_sentence(text: str, date: Date) -> Moment | None:
    """Read the date in a sentence as "Edited 4 December 2016 at 12:11AM by X.": from its first number to its time.

    Where a day or a year follows the number, the month stands before it.
    """
    clock = _CLOCK.search(text)
    if not clock or not _YEAR.search(text[: clock.start()]):
        return None
    last = text[: clock.end()].split()[-_WORDS:]
    start = next(place for place, word in enumerate(last) if _NUMBER.search(word))
    first, following = last[start], last[start + 1 : start + 2]
    if start and len(_NUMBER.findall(first)) == 1 and any(map(_NUMBER.search, following)):
        start -= 1
    return date(" ".join(last[start:]))
