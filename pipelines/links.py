"""Onion addresses of a post that nobody can follow by accident: shown, searched and exported, they are no links."""

from __future__ import annotations

import functools
import re
import unicodedata
from urllib.parse import unquote

_LINK = re.compile(r"\bh(tt)ps?(?::|%3a)(?:[/\\]|%2f){1,3}([^\s/\\]{1,300})", re.IGNORECASE)
_DOT = re.compile(r"(?<=[^\s.])[.。．｡](?=onion(?![\w-]))", re.IGNORECASE)
_ONION = re.compile(r"[.。．｡]onion", re.IGNORECASE)
_UNSEEN = "Cf"
"""The category of soft hyphens, zero-width and bidi characters, which browsers leave out of a host's name."""


def unlinked(text: str) -> str:
    """Break the links to onions in a text, one character for one, so that offsets into it hold.

    Without the scheme a program may still make a link of a name and ask a name server for it, so both are broken.
    Letters and dots of other looks or behind a percent sign count too: browsers take them for the plain ones in a
    host's name (UTS 46; https://url.spec.whatwg.org/#host-parsing).

    >>> unlinked("see http://abc.onion/x or abc.onion, not https://board.example/")
    'see hxxp://abc·onion/x or abc·onion, not https://board.example/'
    >>> unlinked("http://abc.ｏｎｉｏｎ or abc․Ⓞⓝⓘⓞⓝ or http://abc%2e%6fnion/")
    'hxxp://abc·ｏｎｉｏｎ or abc·Ⓞⓝⓘⓞⓝ or hxxp://abc%2e%6fnion/'
    """
    broken = list(text)
    for seen, places in ((text, range(len(text))), _as_browsers_read(text)):
        for found in _LINK.finditer(seen):
            if _ONION.search(_host(found[2])):
                for place in places[found.start(1) : found.end(1)]:
                    broken[place] = "X" if found[1].isupper() else "x"
        for found in _DOT.finditer(seen):
            broken[places[found.start()]] = "·"
    return "".join(broken)


def _host(written: str) -> str:
    return "".join(map(_plain, unquote(written))) if "%" in written else written


def _as_browsers_read(text: str) -> tuple[str, list[int]]:
    """Normalise a text character by character; with the place of each in the text."""
    if text.isascii():
        return "", []
    seen = [(shown, place) for place, shown in enumerate(map(_plain, text)) if shown]
    return "".join(shown for shown, _ in seen), [place for _, place in seen]


@functools.lru_cache(maxsize=8192)
def _plain(character: str) -> str:
    if unicodedata.category(character) == _UNSEEN:
        return ""
    shown = unicodedata.normalize("NFKC", character)
    return shown if len(shown) == 1 else character
