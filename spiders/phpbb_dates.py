"""Where phpBB shows a time: in `<time datetime>` from 3.3 on, before that as bare text beside links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree
from parsel import Selector

from spiders.dates import Date, fixed_zone
from spiders.dom import UNSEEN, attribute, outside, squeeze, words
from spiders.listing import Moment

_EDGES = " »«•·|,;()[]–—-"
_LAST = 60
_MOST = 12  # of the texts looked at; a time stands near the front
_STEPS = 200
_NODES = 40
_FOOT = "span[title*='/'], .rightside, .footer-row, .gensmall, .timezone, .datetime, .copyright"
_IN_POST = ("postbody", "content", "postprofile", "signature")
_OFFSET = re.compile(r"(?:UTC|GMT)\s?([+−–-])\s?(\d{1,2})(?![\d:.,])(?::00)?([^\[\]]{0,40}\[)?")
_NO_TIME = UNSEEN | {"a", "b", "dfn", "strong"}


def first_date(nodes: Iterable[Selector], date: Date) -> Moment | None:
    """Give the first time that the nodes show: in `datetime`, else in the texts that are no links and not bold."""
    for node in islice(nodes, _NODES):
        stamps = [attribute(node, "datetime"), *(attribute(each, "datetime") for each in node.css("time")[:_MOST])]
        texts = (bare_date(text, date) for text in bare_texts(node))
        if moment := next(filter(None, map(date, filter(None, stamps))), None) or next(filter(None, texts), None):
            return moment
    return None


def bare_date(text: str, date: Date) -> Moment | None:
    """Read a text that may be a time, with a mark before it or behind ("» Wed Mar 21, 2012 1:33 pm")."""
    line = squeeze(text).strip(_EDGES)
    return date(line) if len(line) > 4 else None


def shown_zone(document: Selector) -> ZoneInfo | None:
    """Give the time zone that a page's foot names; `None` when it names none, or one of half an hour.

    From version 3.1 on it stands in a title ("Europe/Paris"); before that as the offset that all times have, to which
    an hour is added where the board is set to summer time ("UTC - 8 hours [ DST ]").
    """
    for node in reversed([*outside(document.css(_FOOT)[-_LAST:], *_IN_POST)]):
        line = words(node)[-200:]
        found = _OFFSET.search(line)
        named = attribute(node, "title") if line.startswith("UTC") else ""
        if zone := _zone(named) or (_fixed(found) if found else None):
            return zone
    return None


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, KeyError):
        return None


def _fixed(found: re.Match[str]) -> ZoneInfo | None:
    """Give the zone of an offset."""
    return fixed_zone(int(found[2]) * (1 if found[1] == "+" else -1) + bool(found[3]))


def bare_texts(node: Selector) -> list[str]:
    """Give an element's own texts, those with digits first."""
    found = [text for text in islice(map(squeeze, _bare(node.root)), _STEPS) if text][:_MOST]
    return sorted(found, key=lambda text: not any(char.isdigit() for char in text))


def _bare(root: Any) -> Iterator[str]:
    """Give the texts outside of links, headings and bold words, in one pass."""
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        seen = isinstance(element.tag, str)
        if event == "start":
            if element.tag in _NO_TIME and element is not root:
                walk.skip_subtree()
            else:
                yield element.text or ""
        elif element is not root and (event == "end" or not seen):
            yield element.tail or ""
