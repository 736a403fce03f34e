"""Address templates: how an operator writes down the grammar of a site's addresses ("/item/{id} /items?p={page}")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from config.errors import ConfigError

_PARTS = {"{id}": r"(?P<id>[\w.~-]{1,128})", "{page}": r"(?P<page>\d{1,6})", "{any}": r"[^/?&#]{1,200}"}


def templates(site: str, value: str) -> tuple[re.Pattern[str], ...]:
    """Compile templates, parted by spaces. Raises `ConfigError` for a part other than {id}, {page} and {any}.

    >>> [bool(each.fullmatch("/items?page=2")) for each in templates("shop", "/items /items?page={page}")]
    [False, True]
    """
    return tuple(_template(site, text) for text in value.split())


def further(site: str, value: str) -> tuple[re.Pattern[str], ...]:
    """Compile the one template from which the addresses of further pages are made; none where it is empty.

    Raises `ConfigError` where it holds what nobody knows of a page that was not seen yet ({any}, {id}), or no {page}.

    >>> [bool(each.fullmatch("/items?page=2")) for each in further("shop", "/items?page={page}")]
    [True]
    """
    found = templates(site, value)
    if found and (len(found) > 1 or value.count("{") > 1 or "{page}" not in value):
        raise ConfigError(
            f"site {site}: selectors: next_urls: addresses are made from it, so it is one template with {{page}} in it "
            "(not {any} or {id}): write out what stands there, or give the address of the next page by 'next' alone"
        )
    return found


def found_in(path: str, patterns: Sequence[re.Pattern[str]], part: str) -> str | None:
    """Give a part ("id", "page") of a path by the first template that fits and has it; `None` without one."""
    found = (pattern.fullmatch(path) for pattern in patterns if part in pattern.groupindex)
    return next((each[part] for each in found if each), None)


def _template(site: str, text: str) -> re.Pattern[str]:
    pieces = re.split(r"(\{[^}]{0,20}\})", text)
    unknown = any(piece.startswith("{") and piece not in _PARTS for piece in pieces)
    if unknown or pieces.count("{id}") > 1 or pieces.count("{page}") > 1:
        raise ConfigError(
            f"site {site}: selectors: an address template may hold {{id}} once, {{page}} once, and {{any}}"
        )
    return re.compile("".join(_PARTS.get(piece, re.escape(piece)) for piece in pieces))
