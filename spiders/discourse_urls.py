"""Discourse's addresses of topics and of lists of topics, for readers (/t/slug/12) and programs (/t/slug/12.json)."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple
from urllib.parse import quote

from spiders.links import clean, parameters, segments, split_root

_ID = re.compile(r"\d{1,12}")
_NUMBER = re.compile(r"\d{1,6}")
_SLUG = re.compile(r"(?=[^/]{0,400}[^\d/])[^/]{1,400}")
"""A slug is never a number alone: /t/12/3 is the third post of topic 12."""
_JSON = ".json"
_FEEDS = (".rss", ".xml", ".html")
_FILTERS = frozenset({"latest", "new", "hot", "top", "unseen", "votes", "posted"})
_PERIODS = frozenset({"all", "yearly", "quarterly", "monthly", "weekly", "daily"})
_OF_LISTS = frozenset(
    {"page", "no_definitions", "no_subcategories", "order", "ascending", "period", "per_page", "filter", "status"}
)


class Address(NamedTuple):
    """What an address leads to."""

    kind: Literal["topic", "list"]
    number: str | None
    """A topic's id; `None` for a list."""
    page: int
    """As in the address: of a topic from 1, of a list from 0, where it says none."""
    first: str
    """The same at its first page."""
    plain: bool
    """Whether it is a page, and no jump to a post or action."""


def read_address(url: str) -> Address | None:
    """Read an address; `None` where it leads to neither a topic nor a list of them.

    >>> read_address("http://a.example/f/t/big-sale/12.json?page=3")[1:]
    ('12', 3, 'http://a.example/f/t/big-sale/12.json', True)
    >>> read_address("http://a.example/t/12/3")[1:]
    ('12', 1, 'http://a.example/t/12', False)
    >>> read_address("http://a.example/c/leaks/5/l/latest?page=1")[:3]
    ('list', None, 1)
    >>> read_address("http://a.example/u/wren")
    """
    root, route, suffix = _parts(url)
    for start, name in enumerate(route):
        rest = route[start + 1 :]
        head = root + "/".join(route[:start])
        found = _topic(head, rest, suffix, url) if name == "t" else _list(name, rest, url)
        if found:
            return found
    return None


def root_of(url: str) -> str:
    """Give the address under which the board stands, without a slash at its end.

    >>> root_of("http://a.example/f/c/leaks/5.json"), root_of("http://a.example/latest")
    ('http://a.example/f', 'http://a.example')
    """
    root, route, _ = _parts(url)
    starts = (start for start in range(len(route)) if _is_route(route[start:], url))
    start = next(starts, len(route))
    return (root + "/".join(route[:start])).rstrip("/")


def topic_address(root: str, slug: str, number: str, *, json: bool) -> str:
    """Make the address of a topic's first page.

    >>> topic_address("http://a.example", "big-sale", "12", json=True)
    'http://a.example/t/big-sale/12.json'
    >>> topic_address("http://a.example", "..", "12", json=False)
    'http://a.example/t/12'
    """
    usable = _SLUG.fullmatch(slug) and slug.strip(".") and not re.search(r"[\s?#;\\]", slug)
    middle = f"{quote(slug, safe='%~')}/" if usable else ""
    return f"{root}/t/{middle}{number}{_JSON if json else ''}"


def json_address(url: str) -> str:
    """Give the address at which a program finds the same list or topic.

    >>> json_address("http://a.example/c/leaks/5?page=1")
    'http://a.example/c/leaks/5.json?page=1'
    """
    path, mark, query = url.partition("?")
    return url if path.endswith(_JSON) else f"{path.rstrip('/')}{_JSON}{mark}{query}"


def page_address(first: str, page: int) -> str:
    """Give the address of a topic's page.

    >>> page_address("/t/12.json", 2), page_address("/t/12", 1)
    ('/t/12.json?page=2', '/t/12')
    """
    return f"{first}?page={page}" if page > 1 else first


def _parts(url: str) -> tuple[str, list[str], str]:
    """Split an address: what stands before the path, the path's segments without ".json", and that."""
    root, path = split_root(clean(url))
    suffix = _JSON if path.endswith(_JSON) else ""
    return f"{root}/", segments(path.removesuffix(suffix)), suffix


def _is_route(route: list[str], url: str) -> bool:
    name, rest = route[0], route[1:]
    return bool(_topic("", rest, "", url) if name == "t" else _list(name, rest, url))


def _topic(head: str, rest: list[str], suffix: str, url: str) -> Address | None:
    slug = bool(rest) and bool(_SLUG.fullmatch(rest[0])) and len(rest) > 1
    number, more = (rest[slug], rest[slug + 1 :]) if len(rest) > slug else ("", [])
    if not _ID.fullmatch(number) or (more and more[-1].endswith(_FEEDS)):
        return None
    query = parameters(url)
    plain = not more and query.keys() <= {"page"} and bool(_NUMBER.fullmatch(query.get("page", "1")))
    first = f"{head.rstrip('/')}/t/{'/'.join(rest[: slug + 1])}{suffix}"
    return Address("topic", number, max(int(query.get("page", "1")), 1) if plain else 1, first, plain)


def _list(name: str, rest: list[str], url: str) -> Address | None:
    if not _names_list(name, rest):
        return None
    query = parameters(url)
    page = query.get("page", "0")
    plain = query.keys() <= _OF_LISTS and bool(_NUMBER.fullmatch(page))
    return Address("list", None, int(page) if plain else 0, clean(url).partition("?")[0], plain)


def _names_list(name: str, rest: list[str]) -> bool:
    """Say whether a route and what follows name a list: of all topics, of a category, of a tag."""
    if rest and rest[-1].endswith(_FEEDS):
        return False
    if name in _FILTERS:
        return not rest or (name == "top" and len(rest) == 1 and rest[0] in _PERIODS)
    if name not in ("c", "category", "tag", "tags") or not rest:
        return False
    if "l" in rest:
        at = rest.index("l")
        of, by = rest[:at], rest[at + 1 :]
        return bool(of) and bool(by) and _names_list(by[0], by[1:]) and by[0] in _FILTERS and len(of) <= 6
    acts = ("edit", "show", "new", "notifications", "upload", "find_by_slug", "filter")
    return len(rest) <= 6 and (len(rest) == 1 or rest[-1] not in acts)
