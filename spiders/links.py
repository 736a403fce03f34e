"""Addresses: made absolute, brought onto the mirror in use, freed of session ids and fragments."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import SplitResult, quote, urljoin, urlsplit

Link = Callable[[str], str | None]
"""Makes an address of a page absolute, as `resolve` does; `None` where it leads to no page."""

SESSION_IDS = frozenset({"sid", "s", "phpsessid", "session", "jsessionid"})
"""Parameters that name a visitor and not a page: phpBB, vBulletin, SMF and PHP's own."""

_PATH_SESSION = re.compile(r";jsessionid=[^/?#;]{0,200}", re.IGNORECASE)
_BLANK = re.compile(r"[^\S\t\r\n]|[\x00-\x08\x0e-\x1f\x7f]")  # urljoin drops tabs and line ends itself, as browsers do
_PAIR = re.compile(r"(?<=[?&;])([^&;#?]+)[&;]?")
_HEXADECIMAL = re.compile(r"[0-9a-f]*", re.IGNORECASE)
_MAX = 2000


def resolve(page_url: str, href: str, mirrors: tuple[str, ...] = (), base: str = "") -> str | None:
    """Give the absolute address of a link on the mirror that its page came from.

    A board links to itself under the name it was set up with, often one of its other mirrors or its clearnet twin. So
    the link's path counts and the page's host is used: no other host is ever adopted. `mirrors` are the site's known
    addresses; where one of them has a path of its own ("http://HOST/forum"), it is exchanged too. `base` is what the
    page's head names as the base of relative links (`<base href>`). `None`: not an address of a page ("javascript:",
    "mailto:", broken, over-long).

    >>> resolve("http://b.example/x/forumdisplay.php?fid=2", "showthread.php?sid=1f&tid=3#pid9")
    'http://b.example/x/showthread.php?tid=3'
    >>> resolve("http://b.example/", "http://a.example/f/t-1", ("http://a.example/f", "http://b.example"))
    'http://b.example/t-1'
    >>> resolve("http://b.example/f/forums/a.1/", "threads/b.2/", base="http://a.example/f/")
    'http://b.example/f/threads/b.2/'
    >>> resolve("http://b.example/", "javascript:void(0)")
    """
    page, link = _split(page_url), _split(_join(_join(page_url, base) or page_url, href))
    if page is None or link is None:
        return None
    path = _swap_base(link, page, mirrors)
    return clean(link._replace(scheme=page.scheme, netloc=page.netloc, path=path).geturl())


def leads_away(page_url: str, href: str, mirrors: tuple[str, ...] = ()) -> bool:
    """Say whether a link leads to a host that is neither its page's nor a mirror's; no address leads away, too.

    >>> leads_away("http://a.example/x", "/y"), leads_away("http://a.example/x", "https://victim.example/")
    (False, True)
    """
    page, link = _split(page_url), _split(_join(page_url, href))
    if page is None or link is None:
        return True
    return link.hostname not in {page.hostname, *(parts.hostname for parts in map(_split, mirrors) if parts)}


def clean(url: str) -> str:
    """Drop session ids and the fragment; what is no address comes back as it is.

    >>> clean("http://a.example/index.php?PHPSESSID=0a&topic=1.0;sid=1#msg2")
    'http://a.example/index.php?topic=1.0'
    >>> clean("http://a.example/news?s=0f3a&id=1"), clean("http://a.example/news?s=front&id=1")
    ('http://a.example/news?id=1', 'http://a.example/news?s=front&id=1')
    """
    parts = _split(url)
    if parts is None:
        return url
    kept = [pair for pair in re.split("[&;]", parts.query) if pair and not _names_visitor(pair)]
    separator = "&" if "&" in parts.query else ";" if ";" in parts.query else "&"
    path = _PATH_SESSION.sub("", parts.path) or "/"
    return parts._replace(path=path, query=separator.join(kept), fragment="").geturl()


def without_visitor(text: str) -> str:
    """Take session ids out of an id that may be written as an address; the rest stays as it is, its fragment as well.

    >>> without_visitor("/e?sid=0a&id=1#top"), without_visitor("/e;jsessionid=0a?x&s=0f"), without_visitor("what? s=1")
    ('/e?id=1#top', '/e?x', 'what? s=1')
    """
    found = _PATH_SESSION.sub("", text)
    kept = _PAIR.sub(lambda pair: "" if _names_visitor(pair[1]) else pair[0], found)
    return re.sub(r"[?&;]+(?=#|$)", "", kept) if kept != found else found


def path_of(url: str, base: str | None = None) -> str:
    """Give path and query without host, session ids and fragment: mirrors share it.

    `base`: the site's address in use; its own path, if any, is left out.

    >>> path_of("http://a.example/forum/showthread.php?tid=1&sid=9#pid3", "http://a.example/forum")
    '/showthread.php?tid=1'
    """
    parts = _split(clean(url))
    if parts is None:
        return "/"
    own = _base_path(base or "")
    path = parts.path.removeprefix(own) if own and f"{parts.path}/".startswith(f"{own}/") else parts.path
    return (path or "/") + (f"?{parts.query}" if parts.query else "")


def is_below(url: str, address: str) -> bool:
    """Say whether a page is on an address of a site: same host, and below its own path where it has one.

    >>> is_below("http://a.example/forum/index.php", "http://a.example/forum")
    True
    >>> is_below("http://b.example/forum/index.php", "http://a.example/forum")
    False
    """
    page, base = _split(url), _split(address)
    if page is None or base is None or page.netloc != base.netloc:
        return False
    return f"{page.path}/".startswith(f"{base.path.rstrip('/')}/")


def parameters(url: str) -> dict[str, str]:
    """Give the query's parameters, raw; the last of a name counts.

    >>> parameters("/showthread.php?tid=3&page=2")
    {'tid': '3', 'page': '2'}
    """
    parts = _split(url)
    pairs = re.split("[&;]", parts.query) if parts else []
    return {_key(pair): pair.partition("=")[2] for pair in pairs if pair}


def last_segment(url: str) -> str:
    """Give what follows the last slash of the path.

    >>> last_segment("http://a.example/forum/thread-1.html?x=1")
    'thread-1.html'
    """
    parts = _split(url)
    return parts.path.rpartition("/")[2] if parts else ""


def split_root(url: str) -> tuple[str, str]:
    """Split an address without its query: scheme and host, and the path; "" for a path that it does not have.

    >>> split_root("http://a.example/f//t/1"), split_root("/f//t/1"), split_root("http://a.example")
    (('http://a.example', '/f//t/1'), ('', '/f//t/1'), ('http://a.example', ''))
    """
    bare = url.partition("?")[0]
    host = bare.find("://")
    start = bare.find("/", host + 3 if host >= 0 else 0)
    return (bare[:start], bare[start:]) if start >= 0 else (bare, "")


def segments(path: str) -> list[str]:
    """Give what stands between a path's slashes; nothing stands between two that follow each other.

    >>> segments("/f//t/1/")
    ['f', 't', '1']
    """
    return [segment for segment in path.split("/") if segment]


def _key(pair: str) -> str:
    return pair.partition("=")[0].lower()


def _names_visitor(pair: str) -> bool:
    """Say whether a parameter is a session id; "s" is also what searches and sections are called."""
    key, _, value = pair.partition("=")
    return key.lower() in SESSION_IDS and (key.lower() != "s" or bool(_HEXADECIMAL.fullmatch(value)))


def _join(base: str, href: str) -> str:
    try:
        return urljoin(base, _BLANK.sub(lambda each: quote(each[0]), href.strip())) if len(href) <= _MAX else ""
    except ValueError:
        return ""


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        usable = len(url) <= _MAX and parts.scheme in ("http", "https", "") and (parts.hostname or parts.path)
    except ValueError:
        return None
    return parts if usable and (parts.hostname or not parts.scheme) else None


def _base_path(address: str) -> str:
    parts = _split(address)
    return parts.path.rstrip("/") if parts else ""


@lru_cache(maxsize=64)  # a page has thousands of links, its site a few mirrors
def _bases(mirrors: tuple[str, ...]) -> dict[str, str]:
    return {parts.netloc: parts.path.rstrip("/") for parts in map(_split, mirrors) if parts}


def _swap_base(link: SplitResult, page: SplitResult, mirrors: tuple[str, ...]) -> str:
    """Exchange the linked mirror's own path, if it has one, for that of the mirror in use."""
    bases = _bases(mirrors)
    old, new = bases.get(link.netloc, ""), bases.get(page.netloc, "")
    if link.netloc == page.netloc or old == new or not f"{link.path}/".startswith(f"{old}/"):
        return link.path
    return new + link.path.removeprefix(old)
