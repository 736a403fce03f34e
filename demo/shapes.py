"""What stands on the demo's sites: plain values, as their pages are made from."""

from __future__ import annotations

import dataclasses
import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Pack:
    """A language pack: what a forum's pages say, and how they write times."""

    language: str = "en"
    """ISO 639."""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    """In which times are shown."""
    months: tuple[str, ...] = ()
    """Their names in a date; empty: dates are numbers, month first, and the clock has twelve hours."""
    phrases: Mapping[str, str] = field(default_factory=dict)
    """By the English ones."""

    def say(self, phrase: str) -> str:
        """Translate; what the pack does not have stays English, as on a real board."""
        return self.phrases.get(phrase, phrase)


@dataclass(frozen=True, slots=True)
class Post:
    """A post of the forum."""

    pid: int
    author: str
    at: datetime
    """UTC."""
    text: str
    """With the forum's tags: [b], [code], [quote=NAME], [list], [*]."""
    edited: datetime | None = None
    """`None`: never, or the forum does not say."""
    reason: str = ""
    """The author's reason for the edit; empty: none given."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread of the forum; its first post is the opening one."""

    tid: int
    fid: int
    title: str
    posts: tuple[Post, ...]
    prefix: str | None = None
    sticky: bool = False
    locked: bool = False

    @property
    def first(self) -> Post:
        """The opening post."""
        return self.posts[0]

    @property
    def last(self) -> Post:
        """The newest post."""
        return self.posts[-1]

    @property
    def views(self) -> int:
        """A made-up number that fits the replies."""
        return 61 + 117 * len(self.posts) + zlib.crc32(self.title.encode()) % 900


@dataclass(frozen=True, slots=True)
class Pointer:
    """What stays on a board when a thread is moved to another."""

    fid: int
    tid: int
    """The thread that it leads to."""
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Member:
    """What the forum shows of an author."""

    uid: int
    name: str
    group: str = "member"
    """`admin`, `mod` and `vip` are styled."""
    title: str = "Member"
    joined: str = "Jan 2023"
    reputation: int = 0
    posts: int = 0
    threads: int = 0
    signature: str = ""
    deleted: bool = False
    """The account is gone: the name stands without a link."""


@dataclass(frozen=True, slots=True)
class Board:
    """A board of the forum."""

    fid: int
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Announcement:
    """A notice above every board's threads; it has no thread id."""

    aid: int
    title: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Forum:
    """The forum's whole content."""

    name: str
    category: Board
    boards: tuple[Board, ...]
    threads: tuple[Thread, ...]
    pointers: tuple[Pointer, ...]
    announcements: tuple[Announcement, ...]
    members: Mapping[str, Member]
    prefixes: tuple[str, ...]
    threads_per_page: int
    posts_per_page: int
    pack: Pack

    def thread(self, tid: int) -> Thread | None:
        """Return a thread, or `None` when there is none."""
        return next((thread for thread in self.threads if thread.tid == tid), None)

    def member(self, name: str) -> Member:
        """Return an author; whoever is not known yet is a new member."""
        return self.members.get(name) or Member(uid=1000 + zlib.crc32(name.encode()) % 9000, name=name, title="Newbie")

    def plus(self, thread: Thread) -> Forum:
        """Return the forum with one more thread."""
        return dataclasses.replace(self, threads=(*self.threads, thread))

    def entries(self, fid: int) -> tuple[Thread | Pointer, ...]:
        """List a board's rows as the forum orders them: sticky threads first, then the newest activity."""
        threads = [thread for thread in self.threads if thread.fid == fid]
        rows: list[Thread | Pointer] = [*threads, *(pointer for pointer in self.pointers if pointer.fid == fid)]
        return tuple(sorted(rows, key=_rank, reverse=True))


@dataclass(frozen=True, slots=True)
class Review:
    """A buyer's words on an offer."""

    at: datetime
    stars: int
    text: str


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer of the market."""

    slug: str
    """The name that `expected.yml` uses."""
    title: str
    vendor: str
    price: str
    """As the price field shows it: "XMR 1.10000000"."""
    category: str
    body: str
    added: datetime
    """The market shows the day only."""
    updated: datetime
    reviews: tuple[Review, ...] = ()

    @property
    def native_id(self) -> str:
        """The market's own id of it: 25 hex digits."""
        return opaque("item", self.slug)


@dataclass(frozen=True, slots=True)
class Vendor:
    """A seller on the market."""

    name: str
    location: str
    registered: datetime
    rating: float
    orders: int

    @property
    def native_id(self) -> str:
        """The market's own id of them."""
        return opaque("user", self.name)


@dataclass(frozen=True, slots=True)
class Market:
    """The market's whole content, newest offer first."""

    name: str
    categories: tuple[str, ...]
    vendors: Mapping[str, Vendor]
    offers: tuple[Offer, ...]
    per_page: int
    login_wall: bool = False
    """Whether every page asks for a login instead."""

    def offer(self, native_id: str) -> Offer | None:
        """Return an offer by its id, or `None`."""
        return next((offer for offer in self.offers if offer.native_id == native_id), None)


@dataclass(frozen=True, slots=True)
class World:
    """All sites at one day."""

    epoch: datetime
    """UTC; the first start."""
    day: int
    forums: Mapping[str, Forum] = field(repr=False)
    """By the site's id."""
    market: Market = field(repr=False)

    @property
    def forum(self) -> Forum:
        """The English forum."""
        return self.forums["forum"]

    def key_of(self, site: str, native_id: str) -> str:
        """Name a listing as `expected.yml` does: "forum/61", "forum-ru/11", "market/padron-ar"."""
        offer = self.market.offer(native_id) if site == "market" else None
        return f"{site}/{offer.slug if offer else native_id}"


def opaque(kind: str, name: str) -> str:
    """Make one of the market's ids, which tell nothing: 25 hex digits."""
    return hashlib.sha256(f"{kind}:{name}".encode()).hexdigest()[:25]


def _rank(row: Thread | Pointer) -> tuple[bool, datetime]:
    return (row.sticky, row.last.at) if isinstance(row, Thread) else (False, row.at)
