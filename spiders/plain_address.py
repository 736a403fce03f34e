"""Addresses without what a title put into them: a slug can hold the very name or number that is masked in the title.

Of `/threads/john-doe-leaked.12/` the number is enough: software reads it and leads on to the address it likes better.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol
from urllib.parse import unquote

from spiders.links import clean, without_visitor
from spiders.listing import digest

_SLUG = "x"
"""What stands for a slug where software asks for some."""
_SEGMENTS = (
    (re.compile(r"(\d{1,12})-[^/]{1,500}?(\.html?)?"), rf"\g<1>-{_SLUG}\g<2>"),  # 12-title, 12-title.html
    (re.compile(r"[^/]{1,500}\.(\d{1,12})"), rf"{_SLUG}.\g<1>"),  # title.12
    (
        re.compile(r"[^/]{1,500}?([-_]t?\d{1,12}(?:\.\d{1,9})?\.html?)"),
        rf"{_SLUG}\g<1>",
    ),  # title-t12.html, title_12.0.html
    (re.compile(r"[^/]{1,500}-(\d{1,12})"), rf"{_SLUG}-\g<1>"),  # title-12
)
_MAILBOX = (
    r"(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|icloud|aol|gmx|mail|yandex|ya|rambler|proton|protonmail|"
    r"tuta|tutanota|zoho|qq|163|126|naver|daum|web|orange|free|libero|seznam|onet|wp|rediffmail)"
)
_PERSONAL = re.compile(
    r"@|%40|\bAKIA[A-Z0-9]{16}\b|\beyJ[\w-]{20}|\d(?:[-_.+ ]{0,2}\d){8,40}"
    rf"|[a-z0-9][-_.+]{_MAILBOX}[-_.](?:com|net|org|ru|cn|fr|de|it|pl|cz|me|jp|kr)\b",
    re.IGNORECASE,
)
_LONGEST_ID = 200
_PLAIN = re.compile(r"[A-Za-z0-9._~:/?=&,+%-]*")
HIDDEN = "/hidden/"
"""What a path that is not kept begins with; its hash follows."""
_OPAQUE = re.compile(r"\d{1,20}|[0-9a-f]{8,128}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class Grammar(Protocol):
    """What of an engine is asked."""

    def native_id(self, url: str) -> str | None:
        """As of `Engine`."""

    def allows(self, url: str) -> bool:
        """As of `Engine`."""


def plain_address(engine: Grammar, url: str, native_id: str) -> str:
    """Take the title's words out of a thread's address where the engine finds the same thread without them."""
    return next((each for each in _shorter(url, native_id) if _is_same(engine, each, native_id)), url)


def _is_same(engine: Grammar, url: str, native_id: str) -> bool:
    return engine.native_id(url) == native_id and engine.allows(url)


def kept_path(path: str) -> str:
    """Give the path as it may be kept: one that may hold somebody's data is hidden."""
    return hidden_path(path) if looks_personal(path) else path


def hidden_path(path: str) -> str:
    """Give a path's hash in its place, which leads nowhere."""
    return path if is_hidden(path) else f"{HIDDEN}{digest(path)}"


def is_hidden(path: str) -> bool:
    """Say whether a kept path is a hash: the page is found again only where a listing page links to it."""
    return path.startswith(HIDDEN)


def plain_id(native_id: str) -> str:
    """Keep an id that a site makes up as it is; one that is long or of words, or may hold somebody's data, as its hash.

    >>> plain_id("tide-2026-3"), len(plain_id("wren@harbour.example")), len(plain_id("ann-lee-gmail-com"))
    ('tide-2026-3', 32, 32)
    >>> plain_id("")
    ''
    """
    known = without_visitor(native_id)
    plain = len(known) <= _LONGEST_ID and _PLAIN.fullmatch(known) and not looks_personal(known)
    return known if plain else digest(known)


def looks_personal(words: str) -> bool:
    """Say whether a part of an address, or an id made from a title, may hold somebody's e-mail, telephone or number.

    >>> [looks_personal(each) for each in ("ann-lee-gmail-com", "leak-of-44-7700-900123", "acme-2026-03", "0f3a90c1")]
    [True, True, False, False]
    """
    return any(not _OPAQUE.fullmatch(each) and _PERSONAL.search(each) for each in re.split(r"[/?&=;]", unquote(words)))


def _shorter(url: str, native_id: str) -> Iterator[str]:
    """Give the ways in which an address could do without a slug, the shortest first."""
    bare, mark, query = clean(url).partition("?")
    root = re.match(r"(?:[a-z]+://[^/]*)?/?", bare)
    head = root[0] if root else ""
    path = bare.removeprefix(head)
    yield from (f"{head}{each}{mark}{query}" for each in _without(path))
    name, more, rest = query.partition("&")  # showthread.php?12-title, index.php?threads/title.12/
    yield from (f"{bare}?{each}{more}{rest}" for each in _without(name))
    folder, slash, last = path.rpartition("/")
    if last.startswith("Thread-") and native_id.isdecimal():  # MyBB's titles hold no number, its rows do
        yield f"{head}{folder}{slash}showthread.php?tid={native_id}"


def _without(path: str) -> Iterator[str]:
    segments = path.split("/")
    numbers = [each.removesuffix(".json").isdecimal() for each in segments]
    for at in range(len(segments) - 1, -1, -1):
        before, after = segments[:at], segments[at + 1 :]
        beside = any(numbers[max(0, at - 1) : at] + numbers[at + 1 : at + 2])
        if segments[at] and beside and not numbers[at]:  # t/title/12, discussion/12/title
            yield "/".join([*before, *after])
        found = ((shape.fullmatch(segments[at]), short) for shape, short in _SEGMENTS)
        yield from ("/".join([*before, match.expand(short), *after]) for match, short in found if match)
