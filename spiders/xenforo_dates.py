"""How XenForo writes a time: in attributes for its script, of which every version has others, and in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import islice

from parsel import Selector

from spiders.dates import Order
from spiders.dom import attribute, words
from spiders.listing import Moment

Date = Callable[[str | None], Moment | None]

TIMES = "time, .DateTime, [data-time], [data-timestamp]"
"""What holds a time in any version."""

_LOOKED_AT = 3  # a hostile page holds thousands, and dates in words take milliseconds
_EPOCH = re.compile(r"\d{9,10}")


def first_time(nodes: Iterable[Selector], date: Date) -> Moment | None:
    """Give the first time among elements that are, or hold, one; the first few are looked at."""
    times = islice((time for node in islice(nodes, _LOOKED_AT) for time in _times(node)), _LOOKED_AT)
    return next(filter(None, (_read(time, date) for time in times)), None)


def order_of(document: Selector) -> Order | None:
    """Give the order of day and month in the language that a page names; `None` where it names none."""
    language = (document.css("html::attr(lang)").get() or "").replace("_", "-").lower()
    if not language:
        return None
    return "MDY" if language in ("en", "en-us") else "DMY"


def _times(node: Selector) -> Iterable[Selector]:
    return [node] if _is_time(node) else node.css(TIMES) or [*node.xpath(".//*[@title]"), node]


def _is_time(node: Selector) -> bool:
    return node.root.tag == "time" or any(name in node.attrib for name in ("data-time", "data-timestamp"))


def _read(node: Selector, date: Date) -> Moment | None:
    """Read seconds since 1970, else an ISO date, else the full date in the title, else the words."""
    for name in ("data-timestamp", "data-time"):  # since 2.3 the second is a time of day
        if _EPOCH.fullmatch(attribute(node, name)):
            return Moment(datetime.fromtimestamp(int(attribute(node, name)), UTC), "second")
    texts = (attribute(node, "datetime"), attribute(node, "title"), words(node))
    return next(filter(None, map(date, texts)), None)
