"""XenForo's addresses: rewritten or in the query, with or without titles, with routes that an operator renamed.

All lead to ROUTE/SLUG.ID/ and what follows: a page, or a jump ("unread", "post-5") or an action.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal, NamedTuple

from spiders.links import clean, parameters, segments, split_root

_ITEM = re.compile(r"(?:([^/?#]{0,400})\.)?(\d{1,12})")
_FILE = re.compile(r"([^/?#]{0,400})\.(\d{1,12})(?:-page-(\d{1,6}))?\.html", re.IGNORECASE)
_PAGE = re.compile(r"page-(\d{1,6})", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,6}")
_THREADS = frozenset({"threads", "thread", "topics", "topic"})
_FORUMS = frozenset({"forums", "forum", "boards"})
_ELSEWHERE = frozenset(
    [
        "account", "admin.php", "attachments", "categories", "conversations", "data", "direct-messages", "download",
        "downloads", "events", "find-new", "find-threads", "forum-list", "goto", "groups", "help", "index.php",
        "js", "link-forums", "login", "logout", "lost-password", "media", "members", "misc", "online", "pages",
        "post", "posts", "profile-posts", "recent-activity", "register", "reports", "resources", "search", "styles",
        "tags", "ticket", "tickets", "trophies", "users", "warnings", "watched", "whats-new",
    ]
)  # fmt: skip
"""Routes of XenForo and its common add-ons that lead to neither forums nor threads."""
_FILTERS = frozenset({"order", "direction", "prefix_id", "last_days", "starter_id", "thread_type", "no_date_limit"})
_INDEX = re.compile(r"\[\d{0,3}\]$")


class Place(NamedTuple):
    """What an address leads to."""

    kind: Literal["thread", "forum"]
    key: str
    """The id; of a forum whose address holds none, its name."""
    first: str
    """The address of its first page."""
    page: int
    is_page: bool
    """Whether it is a page of its list of threads or posts, and not a jump or an action."""


def place(url: str) -> Place | None:
    """Read an address; `None` where it leads to neither a forum nor a thread.

    >>> place("http://a.example/threads/big-sale.12/page-3")
    Place(kind='thread', key='12', first='http://a.example/threads/big-sale.12/', page=3, is_page=True)
    >>> place("http://a.example/index.php?forums/leaks.2/&order=post_date").key
    '2'
    >>> place("http://a.example/members/wren.5/")
    """
    head, route, query = _parts(url)
    page = int(query["page"]) if _NUMBER.fullmatch(query.get("page", "")) else 1
    if route and (file := _FILE.fullmatch(route[-1])):
        return _file(head, route, file, query.keys())
    if route and (found := _PAGE.fullmatch(route[-1])):
        page, route = int(found[1]), route[:-1]
    for end in (len(route), len(route) - 1):
        if end > 0 and (what := _what(route[:end])):
            kind, key = what
            usual = {"page"} if kind == "thread" else _FILTERS | {"page"}
            plain = all(_INDEX.sub("", name) in usual for name in query)
            first = head + "/".join(route[:end]) + "/"
            return Place(kind, key, first, max(page, 1), plain and end == len(route))
    return None


def thread_address(url: str) -> str:
    """Reduce a thread's address to that of its first page, the same for all of its links.

    >>> thread_address("http://a.example/threads/big-sale.12/unread")
    'http://a.example/threads/big-sale.12/'
    >>> thread_address("http://a.example/sale-of-the-year/page-2")
    'http://a.example/sale-of-the-year/'
    """
    found = place(url)
    return found.first if found and found.kind == "thread" else list_address(url)


def list_address(url: str) -> str:
    """Give an address without its page and its filters.

    >>> list_address("http://a.example/leaks/page-2?order=title")
    'http://a.example/leaks/'
    """
    if found := place(url):
        return found.first
    head, route, _ = _parts(url)
    if route and (_PAGE.fullmatch(route[-1]) or route[-1] in ("unread", "latest")):
        route = route[:-1]
    return head + "/".join(route) + "/"


def page_number(url: str) -> int:
    """Give the number of the page that an address leads to; 1 where it says none."""
    if found := place(url):
        return found.page
    _, route, _ = _parts(url)
    named = _PAGE.fullmatch(route[-1]) if route else None
    return int(named[1]) if named else 1


def same_list(one: str, other: str) -> bool:
    """Say whether two addresses may be pages of one thing: the same id, else the same address but for the page."""
    a, b = place(one), place(other)
    if a and b and a.key.isdecimal() and b.key.isdecimal():
        return (a.kind, a.key) == (b.kind, b.key)
    return list_address(one) == list_address(other) or bool(
        a and b and a.kind == b.kind and a.key.isdecimal() != b.key.isdecimal()
    )


def _parts(url: str) -> tuple[str, list[str], dict[str, str]]:
    """Split an address: what stands before the route, the route's segments, the query's other parameters."""
    bare, _, query = clean(url).partition("?")
    first, _, rest = query.partition("&")
    if "=" not in first and "/" in first:
        return f"{bare}?", segments(first), parameters(f"/?{rest}")
    head, path = split_root(bare)
    return f"{head}/", segments(path), parameters(f"/?{query}")


def _what(path: list[str]) -> tuple[Literal["thread", "forum"], str] | None:
    """Say what a route's last segment names."""
    last = path[-1]
    route = path[-2].lower() if len(path) > 1 else ""
    item = _ITEM.fullmatch(last)
    if route in _THREADS:
        return ("thread", item[2]) if item else None
    if route in _FORUMS:
        known = last.lower() in _THREADS | _FORUMS | _ELSEWHERE or last == "-"
        return None if known else ("forum", item[2] if item else last)
    if not item or not item[1] or not route or route in _ELSEWHERE:
        return None
    return "thread", item[2]  # the route was renamed, or is the forum's own


def _file(head: str, route: list[str], file: re.Match[str], query: Collection[str]) -> Place | None:
    """Read "forum/SLUG.ID/SLUG.ID-page-2.html", an add-on's way to write a thread."""
    if len(route) > 1 and route[-2].lower() in _ELSEWHERE:
        return None
    first = head + "/".join((*route[:-1], f"{file[1]}.{file[2]}.html"))
    return Place("thread", file[2], first, int(file[3] or 1), not query)
