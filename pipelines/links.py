"""Onion addresses of a post that nobody can follow by accident: shown, searched and exported, they are no links."""

from __future__ import annotations

import re

_SCHEME = re.compile(r"\bh(tt)(?=ps?(?::|%3a)(?:/|%2f){1,2}[^\s/]{1,300}[.。．｡]onion)", re.IGNORECASE)
_DOT = re.compile(r"(?<=[^\s.])[.。．｡](?=onion(?![\w-]))", re.IGNORECASE)


def unlinked(text: str) -> str:
    """Break the links to onions in a text, one character for one, so that offsets into it hold.

    Without the scheme a program may still make a link of a name and ask a name server for it, so both are broken.

    >>> unlinked("see http://abc.onion/x or abc.onion, not https://board.example/")
    'see hxxp://abc·onion/x or abc·onion, not https://board.example/'
    """
    return _DOT.sub("·", _SCHEME.sub(_crossed, text))


def _crossed(found: re.Match[str]) -> str:
    return found[0][0] + ("XX" if found[1].isupper() else "xx")
