"""How XenForo writes a time: in attributes for its script, of which every version has others, and in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from parsel import Selector

from spiders.dates import Date, Order, fixed_zone
from spiders.dom import attribute, words
from spiders.listing import Moment

TIMES = "time, .DateTime, [data-time], [data-timestamp]"
"""What holds a time in any version."""

_LOOKED_AT = 3  # a hostile page holds thousands, and dates in words take milliseconds
_COMPARED = 300
_SERVER_TIME = "serverTimeInfo"
_SCRIPTS = f"//script[contains(., '{_SERVER_TIME}')]/text()"
_MIDNIGHT = re.compile(r"\btoday: {0,4}(\d{9,10})\b")
_EPOCH = re.compile(r"\d{9,10}")


def first_time(nodes: Iterable[Selector], date: Date) -> Moment | None:
    """Give the first time among elements that are, or hold, one; the first few are looked at."""
    times = islice((time for node in islice(nodes, _LOOKED_AT) for time in _times(node)), _LOOKED_AT)
    return next(filter(None, (_read(time, date) for time in times)), None)


def shown_times(document: Selector) -> Iterator[str]:
    """Give texts of a page in which dates stand."""
    for time in document.css(TIMES)[:_COMPARED]:
        yield from (attribute(time, "title"), words(time))


def usual_order(document: Selector) -> Order | None:
    """Give the order of day and month of the language that a page names; `None` where it names none."""
    language = (document.css("html::attr(lang)").get() or "").replace("_", "-").lower()
    if not language:
        return None
    return "MDY" if language in ("en", "en-us") else "DMY"


def zone_of(document: Selector) -> ZoneInfo | None:
    """Give the zone in which XenForo 1 tells its script when today began; `None` where it does not, or of half hours.

    The zone of summer or of winter: which of them a date of the other half of the year had is not said.
    """
    for text in document.xpath(_SCRIPTS).getall():
        found = _MIDNIGHT.search(text, text.find(_SERVER_TIME))
        if found and int(found[1]) % 3600 == 0:
            behind = int(found[1]) // 3600 % 24
            return fixed_zone(-(behind if behind < 12 else behind - 24))
    return None


def _times(node: Selector) -> Iterable[Selector]:
    return [node] if _is_time(node) else node.css(TIMES) or [*node.xpath(".//*[@title]"), node]


def _is_time(node: Selector) -> bool:
    return (
        isinstance(node.root, str)
        or node.root.tag == "time"
        or any(name in node.attrib for name in ("data-time", "data-timestamp"))
    )


def _read(node: Selector, date: Date) -> Moment | None:
    """Read seconds since 1970, else an ISO date, else the full date in the title, else the words."""
    if isinstance(node.root, str):
        return date(node.root)
    for name in ("data-timestamp", "data-time"):  # since 2.3 the second is a time of day
        if _EPOCH.fullmatch(attribute(node, name)):
            return Moment(datetime.fromtimestamp(int(attribute(node, name)), UTC), "second")
    texts = (attribute(node, "datetime"), attribute(node, "title"), words(node))
    return next(filter(None, map(date, texts)), None)
