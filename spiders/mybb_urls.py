"""MyBB's addresses: stock, rewritten by number (thread-12.html) and rewritten by title (Thread-Some-Title)."""

from __future__ import annotations

import re

from spiders.links import clean, last_segment, parameters

_NUMBERED = re.compile(
    r"thread-(\d{1,12})(?:-(?:page-(\d{1,6})|post-\d{1,12}|lastpost|newpost|nextoldest|nextnewest))?\.html",
    re.IGNORECASE,
)
_FORUM = re.compile(r"forum-(\d{1,9})(?:-page-(\d{1,6}))?\.html", re.IGNORECASE)
_TITLED = re.compile(r"(Thread|Forum)-([^/?#]{1,400})")
_UNIQUE = re.compile(r".+--(\d{1,12})")  # how rewriting by title tells two threads of one title apart
_ARCHIVED = re.compile(r"thread-(\d{1,12})(?:-\d{1,6})?\.html(?:=)?", re.IGNORECASE)
_SCRIPTS = frozenset({"showthread.php", "printthread.php"})
_THREAD_KEYS = frozenset({"tid", "page"})
_FORUM_KEYS = frozenset({"fid", "page", "datecut", "prefix", "sortby", "order"})
_ID = re.compile(r"\d{1,12}")
_PAGE = re.compile(r"\d{1,6}")


def thread_id(url: str) -> str | None:
    """Give a thread's id, or the title's slug where the address holds no id; `None` for other addresses.

    >>> thread_id("showthread.php?tid=12&pid=9"), thread_id("/thread-12-page-2.html")
    ('12', '12')
    >>> thread_id("Thread-Some-Title?page=2")
    'Some-Title'
    >>> thread_id("Thread-Some-Title--123?page=2")
    '123'
    >>> thread_id("forumdisplay.php?fid=2")
    """
    name, query = last_segment(url), parameters(url)
    if name.lower() in _SCRIPTS:
        tid = query.get("tid", "")
        return tid if _ID.fullmatch(tid) else None
    if found := _NUMBERED.fullmatch(name):
        return found[1]
    if found := _TITLED.fullmatch(name):
        unique = _UNIQUE.fullmatch(found[2])
        return (unique[1] if unique else found[2]) if found[1] == "Thread" else None
    if name.lower() in ("index.php", "") and "archive" in url:
        return next((found[1] for key in query if (found := _ARCHIVED.fullmatch(key))), None)
    return None


def thread_address(url: str) -> str:
    """Reduce a thread's address to that of its first page, the same for all of its links but those of the archive.

    >>> thread_address("http://a.example/showthread.php?tid=12&action=lastpost")
    'http://a.example/showthread.php?tid=12'
    >>> thread_address("http://a.example/thread-12-post-3.html#pid3")
    'http://a.example/thread-12.html'
    >>> thread_address("http://a.example/printthread.php?tid=12&page=2")
    'http://a.example/showthread.php?tid=12'
    """
    bare = clean(url).partition("?")[0]
    name = last_segment(bare)
    if name.lower() in _SCRIPTS:
        return f"{bare.removesuffix(name)}showthread.php?tid={parameters(url).get('tid', '')}"
    if found := _NUMBERED.fullmatch(name):
        return f"{bare.removesuffix(name)}thread-{found[1]}.html"
    return bare


def is_listing(url: str) -> bool:
    """Say whether an address is a page of a forum's list of threads."""
    name, query = last_segment(url), parameters(url)
    if name.lower() == "forumdisplay.php":
        return forum_id(url) is not None and query.keys() <= _FORUM_KEYS
    titled = _TITLED.fullmatch(name)
    rewritten = _FORUM.fullmatch(name) or (titled and titled[1] == "Forum")
    return bool(rewritten) and query.keys() <= _FORUM_KEYS - {"fid"}


def is_thread(url: str) -> bool:
    """Say whether an address is a page of a thread, and not a jump ("last post") or an action."""
    name, query = last_segment(url), parameters(url)
    if name.lower() == "showthread.php":
        return thread_id(url) is not None and query.keys() <= _THREAD_KEYS
    if found := _NUMBERED.fullmatch(name):
        return not query and name.lower() == (
            f"thread-{found[1]}-page-{found[2]}.html" if found[2] else f"thread-{found[1]}.html"
        )
    titled = _TITLED.fullmatch(name)
    return bool(titled and titled[1] == "Thread") and query.keys() <= {"page"}


def forum_id(url: str) -> str | None:
    """Give a forum's id, or its name's slug; `None` for other addresses.

    >>> forum_id("forumdisplay.php?fid=2&page=3"), forum_id("/Forum-Leaks"), forum_id("forumdisplay.php?fid=x")
    ('2', 'Leaks', None)
    """
    name = last_segment(url)
    if name.lower() == "forumdisplay.php":
        shown = parameters(url).get("fid", "")
        return shown if _ID.fullmatch(shown) else None
    if found := _FORUM.fullmatch(name):
        return found[1]
    titled = _TITLED.fullmatch(name)
    return titled[2] if titled and titled[1] == "Forum" else None


def may_be_same(one: str | None, other: str | None) -> bool:
    """Say whether two ids may name the same thing: a number and a slug may, two different numbers may not."""
    return one is None or other is None or one == other or one.isdecimal() != other.isdecimal()


def page_number(url: str) -> int:
    """Give the number of the page that an address leads to; 1 where it says none."""
    name = last_segment(url)
    found = _NUMBERED.fullmatch(name) or _FORUM.fullmatch(name)
    number = parameters(url).get("page") or (found[2] if found else None) or ""
    return int(number) if _PAGE.fullmatch(number) else 1
