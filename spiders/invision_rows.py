"""An Invision forum's list of topics: its rows.

What Invision's own scripts need (`data-rowid`, `data-role="tableRows"`, `data-stattype`; in version 3 `trow_12`,
`tid-link-12`) stands in every theme; names of classes that only style come with fallbacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from parsel import Selector

from spiders.dates import Date
from spiders.dom import attribute, count, first_words, not_nested, outside, stepwise, words
from spiders.invision_dates import first_time
from spiders.invision_urls import place
from spiders.kinds import is_kind
from spiders.links import Link
from spiders.listing import Moment, Row

SELECTORS = {
    "row": "[data-role='tableRows'] > *, .cForumTopicTable > *, tr.__topic, #forum_table tr[data-tid]",
    "title": (
        ".ipsDataItem_title a, .ipsData__title h4 a, [data-ips-hook='title'] a, a.topic_title, a[id^='tid-link-']"
    ),
    "prefix": (
        ".ipsTag_prefix, .ipsBadge--prefix, .ipsTags__item--prefix, [class*='prefix'][rel='tag'], "
        ".col_f_content > a[href*='/tags/'], .col_f_content > a[href*='search_tags']"
    ),
    "author": (
        ".ipsDataItem_meta, .ipsTopicSnippet__date, .ipsData__meta, .ipsDataItem_main > p, .col_f_content > .desc, "
        ".col_f_starter"
    ),
    "posted": (
        ".ipsDataItem_meta time, .ipsTopicSnippet__date time, .ipsData__meta time, "
        ".col_f_content [itemprop='dateCreated']"
    ),
    "replies": (
        "[data-stattype*='comments'], [data-stattype*='answers'], "
        ".ipsDataItem_stats > li:not([data-stattype]), .ipsTopicSnippet__stats > li:not([data-stattype]), "
        ".cForumQuestion_stat + .cForumQuestion_stat, .col_f_views li"
    ),
    "views": (
        "[data-stattype='num_views'], .ipsDataItem_stats > .ipsType_light, "
        ".ipsTopicSnippet__stats > .ipsType_light, .col_f_views .views"
    ),
    "last_activity": (".ipsDataItem_lastPoster time, .ipsTopicSnippet__last time, .ipsData__last time, .last_post li"),
    "last_post": ".ipsDataItem_lastPoster a, .ipsTopicSnippet__last a, .ipsData__last a, .last_post a",
    "sticky": ".fa-thumb-tack, .fa-thumbtack, .ipsBadge--pinned, [data-state~='pinned'], h4 > .ipsBadge_green, "
    ".topic_prefix",
    "locked": ".fa-lock, .ipsBadge--locked, img[src*='t_closed'], img[src*='closed.']",
    "moved": ".fa-arrow-left, .ipsDataItem_icon .fa-arrow-right, img[src*='t_moved'], img[src*='moved.']",
}
"""Of a row; within `row`, all but the first."""

_MARKED = "[data-rowid], tr[id^='trow_']"
_ID = re.compile(r"(?:trow_)?(\d{1,12})")
_POST_ID = re.compile(r"[?&;#/](?:comment[=-]|findComment-|entry|p=|pid=)(\d{1,12})")
_NUMBER = re.compile(r"(\d[\d,.'\s]{0,19})(?![\w.,])")
_MOST = 1000  # rows of a page
_LINKS = 60  # of a row
_COUNTS = 8  # of a row
_MEMBERS = (
    "a[data-ipshover-target*='hovercard'], a[href*='profile/'], a[href*='showuser='], a[href*='/user/'], .ipsUsername"
)
_PAGES = ("*agination*",)
_LAST = ("*lastPoster*", "*__last*", "*last_post*", "*col_f_post*")
_DESCRIBED = ("*__snippet*", "*__desc*")  # the beginning of the first post
_EDGES = " ,،、·•|–—-"
_BY = re.compile(r"^(?:by|started by|von|par|por|de|da|di|door|przez|av|af|автор:?|от|від|作者[:：]?)\s", re.IGNORECASE)


class Tools(NamedTuple):
    """What rows are read with."""

    css: dict[str, str]
    link: Link
    date: Date
    by: str
    """What stands before a name on this page ("By", "Автор"); "" when names stand alone or it is not known."""
    marked: bool
    """Whether rows show ids for scripts: then one without is a pointer to a moved topic."""


def find_rows(document: Selector, css: dict[str, str]) -> list[Selector]:
    """Find the rows that hold links; by their ids, where a theme renamed the list."""
    found = [row for row in not_nested(document.css(css["row"]))[:_MOST] if not isinstance(row.root, str)]
    if not found and css["row"] == SELECTORS["row"]:
        found = not_nested(document.css(_MARKED))[:_MOST]
    return [row for row in found if row.css("a[href]")]


def tools(rows: list[Selector], css: dict[str, str], link: Link, date: Date) -> Tools:
    """Make the tools for a page's rows."""
    return Tools(css, link, date, _word_by(rows, css["author"]), any(map(_shown_id, rows)))


def read_row(row: Selector, tools: Tools) -> Row | None:
    """Read a row; `None` for one that leads to no topic (advertisements)."""
    css, shown = tools.css, _shown_id(row)
    subject = next(_subjects(row, tools, shown), None)
    if subject is None:
        return None
    node, key, first = subject
    moved = bool(stepwise(row, css["moved"])) or (tools.marked and not shown)
    posted = first_time(stepwise(row, css["posted"]), tools.date)
    return Row(
        native_id=key,
        url=first,
        title=words(node),
        prefix=first_words(outside(stepwise(row, css["prefix"]), *_LAST)),
        author=None if moved and not shown else _author(row, tools),
        replies=None if moved else _replies(row, css["replies"]),
        views=None if moved else _views(row, css["views"]),
        posted=posted or _time(row, tools.date, 0),
        last_activity=first_time(stepwise(row, css["last_activity"]), tools.date) or _time(row, tools.date, -1),
        last_post_id=_post_id(stepwise(row, css["last_post"])),
        sticky=any(not is_kind(words(node)) for node in stepwise(row, css["sticky"])[:_COUNTS]),
        locked=bool(stepwise(row, css["locked"])),
        moved=moved,
    )


def _subjects(row: Selector, tools: Tools, shown: str | None) -> Iterator[tuple[Selector, str, str]]:
    """Give the links that may be the title, best first, with the topic's id and first address."""
    named = stepwise(row, tools.css["title"])
    links = named if tools.marked and not shown else (*named, *row.css("a[href]")[:_LINKS])  # an advertisement has none
    for node in outside(links, *_PAGES, *_LAST):
        url = tools.link(attribute(node, "href"))
        found = place(url) if url and words(node) else None
        if found and found.kind == "topic" and shown in (None, found.key):
            yield node, found.key, found.first


def _shown_id(row: Selector) -> str | None:
    """Give the id that a row shows for Invision's scripts."""
    names = (attribute(row, name) for name in ("data-rowid", "data-tid", "id"))
    return next((found[1] for name in names if (found := _ID.fullmatch(name))), None)


def _author(row: Selector, tools: Tools) -> str | None:
    """Give the display name: a link's text, or bare text for guests, without the word before it."""
    holder = next(outside(stepwise(row, tools.css["author"]), *_LAST), None)
    if holder is None or isinstance(holder.root, str):
        return (words(holder) if holder else "") or None
    if name := first_words(holder.css(_MEMBERS)):
        return name
    text = _without_time(holder)
    known = tools.by and text.startswith(tools.by)
    bare = text.removeprefix(tools.by) if known else _BY.sub("", text, count=1)
    return bare.strip(_EDGES) or None


def _without_time(holder: Selector) -> str:
    """Give an element's words before its time, else those behind it."""
    time = next(filter(None, map(words, holder.css("time, [itemprop='dateCreated']")[:1])), None)
    before, _, behind = words(holder).partition(time) if time else (words(holder), "", "")
    return before.strip(_EDGES) or behind.strip(_EDGES)


def _word_by(rows: Iterable[Selector], css: str) -> str:
    """Find what a page writes before names, where one of them is a link: "By "."""
    for row in rows:
        for holder in outside(stepwise(row, css)[:1], *_LAST):
            name = None if isinstance(holder.root, str) else first_words(holder.css(_MEMBERS))
            before = _without_time(holder).partition(name)[0] if name else ""
            if before and len(before) < 30:
                return before
    return ""


def _replies(row: Selector, css: str) -> int | None:
    told = row.css(".col_f_views meta::attr(content)").get() or ""
    return count(told.rpartition(":")[2]) if told else _count(stepwise(row, css)[:_COUNTS])


def _views(row: Selector, css: str) -> int | None:
    return _count(stepwise(row, css)[:_COUNTS])


def _count(nodes: Iterable[Selector]) -> int | None:
    """Read the first count: one that has an element of its own, else a number and its name; "1.2k" is none."""
    found = list(nodes)
    if shown := next(filter(None, map(_number, found)), None):
        return count(shown)
    for node in found:
        badge = "" if isinstance(node.root, str) else first_words(node.css(".ipsBadge")) or ""  # "Hot"
        if number := _NUMBER.match(words(node).removeprefix(badge).strip()):
            return count(number[1])
    return None


def _number(node: Selector) -> str | None:
    if isinstance(node.root, str):
        return words(node)
    value = node.css("[data-stat-value]::attr(data-stat-value)").get()
    return value or first_words(node.css("[class*='number']")[:_COUNTS])


def _time(row: Selector, date: Date, index: int) -> Moment | None:
    """Give a row's first or last time, where a theme names neither; one alone may be either."""
    times = list(outside(row.css("time[datetime]")[:_LINKS], *_DESCRIBED))
    return first_time([times[index]], date) if len(times) > 1 else None


def _post_id(links: Iterable[Selector]) -> str | None:
    hrefs = (attribute(link, "href") for link in links)
    return next((found[1] for href in hrefs if (found := _POST_ID.search(href))), None)
