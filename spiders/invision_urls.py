"""Invision's addresses: rewritten or in the query, with or without titles, of versions 3 to 5.

All name a number: `/topic/12-some-title/page/2/`, `index.php?/topic/12-some-title/`, `index.php?showtopic=12&st=20`,
`index.php?app=forums&module=forums&controller=topic&id=12`. What follows it is a page, a jump ("do=findComment") or an
action.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from spiders.links import clean, parameters, segments, split_root

Kind = Literal["topic", "forum"]

_ITEM = re.compile(r"(\d{1,12})(-[^/.]{0,400})?")
_PAGE = re.compile(r"page-(\d{1,6})", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,9}")
_ROUTES: dict[str, Kind] = {
    **dict.fromkeys(("topic", "topics", "thread", "threads", "discussion", "tema", "thema", "sujet", "temat"), "topic"),
    **dict.fromkeys(("forum", "forums", "board", "boards"), "forum"),
}
_ELSEWHERE = frozenset(
    [
        "announcement", "applications", "article", "articles", "attachment", "blog", "blogs", "calendar", "category",
        "clubs", "discover", "entry", "event", "events", "file", "files", "gallery", "image", "leaderboard", "login",
        "members", "messenger", "notifications", "online", "pages", "product", "profile", "ranks", "record", "register",
        "search", "staff", "store", "stream", "submit", "tags", "topic-rss", "uploads", "user", "users", "warnings",
    ]
)  # fmt: skip
"""Routes of Invision's applications that lead to neither forums nor topics."""
_CONTROLLERS: dict[str, Kind] = {"topic": "topic", "forums": "forum"}
_SHOWN: dict[str, Kind] = {"showtopic": "topic", "showforum": "forum"}
_DEPTH = 12  # of a route
_PAGES = frozenset({"page", "st", "tab"})
_FILTERS = frozenset(
    {
        "filter", "sortby", "sortdirection", "listresort", "prune_day", "sort_by", "sort_key", "topicfilter",
        "changefilters",
    }
)  # fmt: skip
_USUAL: dict[Kind, frozenset[str]] = {"topic": _PAGES, "forum": _PAGES | _FILTERS}
_ROUTING = frozenset({"app", "module", "controller", "id", *_SHOWN})


class Place(NamedTuple):
    """What an address leads to."""

    kind: Kind
    key: str
    """The id."""
    first: str
    """The address of its first page."""
    start: int
    """How far behind the first page: pages, or posts or topics ("st=20"); 0: the first."""
    is_page: bool
    """Whether it is a page of a forum's topics or of a topic's posts, and not a jump or an action."""


def place(url: str) -> Place | None:
    """Read an address; `None` where it leads to neither a forum nor a topic.

    >>> place("http://a.example/topic/12-big-sale/page/3/?tab=comments#comment-9")
    Place(kind='topic', key='12', first='http://a.example/topic/12-big-sale/', start=2, is_page=True)
    >>> place("http://a.example/index.php?showforum=2&st=30")
    Place(kind='forum', key='2', first='http://a.example/index.php?showforum=2', start=30, is_page=True)
    >>> place("http://a.example/profile/5-wren/")
    """
    head, route, query = _parts(url)
    return _queried(url, query) if not route else _routed(head, route, query) or _queried(url, query)


def topic_address(url: str) -> str:
    """Reduce a topic's address to that of its first page, the same for all of its links.

    >>> topic_address("http://a.example/index.php?/topic/12-big-sale/&do=getNewComment")
    'http://a.example/index.php?/topic/12-big-sale/'
    """
    found = place(url)
    return found.first if found else url


def list_address(url: str) -> str:
    """Give an address without its page and its filters.

    >>> list_address("http://a.example/leaks/page/2/?sortby=title")
    'http://a.example/leaks/'
    """
    if found := place(url):
        return found.first
    head, route, _ = _parts(url)
    kept, _, _ = _cut_page(route)
    return head + "".join(f"{segment}/" for segment in kept)


def start_of(url: str) -> int:
    """Say how far an address is behind the first page, as in `Place`."""
    if found := place(url):
        return found.start
    _, route, query = _parts(url)
    return _start(_cut_page(route)[1], query)


def same_list(one: str, other: str) -> bool:
    """Say whether two addresses may be pages of one thing: the same id, else the same address but for the page."""
    a, b = place(one), place(other)
    return (a.kind, a.key) == (b.kind, b.key) if a and b else list_address(one) == list_address(other)


def _parts(url: str) -> tuple[str, list[str], dict[str, str]]:
    """Split an address: what stands before the route, the route's segments, the query's parameters."""
    bare, _, query = clean(url).partition("?")
    first, *rest = re.split("[&?;]", query)
    if first.startswith("/"):
        return f"{bare}?/", segments(first), parameters("/?" + "&".join(rest))
    head, path = split_root(bare)
    return f"{head}/", segments(path), parameters("/?" + "&".join((first, *rest)))


def _routed(head: str, route: list[str], query: dict[str, str]) -> Place | None:
    """Read a route that ends with an item, a page of it, or something else of it."""
    found = next(_items(route), None)
    if found is None:
        return None
    kind, end = found
    item = _ITEM.fullmatch(route[end - 1])
    tail, page, names = _cut_page(route[end:])
    plain = not tail and {*query, *names} <= _USUAL[kind]
    first = head + "/".join(route[:end]) + "/"
    return Place(kind, item[1] if item else "", first, _start(page, query), plain)


def _items(route: list[str]) -> Iterator[tuple[Kind, int]]:
    """Give what a route names and where that ends, known routes first, then those that an operator renamed."""
    ends = range(2, min(len(route), _DEPTH) + 1)
    items = [(route[end - 2].lower(), item, end) for end in ends if (item := _ITEM.fullmatch(route[end - 1]))]
    yield from ((_ROUTES[name], end) for name, _, end in items if name in _ROUTES)
    if not any(name in _ELSEWHERE for name, _, _ in items):
        yield from (("topic", end) for _, item, end in items if item[2])


def _cut_page(route: list[str]) -> tuple[list[str], int, Iterable[str]]:
    """Cut what names a page off the end of a route; give the rest, how far it is, and the names of other values.

    Version 4 and 5 write "page/2", version 3 "page-2" or "page__st__20__sort_by__Z-A".
    """
    if len(route) > 1 and route[-2].lower() == "page" and _NUMBER.fullmatch(route[-1]):
        return route[:-2], int(route[-1]) - 1, ()
    if route and (found := _PAGE.fullmatch(route[-1])):
        return route[:-1], int(found[1]) - 1, ()
    if route and route[-1].startswith("page__"):
        _, *values = route[-1].split("__")
        given = dict(zip(values[::2], values[1::2], strict=False))
        return route[:-1], _start(0, given), given
    return route, 0, ()


def _start(page: int, query: dict[str, str]) -> int:
    numbers = {name: int(query[name]) for name in ("page", "st") if _NUMBER.fullmatch(query.get(name, ""))}
    return max(page, numbers.get("page", 1) - 1, numbers.get("st", 0))


def _queried(url: str, query: dict[str, str]) -> Place | None:
    """Read what the query's parameters name."""
    bare = clean(url).partition("?")[0]
    names = [name for name in _SHOWN if _NUMBER.fullmatch(query.get(name, ""))]
    kind = _CONTROLLERS.get(query.get("controller", "")) if query.get("app") == "forums" else None
    if names:
        kind, key, first = _SHOWN[names[0]], query[names[0]], f"{names[0]}={query[names[0]]}"
    elif kind and _NUMBER.fullmatch(query.get("id", "")):
        key = query["id"]
        first = f"app=forums&module=forums&controller={query['controller']}&id={key}"
    else:
        return None
    plain = query.keys() <= _USUAL[kind] | _ROUTING
    return Place(kind, key, f"{bare}?{first}", _start(0, query), plain)
