"""What a page must be before it is parsed, and which state of the site it shows when it is something else.

An engine looks for the structure that it reads. Only where that is not there, the page is looked at as a wall: a login
form, a captcha, a queue, a ban, maintenance. So the words of posts never decide: a thread about captchas is a thread.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

from parsel import Selector

from spiders.dom import parse
from spiders.limits import check_nesting, check_tags
from spiders.listing import Page, Post, Row, SiteState
from spiders.refused import ADVICE, PageRefused, ThreadMissing
from spiders.spoken import plain_pattern, spoken
from spiders.walls import built_wall, says_empty, wall

__all__ = [
    "ADVICE",
    "PageRefused",
    "ThreadMissing",
    "built_wall",
    "check_empty",
    "legible",
    "open_page",
    "readable",
    "refuse",
    "refuse_thread",
]

_STATUS = {
    401: SiteState.LOGIN_REQUIRED,
    403: SiteState.BANNED,
    407: SiteState.DOWN,
    408: SiteState.DOWN,
    429: SiteState.QUEUE,
}


def open_page(page: Page, *, thread: bool) -> Selector:
    """Parse a page whose status and body allow it.

    Raises `PageRefused`; for a thread or offer that the site answers with 404 or 410, `ThreadMissing`.
    """
    check_tags(page.html)
    document = parse(page.html)
    check_nesting(document, page.html)
    if page.status < 300:
        if not page.html.strip("\x00 \t\r\n\ufeff"):
            raise PageRefused(SiteState.EMPTY)
        return document
    state = wall(document)
    if thread and state is None and page.status in (404, 410):
        raise ThreadMissing
    raise PageRefused(state or _status_state(page.status))


def refuse(document: Selector) -> PageRefused:
    """Name the state of a page in which an engine did not find what it reads; to be raised by the engine."""
    return PageRefused(wall(document) or (SiteState.LAYOUT_CHANGED if _holds_anything(document) else SiteState.EMPTY))


def check_empty(document: Selector, *, marked: bool, leads: bool) -> None:
    """Hold a listing page without rows to its contract: it is a board that has no threads. Raises `PageRefused`.

    `marked`: it holds what every listing of the engine holds. `leads`: it links to threads all the same.
    """
    if state := built_wall(document):
        raise PageRefused(state)
    if says_empty(document):
        return
    if state := wall(document):
        raise PageRefused(state)
    if leads or not marked:
        raise refuse(document)


def refuse_thread(document: Selector, engine: str) -> PageRefused | ThreadMissing:
    """Name what a page without posts is; to be raised by the engine, whose name says how its software words it."""
    page = spoken(document)
    missing = _missing()[engine]
    said = missing.search(page.text) or any(map(missing.search, page.heads))
    return ThreadMissing() if said else refuse(document)


def legible(rows: Sequence[Row]) -> bool:
    """Hold rows to their contract: an id and a title each, and among them an author or a date."""
    return all(row.native_id and row.title for row in rows) and any(row.author or row.last_activity for row in rows)


def readable(posts: Iterable[Post]) -> bool:
    """Hold posts to their contract: among them an author or a date."""
    return any(post.author or post.posted for post in posts)


@functools.cache
def _missing() -> dict[str, re.Pattern[str]]:
    """Give what the software of each engine says of a thread that does not exist."""
    tables = tomllib.loads(Path(__file__).with_name("missing.toml").read_text(encoding="utf-8"))
    return {
        key: re.compile("|".join(map(plain_pattern, table["says"])), re.IGNORECASE) for key, table in tables.items()
    }


def _status_state(status: int) -> SiteState:
    return _STATUS.get(status) or (SiteState.DOWN if status >= 500 else SiteState.LAYOUT_CHANGED)


def _holds_anything(document: Selector) -> bool:
    return bool(spoken(document).whole or document.css("body img, body form, body iframe, frameset"))
