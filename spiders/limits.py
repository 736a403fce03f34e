"""What no page of a forum, market or feed comes near: a hostile page is refused before it costs minutes.

Of 500 pages of real forums none has more than 5,200 tags, nor an element deeper than 26. Whoever reads an element reads
all that stands in it: where elements nest, the sum of their depths is what that costs, so this sum has a limit.
"""

from __future__ import annotations

from lxml import etree
from parsel import Selector

from spiders.listing import SiteState
from spiders.refused import PageRefused

MAX_TAGS = 100_000
"""Signs "<" of a page."""
MAX_NESTING = 500_000
"""Sum of how much deeper than `DEPTH` each element stands: a thousand in one another, or 500 links in each of these."""
DEPTH = 20
"""How deep elements stand anywhere."""

_FEW = 10_000  # tags of a page that is looked through only where some element stands a hundred deep
_DEEP = etree.XPath(f"boolean({'/*' * 100})")


def refused(what: str) -> PageRefused:
    """Refuse a page for having more of something than any page has."""
    return PageRefused(
        SiteState.LAYOUT_CHANGED,
        f"The page was not read, as it holds {what}: no forum, market or feed writes such pages. Open it in Tor "
        "Browser: the site serves traps, or 'path' or 'selectors' in its file lead to something else.",
    )


def check_tags(text: str) -> None:
    """Hold a page to `MAX_TAGS`, before anything is made of it. Raises `PageRefused`."""
    if text.count("<") + text.count("&lt;") > MAX_TAGS:  # feeds write the tags of their entries so
        raise refused(f"more than {MAX_TAGS:,} tags")


def check_nesting(document: Selector, text: str) -> None:
    """Hold a page to `MAX_NESTING`. Raises `PageRefused`."""
    if text.count("<") <= _FEW and not _DEEP(document.root):
        return
    depth = nesting = 0
    for event, _ in etree.iterwalk(document.root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start" and depth > DEPTH:
            nesting += depth - DEPTH
    if nesting > MAX_NESTING:
        raise refused(f"elements nested {MAX_NESTING:,} deep in sum")
