"""What a page tells of a new site: its engine, its boards, and the file that would watch it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlsplit

from config.errors import StallwatchError
from config.schema import Site
from crawler.sites.read import read_either
from crawler.sites.replay import engine_for
from crawler.sites.shown import shown
from spiders.boards import FoundBoard, board_of_thread, boards
from spiders.contract import ADVICE, PageRefused, open_page, refuse
from spiders.detect import Detection, detect
from spiders.json_entries import guess
from spiders.listing import Page, SiteState

PLACEHOLDER = "http://<56 characters>.onion"
"""Stands for the address of a saved page of which nobody said whence it came."""

MOST = 30
"""Boards that a file gets when nobody chose: more are rarely meant, and each costs a page at every visit."""

UNORDERED = ("market", "leaksite")
"""Engines whose listings are not sorted by activity."""

_DESCRIBED = frozenset({"market", "leaksite", "feed"})  # by selectors: no page alone tells what it is; or one board
_ENGINES = frozenset(Site.model_fields["engine"].annotation.__args__)  # type: ignore[union-attr]
_PLAIN = "/?&=;:,.~!*'()@+$%#-_[]"
_LONGEST = 500  # characters of a board's path
_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Choice:
    """A board under the name that the file would give it."""

    id: str
    board: FoundBoard
    title: str
    """Masked and cleaned."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A site as its file would be."""

    found: Detection
    address: str
    """Base address, or `PLACEHOLDER`."""
    choices: tuple[Choice, ...]
    state: SiteState | None
    """What the page is instead of a board's; `None`: no wall."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """JMESPaths of a leak site's JSON, as guessed."""
    told: str = ""
    """What the page itself tells, where the operator knows better; "" where both agree."""
    of_thread: bool = False
    """Whether the page is a thread's, which names its own board at most."""

    @property
    def sure(self) -> str:
        """How sure the engine is."""
        return self.told or f"confidence {self.found.confidence:.2f}"

    @property
    def clearnet(self) -> bool:
        """Whether its address is known to be no onion's."""
        return self.address != PLACEHOLDER and not (urlsplit(self.address).hostname or "").endswith(".onion")

    @property
    def usable(self) -> bool:
        """Whether a file can be made of it as it is."""
        return not self.advice

    @property
    def readable(self) -> bool:
        """Whether this version has an engine for it."""
        return self.found.engine in _ENGINES

    @property
    def advice(self) -> str:
        """The next step; "" where there is none."""
        if self.state:
            return ADVICE[self.state]
        if self.found.engine is None:
            return (
                "No known software wrote this page. Detect another page of the site (its index, a board); a market or "
                "leak site of its own making is described by selectors (docs/sites.md)."
            )
        if self.found.engine == "leaksite" and not self.keys:
            return "A leak site is described by selectors: write them by hand (docs/sites.md)."
        if self.found.engine == "market" and not self.found.family:
            return "A market of its own making is described by selectors: write them by hand (docs/sites.md)."
        if not self.readable:
            return f"This version has no engine for {self.found.engine}."
        page = "This thread's page names no board" if self.of_thread else "No boards were found"
        return "" if self.choices else f"{page}: detect the site's index, or write them by hand."

    @property
    def note(self) -> str:
        """What else is to be known of what is proposed; "" where there is nothing."""
        if self.of_thread and self.choices:
            return "This is a thread's page: its own board is proposed. Detect the site's index for the others."
        if len(self.choices) > MOST:
            return (
                f"The file names the first {MOST} of {len(self.choices)} boards: --all-boards names all of them, "
                "`sites add --board` (repeat) those that you want; --json lists them."
            )
        return ""


def propose(page: Page, cookies: Sequence[str] = (), engine: str | None = None, *, known: bool = True) -> Proposal:
    """Read a page of a new site. `engine`: what the operator says it is. `known`: whether its address is a real one.

    Raises `StallwatchError` for an engine that is none.
    """
    found, told = detect(page, cookies), ""
    if engine is not None and engine not in _ENGINES:
        raise StallwatchError(f"--engine: unknown; allowed: {', '.join(sorted(_ENGINES))}")
    if engine is not None and engine != found.engine:
        told = f"as you say; the page itself tells of {_name(found) if found.engine else 'none'}"
        found = Detection(engine, None, 0.0)
    parts = urlsplit(page.url)
    address = f"{parts.scheme}://{parts.netloc}" if known else PLACEHOLDER
    of_thread = _is_thread(page, found.engine)
    choices = tuple(_named(_boards(page, found.engine, of_thread=of_thread), found.engine)) if found.engine else ()
    keys = (guess(page.html) or {}) if found.engine == "leaksite" else {}
    state = None if found.engine and (choices or of_thread) else _state(page)
    return Proposal(found, address, choices, state, keys, told, of_thread)


def _is_thread(page: Page, engine: str | None) -> bool:
    if engine not in _ENGINES - _DESCRIBED:
        return False
    try:
        return read_either(engine_for(None, engine, page.url, {}), page).thread is not None
    except StallwatchError:  # an address that is none: told where it is to be written
        return False


def _boards(page: Page, engine: str, *, of_thread: bool) -> Sequence[FoundBoard]:
    """Give the boards that a page shows; of a thread's, its own only: what stands above it may hold no threads."""
    if not of_thread:
        return boards(page, engine)
    own, linked = board_of_thread(page, engine), boards(page, engine)
    return (own,) if own else linked if len(linked) == 1 else ()


def _name(found: Detection) -> str:
    return f"{found.engine or 'unknown'} {found.family or ''}".rstrip()


def _state(page: Page) -> SiteState | None:
    try:
        state = refuse(open_page(page, thread=False)).state
    except PageRefused as refusal:
        state = refusal.state
    return None if state is SiteState.LAYOUT_CHANGED else state


def _named(found: Sequence[FoundBoard], engine: str) -> Iterator[Choice]:
    """Give each board an id of its title, else of its address."""
    taken: set[str] = set()
    for each in found:
        title, path = shown(each.title), _path(each.path, engine)
        if len(path) > _LONGEST:
            continue
        stem = slug(title) or slug(each.path.rstrip("/").rpartition("/")[2]) or "board"
        name, number = stem, 2
        while name in taken:
            name, number = f"{stem}-{number}", number + 1
        taken.add(name)
        yield Choice(name, replace(each, path=path), title)


def _path(path: str, engine: str) -> str:
    """Write a board's path as the site's file holds it: of Discourse that of its JSON, which is exact."""
    by_json = engine == "discourse" and "?" not in path and not path.endswith(".json")
    return quote(path, safe=_PLAIN) + (".json" if by_json else "")


def slug(text: str) -> str:
    """Make a text fit for an id; "" when nothing of it fits.

    >>> slug("Leaks & Databases!"), slug("Базы")
    ('leaks-databases', '')
    """
    return _SLUG.sub("-", text.lower()).strip("-")[:40].strip("-")


def chosen(proposal: Proposal, wanted: Sequence[str], *, every: bool = False) -> tuple[Choice, ...]:
    """Choose boards by id, title or path; when nothing is asked for the first `MOST`, or `every` one.

    Raises `StallwatchError` for unknown ones.
    """
    if not wanted:
        return proposal.choices if every else proposal.choices[:MOST]
    for name in wanted:
        if not any(name in (each.id, each.title, each.board.path) for each in proposal.choices):
            ids = [each.id for each in proposal.choices]
            more = f" and {len(ids) - MOST} more (`sites detect --json`)" if len(ids) > MOST else ""
            there = ", ".join(ids[:MOST]) or "none"
            raise StallwatchError(f"--board: no board {shown(name)!r} was found; there are: {there}{more}")
    return tuple(each for each in proposal.choices if {each.id, each.title, each.board.path} & set(wanted))


def site_id(proposal: Proposal) -> str:
    """Propose a name for the site."""
    if proposal.address == PLACEHOLDER:
        return f"new-{proposal.found.engine or 'site'}"
    host = urlsplit(proposal.address).hostname or ""
    label = host.removesuffix(".onion").rpartition(".")[2] if host.endswith(".onion") else host.partition(".")[0]
    engine = proposal.found.engine or "site"
    return f"{engine}-{label[:6]}" if host.endswith(".onion") and label.isalnum() else slug(label) or f"new-{engine}"


def as_yaml(proposal: Proposal, name: str, choices: Sequence[Choice]) -> str:
    """Write the site's file. JSON's strings are YAML's; what a page says stands in comments only, cleaned."""
    return "\n".join(_lines(proposal, name, choices)) + "\n"


def _lines(proposal: Proposal, name: str, choices: Sequence[Choice]) -> Iterator[str]:
    found = proposal.found
    yield "# Proposed by `stallwatch sites` from one page. Look it over, then: stallwatch sites check " + name
    yield f"id: {name}"
    yield f"engine: {found.engine}  # {_name(found)}, {proposal.sure}"
    if proposal.clearnet:
        yield "network: clearnet-over-tor"
    yield "addresses:"
    yield f"  - {_text(proposal.address)}"
    if found.engine == "market" and found.family:
        yield "selectors:"
        yield f"  preset: {found.family}"
    if proposal.keys:
        yield from _json(proposal.keys)
    yield "boards:  # what to watch: take out what is not wanted"
    order = ", ordered_by: nothing" if found.engine in UNORDERED else ""
    for each in choices:
        yield f"  - {{id: {each.id}, path: {_text(each.board.path)}{order}}}{_comment(each)}"
    if 1 < len(choices) < len(proposal.choices):
        yield f"  # {len(proposal.choices) - len(choices)} more boards were found: stallwatch sites detect --all-boards"


def _json(keys: Mapping[str, str]) -> Iterator[str]:
    if not keys.keys() & {"id", "url"}:
        yield "selectors:"
        yield "  id_of: title"
    yield "json:  # guessed from the names of its keys: correct them (docs/sites.md)"
    for key, path in keys.items():
        yield f"  {key}: {json.dumps(path)}"


def _text(value: str) -> str:
    return value if value == PLACEHOLDER else json.dumps(value, ensure_ascii=False)


def _comment(choice: Choice) -> str:
    threads = "" if choice.board.threads is None else f", {choice.board.threads} threads"
    return f"  # {choice.title}{threads}" if choice.title or threads else ""


def as_json(proposal: Proposal, name: str, source: str, choices: Sequence[Choice]) -> dict[str, Any]:
    """Lay a proposal out as plain data. `choices`: the boards of its file."""
    found = proposal.found
    return {
        "source": source,
        "engine": found.engine,
        "family": found.family,
        "confidence": found.confidence,
        "why": [*found.why, *([proposal.told] if proposal.told else [])],
        "readable": proposal.readable,
        "state": proposal.state,
        "advice": proposal.advice,
        "note": proposal.note,
        "boards": [
            {"id": each.id, "title": each.title, "path": each.board.path, "threads": each.board.threads}
            for each in proposal.choices
        ],
        "site": as_yaml(proposal, name, choices) if found.engine and choices else None,
    }
