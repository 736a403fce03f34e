"""How Invision shows a time: `<time datetime>` from version 4 on, before that `abbr` or bare text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from parsel import Selector

from spiders.dates import Clock, Date, evident_order, fixed_zone, read_date
from spiders.dom import attribute, words
from spiders.listing import Moment

TIMES = "time, abbr.published, abbr[title]"
"""What holds a time in any version."""

_LOOKED_AT = 3  # a hostile page holds thousands, and dates in words take milliseconds
_COMPARED = 100
_BARE = "abbr, .last_post li, [itemprop='dateCreated'], .posted_info"
_FOOT = "#footer_utilities li, #footer_utilities p, #footer_utilities div, #gfooter td"
_FULL = re.compile(r"\d{4}\D.{0,12}\d:\d{2}|\d:\d{2}.{0,20}\d{4}")
_STEP = timedelta(minutes=30)
_LATE = timedelta(minutes=5)
"""How far a board's clock may be off."""


def first_time(nodes: Iterable[Selector], date: Date) -> Moment | None:
    """Give the first time among elements that are, or hold, one; the first few are looked at."""
    times = islice((time for node in islice(nodes, _LOOKED_AT) for time in _times(node)), _LOOKED_AT)
    return next(filter(None, (_read(time, date) for time in times)), None)


def shown_times(document: Selector) -> Iterator[str]:
    """Give the texts of a page of version 3 in which dates stand; later ones need none."""
    return (words(node) for node in document.css(_BARE)[:_COMPARED])


def shown_zone(document: Selector, fetched: datetime) -> ZoneInfo | None:
    """Give the zone of version 3's times, which its foot tells by the time of now; `None` where it tells none.

    `fetched`: when that now was.
    """
    utc, order = ZoneInfo("UTC"), evident_order(shown_times(document), fetched)
    texts = (text for node in document.css(_FOOT)[:_COMPARED] if _FULL.search(text := words(node)))
    for text in islice(texts, _LOOKED_AT):
        told = read_date(text, Clock(fetched, utc, order))
        ahead = told.at - fetched if told else None
        steps = round(ahead / _STEP) if ahead is not None else 0
        if ahead is not None and abs(ahead - steps * _STEP) <= _LATE:
            return fixed_zone(steps / 2)
    return None


def _times(node: Selector) -> Iterable[Selector]:
    if isinstance(node.root, str) or node.root.tag in ("time", "abbr"):
        return [node]
    return node.css(TIMES) or [node]


def _read(node: Selector, date: Date) -> Moment | None:
    """Read an ISO date, else the full date in the title, else the words."""
    if isinstance(node.root, str):
        return date(node.root)
    texts = (attribute(node, "datetime"), attribute(node, "title"), words(node))
    return next(filter(None, map(date, texts)), None)
