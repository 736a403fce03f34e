"""phpBB's addresses: stock, and as the common search-engine mods rewrite them (topic12.html, some-title-t12.html)."""

from __future__ import annotations

import re

from spiders.links import clean, last_segment, parameters

_THREAD = re.compile(
    r"(?:[^/?#]{0,300}-)?(?:f?topict?|viewtopic|about|sujet|thema|t|ga?|a)-?(\d{1,12})(?:-s?(\d{1,7}))?\.html",
    re.IGNORECASE,
)
_FORUM = re.compile(r"(?:[^/?#]{0,300}-)?(?:viewforum|forums?|f)-?(\d{1,9})(?:-s?(\d{1,7}))?(?:\.html)?", re.IGNORECASE)
_PAGE_IN_FOLDER = re.compile(r"page(\d{1,7})\.html", re.IGNORECASE)
_POST = re.compile(r"(?:[?&;]p=|#p?|/(?:[^/?#]{0,300}-)?post-?)(\d{1,12})(?=$|[.&;#])")
_ID = re.compile(r"\d{1,12}")
_START = re.compile(r"\d{1,7}")
_SORTING = frozenset({"start", "st", "sk", "sd", "topicdays", "postdays", "postorder"})
_THREAD_KEYS = frozenset({"f", "t"}) | _SORTING
_FORUM_KEYS = frozenset({"f"}) | _SORTING


def thread_id(url: str) -> str | None:
    """Give a thread's id; `None` for other addresses, and for one that holds only a post's id.

    >>> thread_id("viewtopic.php?f=2&t=12&start=10"), thread_id("/leaks-f2/some-title-t12-10.html")
    ('12', '12')
    >>> thread_id("viewtopic.php?p=34#p34")
    """
    name = last_segment(url)
    if name.lower() == "viewtopic.php":
        shown = parameters(url).get("t", "")
        return shown if _ID.fullmatch(shown) else None
    found = _THREAD.fullmatch(name)
    return found[1] if found else None


def thread_address(url: str) -> str:
    """Reduce a thread's address to that of its first page. The forum's id stays: old versions need it for some threads.

    >>> thread_address("http://a.example/viewtopic.php?f=2&t=12&view=unread&sid=0#unread")
    'http://a.example/viewtopic.php?f=2&t=12'
    >>> thread_address("http://a.example/some-title-t12-20.html")
    'http://a.example/some-title-t12.html'
    """
    bare = clean(url).partition("?")[0]
    name = last_segment(bare)
    if name.lower() == "viewtopic.php":
        query = parameters(clean(url))
        return f"{bare}?" + "&".join(f"{key}={value}" for key, value in query.items() if key in ("f", "t"))
    found = _THREAD.fullmatch(name)
    if found and found[2]:
        return f"{bare.removesuffix(name)}{name[: found.end(1)]}.html"
    return bare


def forum_id(url: str) -> str | None:
    """Give a forum's id; `None` for addresses of anything else.

    >>> forum_id("viewforum.php?f=2"), forum_id("/forum2-25.html"), forum_id("/leaks-f2/page25.html")
    ('2', '2', '2')
    """
    name = last_segment(url)
    if name.lower() == "viewforum.php":
        shown = parameters(url).get("f", "")
        return shown if _ID.fullmatch(shown) else None
    found = _FORUM.fullmatch(_folder(url) if not name or _PAGE_IN_FOLDER.fullmatch(name) else name)
    return found[1] if found else None


def is_listing(url: str) -> bool:
    """Say whether an address is a page of a forum's list of threads."""
    return forum_id(url) is not None and parameters(url).keys() <= _FORUM_KEYS


def is_thread(url: str) -> bool:
    """Say whether an address is a page of a thread, and not a jump to a post, another view or an action."""
    return thread_id(url) is not None and parameters(url).keys() <= _THREAD_KEYS


def post_id(href: str) -> str | None:
    """Give the id in a link to a post; `None` when it holds none.

    >>> post_id("./viewtopic.php?p=34&sid=0#p34"), post_id("post34.html#p34"), post_id("viewtopic.php?t=3")
    ('34', '34', None)
    """
    found = _POST.search(href)
    return found[1] if found else None


def start(url: str) -> int:
    """Give how many rows or posts stand before the page that an address leads to; 0 where it says none."""
    name = last_segment(url)
    found = _PAGE_IN_FOLDER.fullmatch(name)
    rewritten = (
        found[1] if found else next((hit[2] for hit in (_THREAD.fullmatch(name), _FORUM.fullmatch(name)) if hit), "")
    )
    shown = parameters(url).get("start") or rewritten or ""
    return int(shown) if _START.fullmatch(shown) else 0


def _folder(url: str) -> str:
    return last_segment(url.partition("?")[0].partition("#")[0].rpartition("/")[0])
