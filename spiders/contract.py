"""What a page must be before it is parsed, and which state of the site it shows when it is something else.

An engine looks for the structure that it reads. Only where that is not there, the page is looked at as a wall: a login
form, a captcha, a queue, a ban, maintenance. So the words of posts never decide: a thread about captchas is a thread.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from parsel import Selector

from spiders.dom import UNSEEN, parse, squeeze, words
from spiders.listing import Page, Post, Row, SiteState

ADVICE = {
    SiteState.LOGIN_REQUIRED: "The site shows a login instead of the page. Name a session in 'cookies' in the site's "
    "file, of an account that you are entitled to use; if one is named, its session has ended: renew it.",
    SiteState.CAPTCHA: "The site shows a captcha or a browser check. Open it in Tor Browser, pass the check, and put "
    "that session's cookies into the file that 'cookies' names.",
    SiteState.QUEUE: "The site lets visitors wait. Nothing to do unless it lasts; then raise 'delay' in the site's "
    "file or add another address.",
    SiteState.BANNED: "The site refuses this visitor. Lower the budgets, raise 'delay', or use other cookies.",
    SiteState.LAYOUT_CHANGED: "The page holds neither what the engine reads nor a known wall. Open the board's address "
    "in Tor Browser: correct 'path', 'engine' or 'selectors' in the site's file.",
    SiteState.DOWN: "The site says that it is down or under maintenance. Nothing to do unless it lasts; then check "
    "its addresses.",
    SiteState.EMPTY: "The site answered with an empty page. Nothing to do unless it lasts; then check its addresses.",
}
"""The next step for the operator, by state."""

_HEADS = " header panel quick_login loginBar brdheader brd-head brd-navlinks brd-visit elUserNav elUserSignIn_menu "
_HEAD = f"ancestor::*[self::header or self::nav or @id and contains('{_HEADS}', concat(' ', @id, ' '))]"
_HIDDEN = "ancestor-or-self::*[@hidden or contains(translate(@style, ' ', ''), 'display:none')]"
_LOGIN_INPUTS = "//input[translate(@type, 'PASWORD', 'pasword') = 'password']"
_NAMED = " or ".join(
    f"contains(translate(@{name}, 'ACHPT', 'achpt'), 'captcha')" for name in ("id", "class", "src", "name", "action")
)
_CAPTCHA = f"//body//*[{_NAMED} or @id='challenge-form' or contains(@class, 'cf-turnstile')]"
_READ = 6000  # characters of a wall: walls are short
_STEPS = 20_000  # through the tree, for the same reason
_LOOKED_AT = 50  # of the elements that may be a wall's: their ancestors are looked through
_STATUS = {
    401: SiteState.LOGIN_REQUIRED,
    403: SiteState.BANNED,
    407: SiteState.DOWN,
    408: SiteState.DOWN,
    429: SiteState.QUEUE,
}


class PageRefused(Exception):  # noqa: N818 - not an error of ours: the page is not what was asked for
    """A page that failed its contract and was not parsed."""

    def __init__(self, state: SiteState, advice: str | None = None) -> None:
        self.state = state
        """How the site was found."""
        self.advice = advice or ADVICE[state]
        """The next step for the operator; holds no text of the page."""
        super().__init__(f"{state}: {self.advice}")


class ThreadMissing(Exception):  # noqa: N818 - as above
    """The site itself says that this thread or offer does not exist."""


def open_page(page: Page, *, thread: bool) -> Selector:
    """Parse a page whose status and body allow it.

    Raises `PageRefused`; for a thread or offer that the site answers with 404 or 410, `ThreadMissing`.
    """
    document = parse(page.html)
    if page.status < 300:
        if not page.html.strip("\x00 \t\r\n\ufeff"):
            raise PageRefused(SiteState.EMPTY)
        return document
    wall = _wall(document)
    if thread and wall is None and page.status in (404, 410):
        raise ThreadMissing
    raise PageRefused(wall or _status_state(page.status))


def refuse(document: Selector) -> PageRefused:
    """Name the state of a page in which an engine did not find what it reads; to be raised by the engine."""
    return PageRefused(_wall(document) or (SiteState.LAYOUT_CHANGED if _holds_anything(document) else SiteState.EMPTY))


def refuse_thread(document: Selector, engine: str) -> PageRefused | ThreadMissing:
    """Name what a page without posts is; to be raised by the engine, whose name says how its software words it."""
    missing = phrases("missing")[engine].search(visible_words(document))
    return ThreadMissing() if missing else refuse(document)


def legible(rows: Sequence[Row]) -> bool:
    """Hold rows to their contract: an id and a title each, and among them an author or a date."""
    return all(row.native_id and row.title for row in rows) and any(row.author or row.last_activity for row in rows)


def readable(posts: Iterable[Post]) -> bool:
    """Hold posts to their contract: among them an author or a date."""
    return any(post.author or post.posted for post in posts)


def built_wall(document: Selector) -> SiteState | None:
    """Recognise a login form or a captcha by structure alone; not those that a board's head keeps for guests."""
    if any(not node.xpath(f"{_HEAD} | {_HIDDEN}") for node in document.xpath(_LOGIN_INPUTS)[:_LOOKED_AT]):
        return SiteState.LOGIN_REQUIRED
    if any(not node.xpath(_HIDDEN) for node in document.xpath(_CAPTCHA)[:_LOOKED_AT]):
        return SiteState.CAPTCHA
    return None


def visible_words(document: Selector) -> str:
    """Give the first words of title and body that a visitor sees, for pages without posts."""
    title = " ".join(words(node) for node in document.css("title")[:1])
    pieces, size = [title], 0
    for text in _shown(document.css("body")):
        pieces.append(squeeze(text))
        size += len(pieces[-1])
        if size > _READ:
            break
    return " ".join(filter(None, pieces))


def _shown(bodies: Iterable[Selector]) -> Iterator[str]:
    """Give the texts of what is not hidden, without recursion."""
    stack, steps = [body.root for body in bodies], 0
    while stack and (steps := steps + 1) < _STEPS:
        node = stack.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node.tag, str) and node.tag not in UNSEEN and not _is_hidden(node):
            yield node.text or ""
            for child in reversed(node):
                stack += [child.tail or "", child]


def _is_hidden(node: Any) -> bool:
    return node.get("hidden") is not None or "display:none" in (node.get("style") or "").replace(" ", "")


@functools.cache
def phrases(name: str) -> dict[str, re.Pattern[str]]:
    """Give what pages say, by its name in a data file beside this one: `walls` by state, `missing` by engine."""
    tables = tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))
    return {key: re.compile("|".join(table["says"]), re.IGNORECASE) for key, table in tables.items()}


def _wall(document: Selector) -> SiteState | None:
    """Recognise a wall on a page without content: structure first, then words."""
    if state := built_wall(document):
        return state
    text = visible_words(document)
    return next((SiteState(name) for name, pattern in phrases("walls").items() if pattern.search(text)), None)


def _status_state(status: int) -> SiteState:
    return _STATUS.get(status) or (SiteState.DOWN if status >= 500 else SiteState.LAYOUT_CHANGED)


def _holds_anything(document: Selector) -> bool:
    return bool(visible_words(document) or document.css("body img, body form, body iframe, frameset"))
