"""The items that spiders make: a page's rows and posts, and the `Listing` that goes down the pipelines.

All are frozen. Texts in them are *raw*: they may hold personal data and hostile characters, so no `repr` shows them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

Precision = Literal["second", "minute", "hour", "day"]
Kind = Literal["thread", "offer", "leak"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as a page shows it."""

    at: datetime
    """UTC, cut to the precision."""
    precision: Precision
    """The smallest unit that the page shows."""


class SiteState(StrEnum):
    """How a site was found at a visit."""

    OK = "ok"
    LOGIN_REQUIRED = "login_required"
    CAPTCHA = "captcha"
    QUEUE = "queue"
    BANNED = "banned"
    LAYOUT_CHANGED = "layout_changed"
    DOWN = "down"
    EMPTY = "empty"
    IDENTITY_RESET = "identity_reset"


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched page, as an engine gets it; made from a Scrapy response or a saved file alike."""

    url: str
    """The address it came from, absolute."""
    html: str = field(repr=False)
    """The decoded body."""
    fetched_at: datetime
    """UTC; relative dates ("10 minutes ago") resolve against it."""
    status: int = 200
    """HTTP status."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a listing page: a thread or offer, before it is opened."""

    native_id: str
    """The site's own id of the thread; never made from a cleaned title."""
    url: str
    """Absolute address of the thread's first page, without session ids or fragment."""
    title: str = field(repr=False)
    """Without the prefix."""
    prefix: str | None = field(default=None, repr=False)
    """The board's label before the title ("[FREE]"), without decoration; `None` when there is none."""
    author: str | None = field(default=None, repr=False)
    """Display name; `None` when not shown."""
    replies: int | None = None
    """`None` when not shown (a moved pointer, a market)."""
    views: int | None = None
    """`None` when not shown."""
    posted: Moment | None = None
    """`None` when the row does not show when the thread began."""
    last_activity: Moment | None = None
    """`None` when not shown."""
    last_post_id: str | None = None
    """The id in the link to the last post; `None` when there is no such id."""
    price: str | None = field(default=None, repr=False)
    """The price as written; `None` on forums."""
    sticky: bool = False
    """Pinned: its place says nothing about its activity."""
    locked: bool = False
    """Closed for replies."""
    moved: bool = False
    """A pointer to a thread that now lives on another board."""
    opened: ThreadPage | None = field(default=None, repr=False)
    """The entry itself, where its listing page shows all of it (a leak site's card, a feed's entry): there is no page
    to open, and `url` is where people read it. `None`: it is to be opened."""
    shown: str | None = field(default=None, repr=False)
    """The text that a row shows besides, and when it was changed, without what moves by itself (a countdown); `None` on
    forums."""

    def fingerprint(self) -> str:
        """Hash what a listing row shows of change: title, prefix, price, replies, last-post id, an entry's text.

        Dates are left out: a resolved relative date moves with every visit.
        """
        parts = (self.title, self.prefix, self.price, self.replies, self.last_post_id)
        # Whether it has a page of its own counts too: when it gets one, that is read.
        entry = () if self.shown is None else (self.shown, "whole" if self.opened else "")
        return digest(*(str(part) for part in parts), *entry)


@dataclass(frozen=True, slots=True)
class ListingPage:
    """A page of a board or of a market's offers."""

    rows: tuple[Row, ...]
    """In the page's order, stickies and pointers of moved threads included; announcements without an id left out."""
    next_url: str | None
    """Absolute address of the next page; `None` on the last."""


@dataclass(frozen=True, slots=True)
class Post:
    """One post of a thread."""

    native_id: str | None
    """The site's id of the post; `None` when the page shows none."""
    author: str | None = field(repr=False)
    """Display name; `None` when not shown."""
    text: str = field(repr=False)
    """What the author wrote, quotes and code included, without signature and "edited" notes."""
    own_text: str = field(repr=False)
    """The same without quoted words of others: what a claim is read from."""
    posted: Moment | None = None
    """`None` when not shown."""
    edited: Moment | None = None
    """`None` when the page does not say that it was edited."""


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A page of a thread, or a market's offer (a thread of one post)."""

    native_id: str | None
    """The thread's id; `None` when neither page nor address shows it."""
    title: str = field(repr=False)
    """Without the prefix."""
    posts: tuple[Post, ...]
    """In the page's order."""
    prefix: str | None = field(default=None, repr=False)
    """As in `Row`; `None` when none is shown."""
    price: str | None = field(default=None, repr=False)
    """The price as written; `None` on forums."""
    next_url: str | None = None
    """Absolute; `None` on the last page."""
    last_url: str | None = None
    """Absolute address of the thread's last page; `None` when this is the last or only one."""
    standing: str | None = field(default=None, repr=False)
    """What the page shows of the opening author's standing (posts, reputation, rank); `None` when nothing."""


@dataclass(frozen=True, slots=True)
class Update:
    """A later post by the listing's own author: "sold", "now 4 BTC"."""

    native_id: str | None
    """The post's id; `None` when the page shows none."""
    posted: Moment | None
    """`None` when not shown."""
    text: str = field(repr=False)
    """The post's own words, without quotes."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One thread, offer or leak-site entry as served. Others' replies are counted, not kept."""

    site: str
    """The site's immutable id."""
    generation: int
    """Counts a site's rebirths: a forum that came back with ids from 1 gets the next one."""
    kind: Kind
    """What it is."""
    native_id: str
    """The site's own id of it."""
    board: str
    """The board's id in the site's file."""
    path: str = field(repr=False)
    """Path and query of its address, without host and session ids: mirrors share it."""
    title: str = field(repr=False)
    """Without the prefix."""
    body: str = field(repr=False)
    """The opening post's own words."""
    seen: datetime
    """UTC; when the page was fetched."""
    prefix: str | None = field(default=None, repr=False)
    """As in `Row`."""
    author: str | None = field(default=None, repr=False)
    """Display name of the opening post's author; `None` when not shown."""
    standing: str | None = field(default=None, repr=False)
    """As in `ThreadPage`."""
    price: str | None = field(default=None, repr=False)
    """The price as the market shows it; `None` on forums."""
    posted: Moment | None = None
    """When it was opened; `None` when the site does not say."""
    edited: Moment | None = None
    """When the opening post was last edited; `None` when the page does not say so."""
    last_activity: Moment | None = None
    """`None` when the site does not say."""
    replies: int | None = None
    """`None` when the site does not say."""
    views: int | None = None
    """`None` when the site does not say."""
    updates: tuple[Update, ...] = ()
    """The author's own later posts, oldest first, as far as they were read."""
    whole: bool = True
    """Whether all pages of the thread were read; `False`: updates between the first and last page may be missing."""
    fingerprint: str | None = None
    """`Row.fingerprint` of the row that led here; `None` on a revisit without one."""
    own_page: bool = True
    """Whether it has a page of its own; `False`: its listing page shows all of it, and there is nothing to revisit."""

    @property
    def listing_id(self) -> str:
        """The key of this listing everywhere: site, generation, kind and native id, hashed; mirrors share it."""
        return listing_id(self.site, self.generation, self.kind, self.native_id)

    def __repr__(self) -> str:
        return f"<Listing {self.site} {self.listing_id[:8]}>"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that its listing page shows whole; read and stored only where its row is new or changed."""

    row: Row
    """How it stands on the listing page."""
    listing: Listing
    """What it is."""


@dataclass(frozen=True, slots=True)
class Gone:
    """A thread or offer that the site itself says does not exist any more."""

    site: str
    """The site's immutable id."""
    native_id: str
    """The site's own id of it."""
    listing_id: str
    """Which listing."""
    seen: datetime
    """UTC; when the site said so."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A page that failed its contract: nothing was read from it."""

    state: SiteState
    """What it was instead."""
    advice: str
    """The next step for the operator."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A page that broke the engine: a bug of ours or a hostile page. The thread is tried again."""

    reason: str
    """The exception's type; never its text, which may quote the page."""


def first_of_each(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Keep the first row of each id: an entry that a page shows twice, in two wordings, would change at every visit."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row.native_id, row)
    return tuple(found.values())


def listing_id(site: str, generation: int, kind: str, native_id: str) -> str:
    """Hash a listing's raw, stable parts to its key: 32 hex digits.

    >>> listing_id("shop", 1, "offer", "9") == listing_id("shop", 1, "offer", "9")
    True
    >>> listing_id("shop", 1, "offer", "9") == listing_id("shop", 2, "offer", "9")
    False
    """
    return digest(site, str(generation), kind, native_id)


def digest(*parts: str) -> str:
    """BLAKE2b of length-prefixed parts, so that no two lists of parts run together: 32 hex digits."""
    joined = b"".join(len(raw).to_bytes(4, "big") + raw for raw in (part.encode("utf-8", "replace") for part in parts))
    return hashlib.blake2b(joined, digest_size=16).hexdigest()
