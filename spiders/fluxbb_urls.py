"""Addresses of FluxBB and PunBB: stock, and PunBB's rewritten ones like files (topic12-p2.html) or folders."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from spiders.links import clean, last_segment, parameters

_SCRIPTS = {"viewtopic.php": "topic", "viewforum.php": "forum"}
_ID = re.compile(r"\d{1,12}")
_PAGE = re.compile(r"\d{1,6}")
_REWRITTEN = {
    kind: re.compile(rf"(?:^|/)(?:view)?{kind}[/_-]?(\d{{1,12}})([^?#.]{{0,400}}(?:\.html?)?)$", re.IGNORECASE)
    for kind in ("topic", "forum")
}
_REST = re.compile(r"(?:new|last)[/_-]?posts?(?:\.html?|/)?|(?:[/_-].*)?(?:\.html?)?", re.IGNORECASE)
_PAGED = re.compile(r"[/_-]p(?:age)?[/_-]?(\d{1,6})(?=(?:\.html?|/)?$)", re.IGNORECASE)
_JUMP = re.compile(r"[/_-]?(?:new|last)[/_-]?posts?(?=(?:\.html?|/)?$)", re.IGNORECASE)
_POST = re.compile(r"[?&;]pid=(\d{1,12})|(?:^|/)post[/_-]?(\d{1,12})(?:\.html?|/)?(?:[?#]|$)|#p(\d{1,12})$")


class Address(NamedTuple):
    """What an address of the board leads to."""

    kind: Literal["topic", "forum"]
    number: str
    """The topic's or forum's id."""
    page: int
    """1 where the address says none."""
    first: str
    """The same at its first page, without fragment and session."""
    plain: bool
    """Whether it is a page, and no jump ("last post", "new posts") or action."""


def read_address(url: str) -> Address | None:
    """Read an address of a topic or forum; `None` for all others, and for those that name only a post.

    >>> read_address("http://a.example/viewtopic.php?id=12&p=2")[:4]
    ('topic', '12', 2, 'http://a.example/viewtopic.php?id=12')
    >>> read_address("/topic12-some-title-p2.html")[:4]
    ('topic', '12', 2, '/topic12-some-title.html')
    >>> read_address("/f/forum/3/some-name/page/2/")[:4]
    ('forum', '3', 2, '/f/forum/3/some-name/')
    >>> read_address("/viewtopic.php?pid=34")
    """
    name = last_segment(url).lower()
    return _stock(url, _SCRIPTS[name]) if name in _SCRIPTS else _rewritten(url)


def post_id(href: str) -> str | None:
    """Give the post that an address leads to.

    >>> post_id("viewtopic.php?pid=34#p34"), post_id("/post34.html#p34"), post_id("post/34/")
    ('34', '34', '34')
    """
    found = _POST.search(href[-200:])
    return next(filter(None, found.groups()), None) if found else None


def _stock(url: str, kind: str) -> Address | None:
    query = parameters(url)
    number, page = query.get("id", ""), query.get("p", "1")
    if not _ID.fullmatch(number):
        return None
    plain = query.keys() <= {"id", "p"} and bool(_PAGE.fullmatch(page))
    first = f"{clean(url).partition('?')[0]}?id={number}"
    return Address(_kind(kind), number, _number(page) if plain else 1, first, plain)


def _rewritten(url: str) -> Address | None:
    bare = clean(url).partition("?")[0]
    path = _path(bare)
    for kind, pattern in _REWRITTEN.items():
        found = pattern.search(path)
        if found and _REST.fullmatch(found[2]):
            paged, jump = _PAGED.search(found[2]), _JUMP.search(found[2])
            start = len(bare) - len(found[2])
            rest = _JUMP.sub("", _PAGED.sub("", found[2], count=1), count=1)
            query = parameters(url)
            page = _number(paged[1] if paged else query.get("p", "1"))
            return Address(_kind(kind), found[1], page, bare[:start] + rest, jump is None and query.keys() <= {"p"})
    return None


def _kind(name: str) -> Literal["topic", "forum"]:
    return "topic" if name == "topic" else "forum"


def _number(page: str) -> int:
    return max(int(page), 1) if _PAGE.fullmatch(page) else 1


def _path(url: str) -> str:
    try:
        return urlsplit(url).path[-500:]
    except ValueError:
        return ""
