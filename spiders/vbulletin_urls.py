"""vBulletin's addresses: scripts with parameters, its own friendly ones, and those that vBSEO and vBulletin 5 write.

Not every address tells where the id ends and the title begins ("top-10-2.html"): what a page says of itself goes first.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from spiders.links import clean

Kind = Literal["thread", "forum"]

_SCRIPTS: dict[str, Kind] = {"showthread.php": "thread", "forumdisplay.php": "forum"}
_ROUTES: dict[str, Kind] = {
    "threads": "thread", "thread": "thread", "topics": "thread", "topic": "thread", "forums": "forum", "forum": "forum",
}  # fmt: skip
_IDS: dict[Kind, tuple[str, ...]] = {"thread": ("t", "threadid"), "forum": ("f", "forumid")}
_CHANNELS = frozenset({"forum", "forums"})
_FILTERS: dict[Kind, frozenset[str]] = {
    "thread": frozenset({"t", "threadid", "page", "pp", "highlight", "styleid", "langid"}),
    "forum": frozenset(
        {"f", "forumid", "page", "pp", "order", "sort", "daysprune", "prefixid", "styleid", "langid"},
    ),
}
_ELSEWHERE = frozenset(
    [
        "album", "albums", "announcements", "archive", "articles", "attachments", "blog", "blogs", "calendar",
        "content", "customavatars", "entries", "entry", "faq", "groups", "help", "images", "member", "members", "node",
        "online", "polls", "private-message", "profile", "register", "search", "sitemap", "social-groups",
        "socialgroups", "tag", "tags", "user", "users",
    ]
)  # fmt: skip
"""Folders of members, blogs, albums and the like: names there begin or end with a number, too."""
_NUMBER = re.compile(r"\d{1,12}")
_FRIENDLY = re.compile(r"(\d{1,12})(?:-[^/]*)?")
_PAGE = re.compile(r"(?:page|index)-?(\d{1,5})(\.html?)?", re.IGNORECASE)
_FILE = re.compile(r"(.{1,600})(\.html?)", re.IGNORECASE)
_JUMP = re.compile(r"-(?:post\d+|(?:new|last)-?post|(?:prev|next)-?thread|print)$", re.IGNORECASE)
_FIRST = re.compile(r"(\d{1,12})-[^/]{1,500}")
_FIRST_PAGED = re.compile(r"(\d{1,12}-[^/]{1,500}?)-(\d{1,4})")
_LAST = re.compile(r"(?:[^/]{1,500}?-)?(\d{1,12})")
_LAST_PAGED = re.compile(r"([^/]{1,500}?-(\d{1,12}))-(\d{1,4})")
_BARE = re.compile(r"([tf])(\d{1,12})(?:-(\d{1,4}))?", re.IGNORECASE)
_TITLED = re.compile(r"([^/]{1,500}?-([tf])(\d{1,12}))(?:-(\d{1,4}))?", re.IGNORECASE)


class Place(NamedTuple):
    """What an address leads to."""

    kind: Kind
    key: str
    """The id."""
    first: str
    """The address of its first page."""
    page: int
    is_page: bool
    """Whether it is a page of its list of threads or posts, and not a jump or an action."""


class _Parts(NamedTuple):
    """An address in pieces."""

    head: str
    """Scheme and host."""
    segments: list[str]
    """Of the path, its page left out."""
    page: int
    """The number of the page that the path or the query names."""
    slash: str
    """What ends the path."""
    pairs: list[tuple[str, str]]
    """Of the query; a friendly address's own part ("12-some-title/page2") is a name without value."""

    def path(self, *segments: str) -> str:
        return f"{self.head}/{'/'.join(segments)}{self.slash if segments else ''}"

    def is_plain(self, kind: Kind) -> bool:
        """Say whether the query names no more than a page and its order."""
        return all(name.lower() in _FILTERS[kind] or (not value and name[:1].isdecimal()) for name, value in self.pairs)


def place(url: str) -> Place | None:
    """Read an address; `None` where it leads to neither a forum nor a thread with an id.

    >>> place("http://a.example/showthread.php?s=0f&t=12&page=3")
    Place(kind='thread', key='12', first='http://a.example/showthread.php?t=12', page=3, is_page=True)
    >>> place("http://a.example/threads/12-Big-sale/page2?p=9&viewfull=1").is_page
    False
    >>> place("http://a.example/leaks/12-big-sale-2.html")[:4]
    ('thread', '12', 'http://a.example/leaks/12-big-sale.html', 2)
    >>> place("http://a.example/forum/leaks/12-big-sale").key
    '12'
    >>> place("http://a.example/leaks-f5/big-sale-t12-2.html")[:4], place("http://a.example/leaks-f5/index2.html")[:2]
    (('thread', '12', 'http://a.example/leaks-f5/big-sale-t12.html', 2), ('forum', '5'))
    >>> place("http://a.example/members/5-wren.html")
    """
    parts = _split(url)
    found = _script(parts) or _route(parts) or _rewritten(parts)
    return found if found and found.key.strip("0") else None


def list_address(url: str) -> str:
    """Give an address without its page and its query, for lists whose address holds no id.

    >>> list_address("http://a.example/forum/leaks/page3?filter_time=all")
    'http://a.example/forum/leaks'
    >>> list_address("http://a.example/leaks/index2.html"), list_address("http://a.example/leaks/")
    ('http://a.example/leaks/', 'http://a.example/leaks/')
    """
    found, parts = place(url), _split(url)
    return found.first if found else parts.path(*parts.segments)


def is_plain_list(url: str) -> bool:
    """Say whether an address asks for no more than a page of a forum's list and its order."""
    return _split(url).is_plain("forum")


def is_channel(url: str) -> bool:
    """Say whether an address is one of vBulletin 5's forums, which holds no id ("forum/leaks/page2").

    >>> is_channel("http://a.example/forum/leaks/page2"), is_channel("http://a.example/forum/leaks/12-big-sale")
    (True, False)
    """
    parts = _split(url)
    named = any(each.lower() in _CHANNELS for each in parts.segments[:-1])
    return named and not any("." in each for each in parts.segments) and parts.is_plain("forum") and place(url) is None


def same_list(one: str, other: str) -> bool:
    """Say whether two addresses are pages of one thing: the same id, else the same address but for the page."""
    a, b = place(one), place(other)
    return (a.kind, a.key) == (b.kind, b.key) if a and b else list_address(one) == list_address(other)


def same_page(one: str, other: str) -> bool:
    """Say whether two addresses are the same page of the same thing, with a slash at the end or without."""
    a, b = ((list_address(url).rstrip("/"), page_number(url)) for url in (one, other))
    return a == b


def page_number(url: str) -> int:
    """Give the number of the page that an address leads to; 1 where it says none."""
    found = place(url)
    return found.page if found else _split(url).page


def _split(url: str) -> _Parts:
    try:
        bits = urlsplit(clean(url))
    except ValueError:
        return _Parts("", [], 1, "", [])
    head = f"{bits.scheme}://{bits.netloc}" if bits.netloc else ""
    split = (pair.partition("=") for pair in re.split("[&;]", bits.query) if pair)
    pairs = [(name, value) for name, _, value in split]
    segments, page, slash = [each for each in bits.path.split("/") if each], 1, "/" if bits.path.endswith("/") else ""
    if segments and (found := _PAGE.fullmatch(segments[-1])):
        segments, page, slash = segments[:-1], int(found[1]), "/" if found[2] else slash
    asked = next((value for name, value in pairs if name.lower() == "page"), "")
    return _Parts(head, segments, max(_number(asked) or page, 1), slash, pairs)


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0


def _script(parts: _Parts) -> Place | None:
    """Read "showthread.php?t=12", "showthread.php?12-Title/page2" and "showthread.php/12-Title/page2"."""
    at = next((index for index, each in enumerate(parts.segments) if each.lower() in _SCRIPTS), None)
    if at is None:
        return None
    kind = _SCRIPTS[parts.segments[at].lower()]
    plain, base = parts.is_plain(kind), parts._replace(slash="").path(*parts.segments[: at + 1])
    query = {name.lower(): value for name, value in parts.pairs}
    for key in _IDS[kind]:
        if _NUMBER.fullmatch(query.get(key, "")):
            return Place(kind, query[key], f"{base}?{key}={query[key]}", parts.page, plain)
    rest = parts.segments[at + 1 :]
    name, _, behind = next((name for name, value in parts.pairs if not value), "").partition("/")
    found = _FRIENDLY.fullmatch(rest[0] if len(rest) == 1 else name)
    if len(rest) > 1 or not found:
        return None
    paged = _PAGE.fullmatch(behind)
    page = int(paged[1]) if paged else parts.page
    return Place(
        kind, found[1], f"{base}{'/' if rest else '?'}{found[0]}", max(page, 1), plain and bool(paged or not behind)
    )


def _route(parts: _Parts) -> Place | None:
    """Read "threads/12-Title/page2": vBulletin 4's rewritten addresses."""
    if len(parts.segments) < 2 or parts.segments[-2].lower() not in _ROUTES or _FILE.fullmatch(parts.segments[-1]):
        return None
    kind, found = _ROUTES[parts.segments[-2].lower()], _FRIENDLY.fullmatch(parts.segments[-1])
    return Place(kind, found[1], parts.path(*parts.segments), parts.page, parts.is_plain(kind)) if found else None


def _rewritten(parts: _Parts) -> Place | None:
    """Read vBSEO's ("leaks/12-title-2.html", "f5/title-12/") and vBulletin 5's ("forum/leaks/12-title/page2")."""
    before, last = parts.segments[:-1], "".join(parts.segments[-1:])
    if not last or last.lower().endswith(".php") or not _ELSEWHERE.isdisjoint(each.lower() for each in before):
        return None
    file = _FILE.fullmatch(last)
    stem, ending = (file[1], file[2]) if file else (last, "")
    name = _JUMP.sub("", stem)
    kind, key, name, page = _named(name, bool(file), before) or ("thread", "", "", 0)
    first = parts.path(*before, f"{name}{ending}")
    return (
        Place(kind, key, first, max(page, parts.page), parts.is_plain(kind) and not _JUMP.search(stem)) if key else None
    )


def _titled(name: str, is_file: bool) -> tuple[Kind, str, str, int] | None:
    """Read a title with its id behind a letter: vBSEO's "leaks-f5/" and "big-sale-t12-2.html"."""
    found = _TITLED.fullmatch(name)
    if not found or (is_file != (found[2].lower() == "t")):
        return None
    page = int(found[4] or 1)
    fits = page <= int(found[3]) if is_file else not found[4]
    return ("thread" if is_file else "forum", found[3], found[1], page) if fits else None


def _named(name: str, is_file: bool, before: list[str]) -> tuple[Kind, str, str, int] | None:
    """Read a rewritten name: of what kind, its id, the name of its first page, the page."""
    if bare := _BARE.fullmatch(name):
        return "thread" if bare[1].lower() == "t" else "forum", bare[2], f"{bare[1]}{bare[2]}", int(bare[3] or 1)
    if found := _FIRST.fullmatch(name):
        paged = _FIRST_PAGED.fullmatch(name) if is_file else None
        return ("thread", found[1], paged[1], int(paged[2])) if paged else ("thread", found[1], name, 1)
    if titled := _titled(name, is_file):
        return titled
    paged = _LAST_PAGED.fullmatch(name) if is_file else None
    if paged and int(paged[3]) <= int(paged[2]):
        return "thread", paged[2], paged[1], int(paged[3])
    if found := _LAST.fullmatch(name):
        inside = is_file or any(each.fullmatch(above) for above in before[-1:] for each in (_LAST, _BARE, _TITLED))
        return "thread" if inside else "forum", found[1], name, 1
    return None
