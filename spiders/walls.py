"""Walls: what a site shows instead of its boards, by structure first and words second.

What walls say stands in `says/`, one file a language, a table a state: `heads` match a whole heading or a part of the
title, `says` anywhere in the page's own sentences. Four are no states: `denied` is a ban that gives no reason, where
nothing else is said; `gone` a page that is not there; `empty` a board that says of itself that it has no threads;
`away` an address without the site: seized, parked, a hoster's or a server's own page (its `heads` match a whole page).
Regular expressions, without regard to case and accents.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from parsel import Selector

from spiders.listing import SiteState
from spiders.spoken import Spoken, is_hidden, is_side, plain_pattern, spoken

_WORDS = (SiteState.BANNED, SiteState.QUEUE, SiteState.DOWN, SiteState.CAPTCHA, SiteState.LOGIN_REQUIRED)
"""States that words tell, in the order in which they are looked for."""

_CHECK = re.compile(
    r"challenge-form|cf[-_]chl|cf-turnstile|cdn-cgi/challenge-platform/(?!scripts/jsd)|challenges\.cloudflare|ddos-guard"
    r"|__ddg|within\.website|anubis|go-?away|haproxy|basedflare|bot-?check|cloudproxy|_incapsula_|vddosw3data|testcookie"
    r"|slowaes|browser-?(check|verification)|js-?challenge|pow-?challenge|proof-?of-?work"
)
_SCRIPT = re.compile(
    r"(document\.cookie|tonumbers\(|crypto\.subtle|\bpow\b).{0,400}(location|reload|submit|href)", re.DOTALL
)
_ATTRIBUTES = ("id", "class", "src", "name", "action")
_STEPS = 20_000
_SCRIPTS = 20  # that are looked into
_REFRESH = re.compile(r"\s*(\d{1,4})\s*(?:[;,]\s*(?:url\s*=)?\s*(.*))?", re.IGNORECASE)
_LINKS = 3  # at most, on a page that only waits


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of one state, in all languages."""

    heads: re.Pattern[str]
    """Of a whole heading."""
    says: re.Pattern[str]
    """Anywhere in sentences."""

    def told(self, heads: Iterable[str], text: str) -> bool:
        """Tell whether a heading or a sentence says so."""
        return bool(self.says.search(text)) or any(
            self.heads.fullmatch(head) or self.says.search(head) for head in heads
        )


def wall(document: Selector) -> SiteState | None:
    """Name the wall that a page without content is; `None`: none that is known."""
    page = spoken(document)
    check = _check(document, page)
    before = _told(page, page.before)
    if page.login:
        # Who runs the site logs in where all others read that it is closed.
        return before if before in (SiteState.BANNED, SiteState.QUEUE, SiteState.DOWN) else SiteState.LOGIN_REQUIRED
    if before is SiteState.BANNED or (before is SiteState.QUEUE and check != "asks"):
        return before
    if check:
        return SiteState.CAPTCHA
    return before or (SiteState.QUEUE if _only_waits(document, page) else None)


def built_wall(document: Selector) -> SiteState | None:
    """Recognise a login form or a captcha by structure alone; not those that a board's head keeps for guests."""
    page = spoken(document)
    if page.login:
        return SiteState.LOGIN_REQUIRED
    return SiteState.CAPTCHA if _check(document, page) else None


def says_empty(document: Selector) -> bool:
    """Tell whether a board says of itself that it has no threads."""
    page = spoken(document)
    return not page.content and words()["empty"].told((), page.text)


@functools.cache
def words() -> dict[str, Words]:
    """Give what is said, by state."""
    found: dict[str, dict[str, list[str]]] = {}
    for file in sorted(Path(__file__).with_name("says").glob("*.toml")):
        for state, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
            for key in ("heads", "says"):
                found.setdefault(state, {"heads": [], "says": []})[key] += table.get(key, [])
    return {state: Words(_any_of(table["heads"]), _any_of(table["says"])) for state, table in found.items()}


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(plain_pattern, patterns)) or r"(?!)")


def _told(page: Spoken, text: str) -> SiteState | None:
    """Give the state that the page's own words tell."""
    if _is_away(page):
        return SiteState.DOWN  # first: the account that a hoster suspends is not a visitor's
    found = next((state for state in _WORDS if words()[state].told(page.heads, text)), None)
    if found is None and words()["denied"].told(page.heads, text):
        return SiteState.BANNED
    # "Not found, or temporarily unavailable" is a page that is not there.
    is_gone = found in (SiteState.DOWN, SiteState.CAPTCHA) and words()["gone"].told(page.heads, text)
    return None if is_gone else found


def _is_away(page: Spoken) -> bool:
    """Tell whether somebody else answers at the site's address."""
    away = words()["away"]
    if not page.content and away.heads.fullmatch(page.whole):
        return True
    return any(map(away.says.search, (page.text, *page.heads)))


def _check(document: Selector, page: Spoken) -> str | None:
    """Recognise a captcha ("asks") or a check of the browser ("checks") by its structure."""
    if page.content:
        return None
    marks = set(_marks(document))
    if "asks" in marks:
        return "asks"
    if "checks" in marks:
        return "checks"
    scripts = document.css("script::text").getall()[:_SCRIPTS] if len(page.whole) < 300 else []
    return "checks" if any(_SCRIPT.search(script[:5000].lower()) for script in scripts) else None


def _marks(document: Selector) -> Iterator[str]:
    for root in (node.root for node in document.xpath("/*")[:1]):
        stack, steps = [root], 0
        while stack and (steps := steps + 1) < _STEPS:
            node = stack.pop()
            if not isinstance(node.tag, str) or is_hidden(node) or is_side(node):
                continue
            yield from _mark(node)
            stack.extend(islice(node, _STEPS))


def _mark(node: Any) -> Iterator[str]:
    named = " ".join(node.get(name) or "" for name in _ATTRIBUTES).lower()
    if not named.strip():
        return
    if "captcha" in named and node.tag not in ("script", "link", "meta", "body", "html"):
        yield "asks"
    elif _CHECK.search(named) or ("captcha" in named and node.tag == "script"):
        yield "checks"


def _only_waits(document: Selector, page: Spoken) -> bool:
    """Tell whether a page holds a few words and loads itself again by itself."""
    metas = document.xpath("//meta[translate(@http-equiv, 'REFSH', 'refsh') = 'refresh']/@content").getall()
    waits = (found for content in metas if (found := _REFRESH.match(content)))
    again = any(int(found[1]) >= 2 and not (found[2] or "").strip(" '\"").startswith("http") for found in waits)
    return again and 0 < len(page.whole) < 600 and len(document.css("body a[href]")) <= _LINKS
