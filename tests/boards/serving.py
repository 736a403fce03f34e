"""What a software under `tests/boards` has to say, and the site on loopback that serves it."""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, TypeVar
from zoneinfo import ZoneInfo

from demo.pages.bbcode import to_text, without_quotes
from demo.serving import Clock, LoopbackSite, Request, Response, utcnow
from demo.shapes import Board, Member, Pointer, Post, Thread
from spiders.listing import Precision
from tests.boards.world import World, in_zone, noon_zone

T = TypeVar("T")
Shown = Precision | tuple[Precision, ...] | None
"""To which unit a time is shown, or to which ones some are; `None`: it is not."""


class Software(ABC):
    """One forum's software in one version, theme and setting, with the world on it.

    Subclasses answer requests in its markup, and say by the values below what a visitor of it can see at all: the
    tests compare what was read with the world, as far as the software shows it.
    """

    site: ClassVar[str]
    """The site's id, and the tests'."""
    engine: ClassVar[str]
    """Which engine reads it."""
    settings: ClassVar[dict[str, Any]] = {}
    """What its site's file says besides addresses and boards."""
    fixed_zone: ClassVar[ZoneInfo | None] = None
    """In which times are shown; `None`: the one where it is noon now."""
    names_zone: ClassVar[bool] = True
    """Whether the site's file has to name the zone; `False`: the pages show it, or hold exact times."""
    rows_per_page: ClassVar[int] = 10
    posts_per_page: ClassVar[int] = 10
    prefixes: ClassVar[bool] = False
    """Whether threads have prefixes."""
    announced: ClassVar[bool] = False
    """Whether an announcement is a thread."""
    row_posted: ClassVar[Shown] = None
    """How a row shows when its thread began."""
    row_last: ClassVar[Shown] = "minute"
    """How a row shows the last activity."""
    post_posted: ClassVar[Shown] = "minute"
    """How a post shows when it was written."""
    post_edited: ClassVar[Shown] = "minute"
    """How a post shows its last edit."""

    def __init__(self, world: World) -> None:
        self.zone = self.fixed_zone or noon_zone(world.epoch)
        self.world = in_zone(world, self.zone)

    @abstractmethod
    def respond(self, request: Request, now: datetime) -> Response:
        """Answer a request at a moment (UTC)."""

    @abstractmethod
    def board_path(self, board: Board, number: int = 1) -> str:
        """Path and query of a page of a board, as the site links to it."""

    @abstractmethod
    def thread_path(self, thread: Thread, number: int = 1) -> str:
        """The same of a thread; a thread that does not exist is asked for by it as well."""

    def native_id(self, thread: Thread | Pointer) -> str:
        """The thread's id for this software."""
        return str(thread.tid)

    def post_id(self, post: Post) -> str | None:
        """A post's id; `None` when pages show none."""
        return str(post.pid)

    def author(self, post: Post) -> str | None:
        """Who a post says wrote it."""
        return post.author

    def replies(self, thread: Thread) -> int | None:
        """How many replies a row counts; `None`: it does not."""
        return len(thread.posts) - 1

    def price(self, thread: Thread) -> str | None:
        """What a market asks for an offer, as shown."""
        return None

    def starter(self, thread: Thread) -> str | None:
        """Who a row says began its thread; `None`: it does not say."""
        return thread.first.author

    def started(self, thread: Thread) -> Shown:
        """How a row shows when its thread began."""
        return self.row_posted

    def views(self, thread: Thread) -> int | None:
        """How often a row says that its thread was seen; `None`: it does not, or in short ("4K")."""
        return thread.views

    def title(self, thread: Thread) -> str:
        """What its pages give as the title."""
        return thread.title

    def prefix(self, thread: Thread) -> str | None:
        """What its pages give as the prefix."""
        return thread.prefix if self.prefixes else None

    def text(self, post: Post) -> str:
        """A post's own words as a reader sees them."""
        return to_text(without_quotes(post.text))

    def threads(self) -> list[Thread]:
        """Every thread that a visitor can find."""
        more = [self.world.announcement] if self.announced else []
        return [*self.world.forum.threads, *more]

    def rows(self, fid: int) -> tuple[Thread | Pointer, ...]:
        """A board's rows as it sorts them; the announcement is none of them."""
        return self.world.rows(fid)

    def found_on(self, thread: Thread) -> set[str]:
        """On which boards, by their ids in the site's file, a thread stands; a moved one on that which it came to."""
        return {board.name.lower() for board in self.world.boards if board.fid == thread.fid}

    def missing(self) -> Thread:
        """A thread that does not exist."""
        return Thread(999, self.world.boards[0].fid, "No such thread", self.world.announcement.posts)

    def board_pages(self) -> int:
        """How many listing pages all boards have together; announcements take no row's place."""
        return sum(pages(len(self.rows(board.fid)), self.rows_per_page) for board in self.world.boards)

    def file(self, address: str) -> dict[str, Any]:
        """The site's file for the address that it is reached at."""
        boards = [{"id": board.name.lower(), "path": self.board_path(board)} for board in self.world.boards]
        zone = {"timezone": str(self.zone)} if self.names_zone else {}
        return {"id": self.site, "engine": self.engine, "addresses": [address], "boards": boards} | zone | self.settings

    # --- for the renderers ---

    def local(self, at: datetime) -> datetime:
        """A time on the board's wall clock."""
        return at.astimezone(self.zone)

    def days_back(self, at: datetime, now: datetime) -> int:
        """How many days ago that was on the board's calendar; 0: today."""
        return (self.local(now).date() - self.local(at).date()).days

    def member(self, name: str) -> Member:
        return self.world.forum.member(name)

    def last_page(self, thread: Thread) -> int:
        return pages(len(thread.posts), self.posts_per_page)

    def page_with(self, thread: Thread, place: int) -> int:
        """The page of a thread that holds its so many-th post, from 0."""
        return place // self.posts_per_page + 1


def pages(items: int, size: int) -> int:
    """How many pages so many items fill; none fill one."""
    return max(1, -(-items // size))


def cut(items: Sequence[T], number: int, size: int) -> Sequence[T]:
    """What stands on a page, numbered from 1."""
    return items[(number - 1) * size : number * size]


class BoardSite(LoopbackSite):
    """A software's site on loopback."""

    def __init__(self, software: Software, port: int = 0, clock: Clock = utcnow) -> None:
        super().__init__(port, None, clock)
        self.software = software

    def respond(self, request: Request) -> Response:
        if request.path == "/robots.txt":
            return Response("User-agent: *\nDisallow: /search\n", type="text/plain")
        return self.software.respond(request, self._clock())


def session_id(digits: int = 32) -> str:
    """A fresh session's id, in hex."""
    return secrets.token_hex(digits // 2)
