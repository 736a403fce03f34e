"""SMF's addresses: stock (index.php?topic=12.15), "queryless" (index.php/topic,12.15.html), rewritten by mods.

The mod Pretty URLs leaves no number: /board-name/topic-name/15/. Such addresses look like any folder, so they are
read only where the site's file or the page itself has one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from spiders.links import clean, last_segment, parameters, path_of

_VALUE = re.compile(r"(\d{1,12})(?:\.(\d{1,9}|[a-z]{3,4}\d{0,12}))?")
_SCRIPTS = frozenset({"", "index.php"})
_QUERYLESS = re.compile(
    r"/(topic|board),([^/?#]{1,40})((?:/[a-z_]{1,20}(?:,[a-z0-9_]{0,20})?){0,4})\.html", re.IGNORECASE
)
_TITLED_TOPIC = re.compile(r"(?:[^/?#]{1,300}-t|[^/?#]{1,300}[_-])(\d{1,12})\.(\d{1,9})\.html?((?:;.{0,100})?)")
_TITLED_BOARD = re.compile(r"([^/?#]{1,300}-b)(\d{1,9})\.(\d{1,9})")
_PRETTY = re.compile(
    r"/([\w%.~-]{1,200})(?:/([\w%.~-]{0,200}[^\W\d][\w%.~-]{0,200}|\d{1,12}(?=/\d)))??"
    r"(?:/(\d{1,9}|msg\d{1,12}|new))?/"
)
_ACTIONS = frozenset(
    {
        "activate", "admin", "announce", "attachments", "avatars", "buddy", "calendar", "coppa", "credits", "dlattach",
        "groups", "help", "helpadmin", "jsmodify", "likes", "lock", "login", "login2", "logout", "markasread", "mlist",
        "moderate", "modifycat", "notify", "packages", "pm", "post", "post2", "printpage", "profile", "quotefast",
        "recent", "register", "reminder", "reporttm", "search", "search2", "signup", "smileys", "smstats", "sources",
        "spellcheck", "splittopics", "stats", "sticky", "suggest", "tags", "themes", "trackip", "unread",
        "unreadreplies", "viewquery", "vote", "who", "xmlhttp",
    }
)  # fmt: skip
_TOPIC_KEYS = frozenset({"topic", "start"})
_BOARD_KEYS = frozenset({"board", "start", "sort", "desc", "asc"})


Kind = Literal["topic", "board"]


class Address(NamedTuple):
    """What an address of a topic or a board says."""

    kind: Kind
    """Which of the two."""
    id: str
    """Its number, or its name."""
    start: int | None
    """The offset of the page's first post or topic; `None` for jumps ("msg34", "new")."""
    page: bool
    """Whether it is a plain page: no jump, no action."""
    first: str
    """The address of its first page, the same for all of its links."""


@dataclass(frozen=True, slots=True)
class Urls:
    """Reads the addresses of one site."""

    bases: tuple[str, ...] = ()
    """The site's addresses: their paths are left out of names."""
    pretty: bool = False
    """Whether addresses without numbers are read too."""

    def read(self, url: str) -> Address | None:
        """Read an address; `None` when it is neither a topic's nor a board's.

        >>> Urls().read("/index.php?topic=12.msg34#msg34")
        Address(kind='topic', id='12', start=None, page=False, first='/index.php?topic=12.0')
        >>> Urls().read("/index.php/board,2.20.html")
        Address(kind='board', id='2', start=20, page=True, first='/index.php/board,2.0.html')
        >>> Urls(pretty=True).read("/leaks/some-title/15/")
        Address(kind='topic', id='some-title', start=15, page=True, first='/leaks/some-title/')
        """
        url = clean(url)
        return _stock(url) or _queryless(url) or _titled(url) or (_pretty(url, self.bases) if self.pretty else None)

    def thread_id(self, url: str) -> str | None:
        """Give a topic's number, or its name where the address holds no number; `None` for other addresses.

        >>> Urls().thread_id("index.php?PHPSESSID=0a&topic=12.new;topicseen#new")
        '12'
        >>> Urls().thread_id("index.php?board=12.0")
        """
        found = self.read(url)
        return found.id if found and found.kind == "topic" else None

    def is_page(self, url: str, kind: Kind) -> bool:
        """Say whether an address is a page of a topic or of a board, and not a jump or an action."""
        found = self.read(url)
        return found is not None and found.kind == kind and found.page

    def taught(self, *urls: str) -> Urls:
        """Give the same reader, of addresses without numbers too when one of these is such an address."""
        known = any(self.read(url) is None and _pretty(url, self.bases) is not None for url in urls)
        return replace(self, pretty=True) if known else self


def _stock(url: str) -> Address | None:
    """Read `index.php?board=2.20;sort=subject`, whatever the separators."""
    query = parameters(url)
    if last_segment(url).lower() not in _SCRIPTS or not ("topic" in query or "board" in query):
        return None
    kind: Kind = "topic" if "topic" in query else "board"
    found = _VALUE.fullmatch(query[kind])
    if not found or "action" in query:
        return None
    shown = query.get("start", "") if found[2] is None else found[2]
    plain = query.keys() <= (_TOPIC_KEYS if kind == "topic" else _BOARD_KEYS)
    return _address(kind, found[1], shown, plain, f"{url.partition('?')[0]}?{kind}={found[1]}.0")


def _queryless(url: str) -> Address | None:
    bare, _, query = url.partition("?")
    found = _QUERYLESS.search(bare)
    value = _VALUE.fullmatch(found[2]) if found else None
    if not found or not value or found.end() != len(bare):
        return None
    kind: Kind = "topic" if found[1].lower() == "topic" else "board"
    keys = {part.partition(",")[0] for part in found[3].split("/") if part}
    plain = not query and keys <= (_TOPIC_KEYS if kind == "topic" else _BOARD_KEYS)
    return _address(kind, value[1], value[2] or "", plain, f"{bare[: found.start()]}/{kind},{value[1]}.0.html")


def _titled(url: str) -> Address | None:
    """Read `board-name/some-title-t12.15.html`, `board_name/some_title_12.15.html` and `board-name-b2.20/`."""
    bare, _, query = url.partition("?")
    name = last_segment(bare)
    if found := _TITLED_TOPIC.fullmatch(name):
        stem = name[: found.start(1)]
        first = f"{bare.removesuffix(name)}{stem}{found[1]}.0.html"
        return _address("topic", found[1], found[2], not query and not found[3], first)
    bare = bare.removesuffix("/")
    name = last_segment(bare)
    if found := _TITLED_BOARD.fullmatch(name):
        first = f"{bare.removesuffix(name)}{found[1]}{found[2]}.0/"
        return _address("board", found[2], found[3], not query, first)
    return None


def _pretty(url: str, bases: tuple[str, ...]) -> Address | None:
    """Read `board-name/20/` and `board-name/topic-name/15/`; names of SMF's actions are no boards."""
    path, _, query = min((path_of(url, base) for base in bases or ("",)), key=len).partition("?")
    found = _PRETTY.fullmatch(path)
    if not found or found[1].lower() in _ACTIONS or "." in found[1]:
        return None
    kind: Kind = "topic" if found[2] else "board"
    name, start = found[2] or found[1], found[3] or ""
    keys = parameters(f"?{query}").keys() if query else set()
    plain = not query if kind == "topic" else set(keys) <= _BOARD_KEYS
    bare = url.partition("?")[0]
    return _address(kind, name, start, plain, bare.removesuffix(f"{start}/") if start else bare)


def _address(kind: Kind, number: str, start: str, plain: bool, first: str) -> Address:
    offset = int(start) if start.isdecimal() else None if start else 0
    return Address(kind, number, offset, plain and offset is not None, first)
