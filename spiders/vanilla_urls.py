"""Vanilla's addresses of discussions and lists of them: rewritten, in the query, or kept from another forum."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from spiders.links import clean, parameters, segments, split_root

_ID = re.compile(r"\d{1,12}")
_PAGE = re.compile(r"p(\d{1,6})", re.IGNORECASE)
_NUMBER = re.compile(r"p?(\d{1,6})", re.IGNORECASE)
_FILE = re.compile(r"(\d{1,12})(-[^/]{0,400}?)??(?:-p(\d{1,6}))?\.html", re.IGNORECASE)
_POST = re.compile(r"(?:discussion/comment/|#Comment_)(\d{1,12})")
_FEEDS = (".rss", ".xml", ".json", ".atom")
_OWN = frozenset(
    {"comment", "bookmark", "bookmarked", "mine", "unread", "tagged", "embed", "delete", "feed.rss", "all", "following"}
)
_ROUTE = re.compile(r"/[^?#&]{0,1500}")


class Address(NamedTuple):
    """What an address leads to."""

    kind: Literal["discussion", "list"]
    number: str | None
    """A discussion's id; `None` for a list."""
    page: int
    """1 where the address says none."""
    first: str
    """The same at its first page."""
    plain: bool
    """Whether it is a page, and no action."""


def read_address(url: str) -> Address | None:
    """Read an address; `None` where it leads to neither a discussion nor a list, or names only a comment.

    >>> read_address("http://a.example/f/discussion/12/big-sale/p3#Comment_9")[1:4]
    ('12', 3, 'http://a.example/f/discussion/12/big-sale')
    >>> read_address("http://a.example/index.php?p=/categories/leaks/p2")[:4]
    ('list', None, 2, 'http://a.example/index.php?p=/categories/leaks')
    >>> read_address("http://a.example/leaks/12-big-sale-p2.html")[1:4]
    ('12', 2, 'http://a.example/leaks/12-big-sale.html')
    >>> read_address("http://a.example/discussion/comment/9#Comment_9")
    """
    head, path, query = _parts(url)
    bare, page = split_page(path)
    route = segments(bare)
    if _NUMBER.fullmatch(query.get("page", "")):
        page = int(query["page"].lower().strip("p"))
    plain = query.keys() <= {"page"} and not path.endswith(_FEEDS)
    if route and (file := _FILE.fullmatch(route[-1])) and route[-2:-1] != ["profile"]:
        return Address("discussion", file[1], max(page, 1), head + bare, plain)
    for start, name in enumerate(route):
        rest = route[start + 1 :]
        if name == "discussion" and rest and _ID.fullmatch(rest[0]):
            return Address("discussion", rest[0], max(page, 1), head + bare, plain and len(rest) < 3)
        if name in ("discussions", "categories") and not _OWN & set(rest) and (rest or name == "discussions"):
            return Address("list", None, max(page, 1), head + bare, plain)
    return None


def is_discussion(url: str) -> bool:
    """Say whether an address is that of a page of a discussion, and no action.

    >>> is_discussion("http://a.example/discussion/12/big-sale"), is_discussion("http://a.example/discussion/12/x/delete")
    (True, False)
    """
    address = read_address(url)
    return bool(address and address.kind == "discussion" and address.plain)


def split_page(path: str) -> tuple[str, int]:
    """Take the page off a path, whatever the path leads to.

    >>> split_page("/leaks/p2"), split_page("/leaks/p2.html"), split_page("/leaks/12-sale-p3.html")
    (('/leaks', 2), ('/leaks', 2), ('/leaks/12-sale.html', 3))
    >>> split_page("/leaks/")
    ('/leaks', 1)
    """
    bare = path.rstrip("/")
    above, _, last = bare.rpartition("/")
    if found := _PAGE.fullmatch(last.removesuffix(".html")):
        return above, int(found[1])
    if (file := _FILE.fullmatch(last)) and file[3]:
        return f"{above}/{file[1]}{file[2] or ''}.html", int(file[3])
    return bare, 1


def post_id(href: str) -> str | None:
    """Give the comment that an address leads to.

    >>> post_id("/discussion/comment/456/#Comment_456"), post_id("/discussion/12/big-sale#latest")
    ('456', None)
    """
    found = _POST.search(href[:2000])
    return found[1] if found else None


def _parts(url: str) -> tuple[str, str, dict[str, str]]:
    """Split an address: what stands before the route, the route, and what the query holds besides."""
    bare, _, query = clean(url).partition("?")
    given = parameters(f"/?{query}")
    route = given.pop("p", "")
    if _ROUTE.fullmatch(route):
        return f"{bare}?p=", route, given
    return *split_root(bare), given
