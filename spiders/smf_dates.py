"""How SMF writes a time: bare text, a label in front of it ("Reply #3 on: ") or a line of who wrote it behind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from parsel import Selector

from spiders.dates import Date
from spiders.dom import squeeze
from spiders.listing import Moment

_LABEL = re.compile(r"[^:：]{0,60}(?::\s|：)\s?(?=.)")
_FRAME = "«» "
_LOOKED_AT = 20


def first_date(nodes: Iterable[Selector], date: Date) -> Moment | None:
    """Give the first date that the nodes show."""
    moments = (date(text) for node in islice(nodes, _LOOKED_AT) for text in _shown(node))
    return next(filter(None, moments), None)


def _shown(node: Selector) -> Iterator[str]:
    """Give the texts in which a time may stand: `datetime` of a `time`, then the lines with their labels cut off."""
    yield from node.xpath("descendant-or-self::time/@datetime").getall()[:3]
    for line in _lines(node):
        text = squeeze(line).strip(_FRAME)
        label = _LABEL.match(text)
        if text:
            yield text[label.end() :] if label else text


def _lines(node: Selector) -> list[str]:
    """Give an element's words, broken at `br`."""
    if isinstance(node.root, str):
        return [node.root]
    lines, here = [], ""
    for piece in node.xpath("descendant::node()[self::text() or self::br]"):
        if isinstance(piece.root, str):
            here += piece.root
        else:
            lines.append(here)
            here = ""
    return [*lines, here]
