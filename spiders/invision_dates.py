"""How Invision shows a time: `<time datetime>` from version 4 on, before that `abbr` or bare text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from parsel import Selector

from spiders.dates import Date
from spiders.dom import attribute, words
from spiders.listing import Moment

TIMES = "time, abbr.published, abbr[title]"
"""What holds a time in any version."""

_LOOKED_AT = 3  # a hostile page holds thousands, and dates in words take milliseconds
_COMPARED = 100
_BARE = "abbr, .last_post li, [itemprop='dateCreated'], .posted_info"


def first_time(nodes: Iterable[Selector], date: Date) -> Moment | None:
    """Give the first time among elements that are, or hold, one; the first few are looked at."""
    times = islice((time for node in islice(nodes, _LOOKED_AT) for time in _times(node)), _LOOKED_AT)
    return next(filter(None, (_read(time, date) for time in times)), None)


def shown_times(document: Selector) -> Iterator[str]:
    """Give the texts of a page of version 3 in which dates stand; later ones need none."""
    return (words(node) for node in document.css(_BARE)[:_COMPARED])


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
