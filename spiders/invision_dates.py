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
_EXACT = "abbr.published[title*='T']"
_CLOCK = re.compile(r"\d:\d{2}")
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
    """Give the zone of version 3's words: exact times in titles tell it, or the time of now in the foot; else `None`.

    `fetched`: when that now was.
    """
    utc = Clock(fetched, ZoneInfo("UTC"), evident_order(shown_times(document), fetched))
    exact = islice(_exact(document, utc), _LOOKED_AT)
    nows = (text for node in document.css(_FOOT)[:_COMPARED] if _FULL.search(text := words(node)))
    pairs = (*exact, *((text, fetched) for text in islice(nows, _LOOKED_AT)))
    return next(filter(None, (_between(read_date(text, utc), at) for text, at in pairs)), None)


def _exact(document: Selector, utc: Clock) -> Iterator[tuple[str, datetime]]:
    """Give times of the wall clock as shown, with the same as their titles have them."""
    for node in document.css(_EXACT)[:_COMPARED]:
        told = read_date(attribute(node, "title"), utc)
        if told and _CLOCK.search(text := words(node)):
            yield text, told.at


def _between(shown: Moment | None, at: datetime) -> ZoneInfo | None:
    """Give the zone in which a moment is shown as another; `None` where that is no zone's distance."""
    ahead = shown.at - at if shown and shown.precision in ("minute", "second") else None
    if ahead is None:
        return None
    steps = round(ahead / _STEP)
    return fixed_zone(steps / 2) if abs(ahead - steps * _STEP) <= _LATE else None


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
