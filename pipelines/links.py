"""Onion addresses of a post that nobody can follow by accident: shown, searched and exported, they are no links."""

from __future__ import annotations

import functools
import re
import unicodedata

_SCHEME = re.compile(r"\bh(tt)(?=ps?(?::|%3a)(?:/|%2f){1,2}[^\s/]{1,300}[.。．｡]onion)", re.IGNORECASE)
_DOT = re.compile(r"(?<=[^\s.])[.。．｡](?=onion(?![\w-]))", re.IGNORECASE)


def unlinked(text: str) -> str:
    """Break the links to onions in a text, one character for one, so that offsets into it hold.

    Without the scheme a program may still make a link of a name and ask a name server for it, so both are broken.
    Letters and dots of other looks count too: browsers take them for the plain ones in a host's name (UTS 46).

    >>> unlinked("see http://abc.onion/x or abc.onion, not https://board.example/")
    'see hxxp://abc·onion/x or abc·onion, not https://board.example/'
    >>> unlinked("http://abc.ｏｎｉｏｎ or abc․Ⓞⓝⓘⓞⓝ")
    'hxxp://abc·ｏｎｉｏｎ or abc·Ⓞⓝⓘⓞⓝ'
    """
    broken = list(text)
    for seen in {text, _as_browsers_read(text)}:
        for found in _SCHEME.finditer(seen):
            broken[slice(*found.span(1))] = "XX" if found[1].isupper() else "xx"
        for found in _DOT.finditer(seen):
            broken[found.start()] = "·"
    return "".join(broken)


def _as_browsers_read(text: str) -> str:
    """Normalise a text character by character: offsets hold."""
    return text if unicodedata.is_normalized("NFKC", text) else "".join(map(_plain, text))


@functools.lru_cache(maxsize=8192)
def _plain(character: str) -> str:
    shown = unicodedata.normalize("NFKC", character)
    return shown if len(shown) == 1 else character
