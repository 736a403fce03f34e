"""Which responses are text that a page can be read from; all others are never taken in."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_PAGE = re.compile(
    r"text/(html|xml|json|(rss|atom)\+xml)|application/(xhtml\+xml|xml|json|[a-z0-9.-]{1,60}\+(xml|json))"
)


def is_page(content_type: str | None, disposition: str | None, url: str) -> bool:
    """Tell by its headers whether a response is HTML, XHTML, JSON or XML (or a robots.txt, which is plain text).

    `None`: no such header. An attachment is no page, whatever it calls itself.

    >>> is_page("text/html; charset=utf-8", None, "http://forum.example/")
    True
    >>> is_page("image/svg+xml", None, "http://forum.example/logo")
    False
    """
    essence = (content_type or "").partition(";")[0].strip().lower()
    if (disposition or "").strip().lower().startswith("attachment"):
        return False
    return bool(_PAGE.fullmatch(essence)) or (essence == "text/plain" and _path(url) == "/robots.txt")


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
