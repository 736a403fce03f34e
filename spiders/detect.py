"""Which forum software a page comes from: named by what the software itself writes, or not at all.

Signs are data (`detect.toml`): elements that a software's own scripts need, its scripts' variables, and, as hints only,
its cookies and the shape of its addresses. No words that people write decide. A page is named only where a proof or two
signs speak for one engine and clearly less for any other: a home-made forum, a wall or a leak site stays unknown.
"""

from __future__ import annotations

import functools
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parsel import Selector

from spiders.dom import parse
from spiders.json_entries import guess
from spiders.listing import Page

WEIGHTS = {"proof": 0.95, "sign": 0.6, "hint": 0.15}
"""How likely a page with it alone is of that engine. What is named has a proof, or two signs."""

ENOUGH = 0.8
"""Confidence from which an engine is named."""

AHEAD = 2.0
"""How many times as much must speak for it as for the next."""

_MOST_LINKS = 3000  # looked at: enough for any page of a board
_LINK = 300  # characters of one
_SCRIPT = 300_000  # characters of scripts


@dataclass(frozen=True, slots=True)
class Sign:
    """What tells an engine."""

    engine: str
    where: str
    """`css`, `script`, `cookie` or `href`."""
    what: str
    """The selector, word, name or pattern."""
    weight: str
    """`proof`, `sign` or `hint`."""
    family: str | None
    """Which version it proves; `None`: none."""
    says: str
    """What it is, for the operator."""


@dataclass(frozen=True, slots=True)
class Detection:
    """What a page is of."""

    engine: str | None
    """As in a site's file; `None`: unknown."""
    family: str | None
    """Version family ("2.1"), of a market the preset; `None`: the page does not tell."""
    confidence: float
    """0 to 1; of what is unknown, of the likeliest."""
    why: tuple[str, ...] = ()
    """What spoke for it, in our words."""


@dataclass(slots=True)
class _Seen:
    """A page, taken apart for signs of each kind."""

    document: Selector
    cookies: tuple[str, ...]
    scripts: str = field(init=False)
    hrefs: str = field(init=False)

    def __post_init__(self) -> None:
        root = self.document.root
        self.scripts = "\n".join(_scripts(root))[:_SCRIPT]
        links = (str(href)[:_LINK].strip() for href in root.xpath("(//a/@href)[position() <= $most]", most=_MOST_LINKS))
        self.hrefs = "\n".join(links)

    def holds(self, sign: Sign) -> bool:
        return _HOLDS[sign.where](self, sign.what)


def detect(page: Page, cookies: Iterable[str] = ()) -> Detection:
    """Name the engine of a page; whatever it holds, this returns, in time that grows with its length only.

    `cookies`: names of the cookies that it came with.

    >>> from datetime import UTC, datetime
    >>> detect(Page("http://a.example/", '<div id="punwrap"><div id="brdmain">', datetime(2025, 1, 1, tzinfo=UTC)))
    ... # doctest: +ELLIPSIS
    Detection(engine='fluxbb', family='FluxBB', confidence=0.98, why=('the frame of FluxBB and PunBB', ...))
    """
    start = page.html[:2000].lstrip("\ufeff \t\r\n\x00")
    if start.startswith(("{", "[")):
        return _of_json(page.html)
    if _FEED.match(start):
        return Detection("feed", None, 0.99, ("an RSS or Atom feed",))
    return _of_html(_Seen(parse(page.html), tuple(cookies)))


def _of_html(seen: _Seen) -> Detection:
    found = {engine: [sign for sign in signs if seen.holds(sign)] for engine, signs in _signs().items()}
    ranked = sorted(found, key=lambda engine: _weight(found[engine]), reverse=True)
    best, second = ranked[:2]
    signs, rival = found[best], _weight(found[second])
    confidence = round(1 - _doubt(signs), 2)
    ahead = _weight(signs) >= AHEAD * rival
    if not _speaks(signs) or confidence < ENOUGH or not ahead:
        return Detection(None, None, confidence if ahead else round(confidence / 2, 2), tuple(_words(signs)))
    return Detection(best, _family(signs), min(confidence, 0.99), tuple(_words(signs)))


def _speaks(signs: list[Sign]) -> bool:
    """Say whether a proof or two signs are among them; hints alone never name an engine."""
    weights = [sign.weight for sign in signs]
    return "proof" in weights or weights.count("sign") >= 2


def _doubt(signs: Iterable[Sign]) -> float:
    return functools.reduce(lambda doubt, sign: doubt * (1 - WEIGHTS[sign.weight]), signs, 1.0)


def _weight(signs: Iterable[Sign]) -> float:
    return sum(WEIGHTS[sign.weight] for sign in signs)


def _family(signs: list[Sign]) -> str | None:
    """Give the family that most speaks for; `None` where nothing does, or two do alike."""
    weights = {
        family: _weight(sign for sign in signs if sign.family == family)
        for family in dict.fromkeys(sign.family for sign in signs if sign.family)
    }
    ranked = sorted(weights.items(), key=lambda each: each[1], reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]) or ranked[0][1] < WEIGHTS["sign"]:
        return None
    return ranked[0][0]


def _words(signs: list[Sign]) -> Iterator[str]:
    order = list(WEIGHTS)
    yield from dict.fromkeys(sign.says for sign in sorted(signs, key=lambda sign: order.index(sign.weight)))


# --- what is no HTML ---

_FEED = re.compile(
    r"(?:<\?xml[^>]{0,200}\?>\s{0,200})?(?:<!--[^>]{0,500}-->\s{0,200}|<\?[^>]{0,300}\?>\s{0,200}){0,3}"
    r"<(?:rss[\s>]|rdf:RDF[\s>]|(?:atom:)?feed\s[^>]{0,500}http://www\.w3\.org/2005/Atom)",
    re.IGNORECASE,
)
_DISCOURSE = {
    "topic_list": ("topics", "Discourse's list of topics"),
    "post_stream": ("posts", "Discourse's posts"),
    "category_list": ("categories", "Discourse's list of categories"),
}


def _of_json(text: str) -> Detection:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return Detection(None, None, 0.0)
    for key, (inner, says) in _DISCOURSE.items() if isinstance(data, dict) else ():
        value = data.get(key)
        if isinstance(value, dict) and isinstance(value.get(inner), list):
            return Detection("discourse", None, 0.98, (says,))
    if _is_json_feed(data):
        return Detection(None, None, 0.5, ("a JSON feed, which no engine reads: look for the site's RSS or Atom",))
    if guess(text) is not None:
        return Detection("leaksite", "json", 0.8, ("a JSON list of entries with titles, and dates or texts",))
    return Detection(None, None, 0.0)


def _is_json_feed(data: Any) -> bool:
    return isinstance(data, dict) and str(data.get("version", "")).startswith("https://jsonfeed.org/")


# --- kinds of signs ---


def _has(seen: _Seen, css: str) -> bool:
    return bool(seen.document.css(css))


def _links(seen: _Seen, pattern: str) -> bool:
    return _pattern(pattern).search(seen.hrefs) is not None


_HOLDS: dict[str, Callable[[_Seen, str], bool]] = {
    "css": _has,
    "script": lambda seen, word: word in seen.scripts,
    "cookie": lambda seen, name: any(each.startswith(name) for each in seen.cookies),
    "href": _links,
}


def _scripts(root: Any) -> Iterator[str]:
    for script in root.xpath("//script"):
        yield script.get("src", "")[:_LINK]
        if script.get("type", "text/javascript").lower() in ("", "text/javascript", "module"):
            yield (script.text or "")[:_SCRIPT]


@functools.cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)


@functools.cache
def _signs() -> dict[str, tuple[Sign, ...]]:
    tables = tomllib.loads(Path(__file__).with_name("detect.toml").read_text(encoding="utf-8"))
    return {engine: tuple(_sign(engine, entry) for entry in entries) for engine, entries in tables.items()}


def _sign(engine: str, entry: dict[str, str]) -> Sign:
    ((where, what),) = ((key, value) for key, value in entry.items() if key in _HOLDS)
    return Sign(engine, where, what, entry["weight"], entry.get("family"), entry["says"])
