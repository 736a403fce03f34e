"""Where vBulletin shows a time: as bare text beside links, behind a name; from version 5 on also in attributes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree
from parsel import Selector

from spiders.dates import Date, Order, fixed_zone
from spiders.dom import UNSEEN, attribute, outside, squeeze, stepwise, words
from spiders.elements import BLOCKS
from spiders.listing import Moment

_TIMES = (
    "td.thead, .postdate, .posthead, time, .post-date, [class*='timestamp'], [class*='lastpost'], "
    "td[title] > .smallfont"
)
_COMPARED = 120  # texts of a page
_LOOKED_AT = 4  # elements, and texts of each: a hostile one holds thousands, and dates in words take milliseconds
_EDGES = " ,;()-–|·•«»"
_EPOCH = re.compile(r"\d{9,10}")
_ZONES = ("GMT", "UTC", "WEZ")
_NAMED_ZONES = {"北京时间": 8, "北京時間": 8, "台北時間": 8, "МСК": 3}
"""Zones without summer time that a foot names instead of counting from Greenwich, in hours before it."""
_ZONE_TEXTS = " or ".join(f"contains(., '{name}')" for name in (*_ZONES, *_NAMED_ZONES))
_ZONE = re.compile(rf"(?:{'|'.join(_ZONES)})(?:\s?([+−–-])\s?(\d{{1,2}})(?:[.:](\d{{1,2}}))?)?(?![\w+])")
_CLOCK = re.compile(r"\d{1,2}[:h.]\d{2}")
_NOT_THE_FOOT = (
    "threadbit*",
    "#td_thread*",
    "#thread_*",
    "topic-item",
    "*title*",
    "navbar*",
    "navbit*",
    "navigation",
    "#breadcrumb*",
    "#post_message*",
    "postcontainer*",
    "postbit*",
    "b-post*",
    "signature*",
    "js-post*",
    "#td_post*",
)
_LONGEST = 400
_NUMERIC = re.compile(r"(?<!\d)\d{1,2}([-/.])\d{1,2}\1\d{2}(?:\d{2})?(?!\d)")


def epoch(node: Selector, *names: str) -> Moment | None:
    """Give the time that an attribute for vBulletin 5's script holds, in seconds since 1970."""
    found = next((value for name in names if _EPOCH.fullmatch(value := attribute(node, name))), None)
    return Moment(datetime.fromtimestamp(int(found), UTC), "second") if found else None


def first_date(nodes: Iterable[Selector], date: Date) -> Moment | None:
    """Give the first time that the nodes show."""
    texts = (text for node in islice(nodes, _LOOKED_AT) for text in islice(_texts(node), _LOOKED_AT))
    return next(filter(None, map(date, texts)), None)


def noted_date(note: str, date: Date) -> Moment | None:
    """Read the time in "Last edited by wren; 06-29-2023 at 05:32 PM. Reason: typo": it stands behind a name."""
    parts = re.split(r"[;(]", note[:_LONGEST])
    shown = (part.strip(_EDGES).rstrip(".") for part in (*parts[1:], note[:_LONGEST]))
    return next(filter(None, map(date, filter(None, shown))), None)


def lines(node: Selector) -> Iterator[str]:
    """Give an element's words, broken at `br`; what stands in blocks of their own is no single word."""
    if isinstance(node.root, str):
        yield squeeze(node.root)
        return
    here = ""
    for event, element in etree.iterwalk(node.root, events=("start", "end", "comment", "pi")):
        if event == "start":
            if element.tag == "br":
                yield squeeze(here)
                here = ""
            here += _edge(element) + ((element.text or "") if element.tag not in UNSEEN else "")
        elif element is not node.root:
            here += _edge(element) + (element.tail or "")
    yield squeeze(here)


def _edge(element: Any) -> str:
    return " " if element.tag in BLOCKS else ""


def shown_times(document: Selector) -> Iterator[str]:
    """Give texts of a page in which dates stand; nothing that its users wrote."""
    return (next(lines(node)) for node in stepwise(document, _TIMES)[:_COMPARED])


def usual_order(document: Selector) -> Order | None:
    """Give the order that a page's dates have by their separator or its language; `None` where neither tells."""
    marks = {found[1] for text in shown_times(document) if (found := _NUMERIC.search(text[:100]))}
    if marks == {"."}:
        return "DMY"
    language = (document.css("html::attr(lang)").get() or "").replace("_", "-").lower()
    return ("MDY" if language in ("en", "en-us") else "DMY") if language else None


def shown_zone(document: Selector) -> ZoneInfo | None:
    """Give the zone that a page's foot names beside the time of now; `None` when it names none.

    All times of a page are that far from Greenwich, those of the other half of the year too.
    """
    nodes = document.xpath(f"//body//*[text()[{_ZONE_TEXTS}]][not(self::script)]")[-_COMPARED:]
    for node in reversed([*outside(nodes, *_NOT_THE_FOOT)]):
        line = words(node)[:_LONGEST]
        found = _ZONE.search(line)
        if found and _CLOCK.search(line[: found.start()] + " " + line[found.end() :]):
            return fixed_zone(_hours(found))
        named = next((hours for name, hours in _NAMED_ZONES.items() if name in line), None)
        if named is not None and not found and _CLOCK.search(line):
            return fixed_zone(named)
    return None


def _hours(found: re.Match[str]) -> float:
    if not found[2]:
        return 0
    part = found[3] or "0"
    hours = int(found[2]) + (int(part) / 60 if ":" in found[0] else float(f"0.{part}"))
    return hours if found[1] == "+" else -hours


def _texts(node: Selector) -> Iterator[str]:
    """Give the texts in which a time may stand, the likeliest first."""
    if isinstance(node.root, str):
        yield squeeze(node.root).strip(_EDGES)
        return
    yield from filter(None, (attribute(node, "datetime"), *node.css("time::attr(datetime)").getall()[:1]))
    for line in islice(lines(node), _LOOKED_AT):
        yield line.strip(_EDGES)
