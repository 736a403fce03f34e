"""How MyBB writes a time: the exact one is often in a `title`, the rest of it in the text behind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from parsel import Selector

from spiders.dates import Date
from spiders.dom import words
from spiders.listing import Moment

_NODES = 12  # in which a time is looked for: each may hold the whole page
_MOST = 40  # texts of a node
_DATED = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|\d{4}")


def first_date(nodes: Iterable[Selector], date: Date) -> Moment | None:
    """Give the first date that the nodes show."""
    moments = (date(text) for node in islice(nodes, _NODES) for text in shown(node)[:_MOST])
    return next(filter(None, moments), None)


def shown(node: Selector, depth: int = 6) -> list[str]:
    """Give the texts in which a time may stand, with titles in the place of what they stand on.

    Line breaks and links end a text; notes of edits are left out, the texts of links come last.
    `<span title="11-22-2026">Yesterday</span>, 02:58 PM<br>` gives "11-22-2026, 02:58 PM".
    `depth`: how far down titles are looked for; MyBB's stand one or two elements deep.
    """
    if not depth:
        return [words(node)]
    texts, linked = [_title(node)], []
    for child in node.xpath("node()[self::* or self::text()]"):
        if isinstance(child.root, str):
            texts[-1] += child.root
        elif child.root.tag == "a":
            linked += shown(child, depth - 1)
            texts.append("")
        elif child.root.tag == "br":
            texts.append("")
        elif "edit" not in str(child.attrib.get("class", "")):
            first, *more = [_title(child)] if _title(child) else shown(child, depth - 1) or [""]
            texts[-1] += first
            texts += more
    return [text for text in (*texts, *linked) if text.strip()]


def _title(node: Selector) -> str:
    """Give the time that an element carries beside its text; "" when it carries none."""
    title = str(node.attrib.get("title", "") or node.attrib.get("datetime", ""))
    return title if _DATED.search(title) else ""
