"""The one Scrapy spider: walks a site's boards and threads with the engine that its file names.

It knows nothing of what was seen before. Which of the requests that it proposes are sent is decided by the frontier, a
spider middleware, by what each says of itself (`spiders.marks`).

A callback yields requests, `Listing`, `Entry`, `Gone`, `Refused` or `Unread`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar, Unpack

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.http.request import VerboseCookie

from config.schema import Site
from spiders.answers import text_of
from spiders.contract import PageRefused, ThreadMissing
from spiders.engine import Engine
from spiders.engines import ENGINES
from spiders.links import is_below, path_of
from spiders.listing import (
    Entry,
    Gone,
    Listing,
    ListingPage,
    Page,
    Post,
    Refused,
    Row,
    ThreadPage,
    Unread,
    Update,
    digest,
    listing_id,
)
from spiders.marks import Extent, Marks, carried, marks
from spiders.plain_address import is_hidden, kept_path, plain_address

MAX_THREAD_PAGES = 100
"""Pages of one thread read in one visit: a bound against endless pagination."""

_UTC_NOW = partial(datetime.now, UTC)

Cookies = Sequence[Mapping[str, str]]
"""Each with `name`, `value` and `path`, and with `of`, the domain that gave it, "" where the export does not say."""

Parsed = TypeVar("Parsed", ListingPage, ThreadPage)
Yielded = Request | Listing | Entry | Gone | Refused | Unread


@dataclass(frozen=True, slots=True)
class Reading:
    """A thread on its way through its pages."""

    first: ThreadPage = field(repr=False)
    url: str = field(repr=False)
    """Address of the first page."""
    later: tuple[Post, ...] = field(default=(), repr=False)
    """The opening author's posts on further pages."""
    pages: int = 1
    """Pages read so far."""
    whole: bool = True
    """Whether no page was left out so far."""
    seen: frozenset[str] = frozenset()
    """Ids of the posts read so far."""


class SiteSpider(Spider):
    """Walks one site."""

    name = "stallwatch"

    def __init__(
        self, site: Site, session: Cookies = (), now: Callable[[], datetime] = _UTC_NOW, **kwargs: Any
    ) -> None:
        """Prepare a walk.

        `session`: cookies of an account that the operator may use; empty: as a guest. `now` tells the time, UTC.
        """
        super().__init__(name=site.id, **kwargs)
        self._clock = now
        self.session = [dict(each) for each in session]
        self.site = site
        self.engine: Engine = ENGINES[site.engine](site)
        self.base = site.addresses[0]

    async def start(self) -> AsyncIterator[Any]:
        """Propose the first page of each board."""
        for board in self.site.boards:
            # With the first requests only: what the site makes of the session later must not be undone.
            yield self.board_request(board.id, self.address(board.path)).replace(cookies=sendable(self.session))

    def address(self, path: str) -> str:
        """Put a path on the address of the site that is in use."""
        return self.base.rstrip("/") + path

    def path(self, url: str) -> str:
        """Take the path of a page off the site's address, whichever of them it is on; the opposite of `address`."""
        return path_of(url, next((each for each in self.site.addresses if is_below(url, each)), self.base))

    def thread_path(self, url: str, native_id: str) -> str:
        """Take the path of a thread's page as it may be kept: without its title's words, or as a hash."""
        return kept_path(self.path(plain_address(self.engine, url, native_id)))

    def board_request(self, board: str, url: str) -> Request:
        """Ask for a page of a board."""
        return self._request(url, self.parse_board, kind="board", board=board)

    def thread_request(self, native_id: str, board: str, url: str, *, row: Row | None, visit: Extent) -> Request:
        """Ask for a thread's first page. `row`: the listing row that led to it, `None` on a revisit."""
        return self._request(
            url, self.parse_thread, priority=10, kind="thread", board=board, native_id=native_id, row=row, visit=visit
        )

    def parse_board(self, response: Response) -> Iterator[Yielded]:
        """Propose every thread of a listing page, opened or not, and the next page."""
        board = marks(response)["board"]
        page = self._read(self.engine.listing, response)
        if not isinstance(page, ListingPage):
            yield from _refusals(page)
            return
        for row in map(self._named, page.rows):
            yield self._entry(row, board) or self.thread_request(row.native_id, board, row.url, row=row, visit="whole")
        if page.next_url is not None and self.engine.allows(page.next_url):
            yield self.board_request(board, page.next_url)

    def parse_thread(self, response: Response, so_far: Reading | None = None) -> Iterator[Yielded]:
        """Read a page of a thread; yield its next page, or the `Listing` when all that was asked for is read."""
        page = self._read(self.engine.thread, response)
        if isinstance(page, Gone) and so_far is None:
            yield page
        elif not isinstance(page, ThreadPage):
            # A later page that fails: what the first said is not lost for it.
            yield from _refusals(page) if so_far is None else (self._listing(response, so_far, whole=False),)
        elif so_far is not None and _repeats(so_far, page):
            # Past its end some software shows a thread's last page again, and again.
            yield self._listing(response, so_far, whole=so_far.whole)
        else:
            yield self._next(response, page, _add(so_far, page, response.url))

    def _named(self, row: Row) -> Row:
        """Give a row whose id is its title's words their hash as its id: they can hold what is masked in the title."""
        by_title = self.engine.named_by_titles and not row.native_id.isdecimal()
        return replace(row, native_id=digest(row.native_id)) if by_title else row

    def _entry(self, row: Row, board: str) -> Entry | None:
        """Make the entry of a row that is opened already."""
        if row.opened is None:
            return None
        return Entry(row, self._made(row.native_id, board, row, Reading(row.opened, row.url), whole=True))

    def _next(self, response: Response, page: ThreadPage, reading: Reading) -> Request | Listing:
        visit = marks(response)["visit"]
        if visit == "whole" and page.next_url and reading.pages < MAX_THREAD_PAGES:
            return self._further(response, page.next_url, reading)
        if visit == "edges" and page.last_url and reading.pages == 1:
            skips = page.last_url != page.next_url
            return self._further(response, page.last_url, reading, skips=skips)
        return self._listing(response, reading, whole=reading.whole and page.next_url is None)

    def _further(self, response: Response, url: str, reading: Reading, *, skips: bool = False) -> Request:
        kept = replace(reading, whole=reading.whole and not skips)
        return self._request(url, self.parse_thread, priority=20, cb_kwargs={"so_far": kept}, **carried(response))

    def _listing(self, response: Response, reading: Reading, *, whole: bool) -> Listing:
        meta = marks(response)
        return self._made(meta["native_id"], meta["board"], meta["row"], reading, whole=whole)

    def _made(self, native_id: str, board: str, row: Row | None, reading: Reading, *, whole: bool) -> Listing:
        first, opening = reading.first, reading.first.posts[0]
        path = self.thread_path(reading.url, native_id)
        return Listing(
            site=self.site.id,
            generation=self.site.generation,
            kind=self.engine.kind,
            native_id=native_id,
            board=board,
            path=path,
            title=first.title or (row.title if row else ""),
            prefix=first.prefix or (row.prefix if row else None),
            body=opening.own_text,
            author=opening.author or (row.author if row else None),
            standing=first.standing,
            price=first.price or (row.price if row else None),
            posted=opening.posted or (row.posted if row else None),
            edited=opening.edited,
            last_activity=row.last_activity if row else None,
            replies=row.replies if row else None,
            views=row.views if row else None,
            updates=_updates(reading),
            seen=self._clock(),
            whole=whole,
            fingerprint=row.fingerprint() if row else None,
            own_page=(row is None or row.opened is None) and not is_hidden(path),
        )

    def _read(self, parse: Callable[[Page], Parsed], response: Response) -> Parsed | Gone | Refused | Unread:
        try:
            page = parse(Page(response.url, text_of(response), self._clock(), response.status))
            if isinstance(page, ThreadPage) and not page.posts:
                return Unread("a thread without posts")
        except PageRefused as refusal:
            return Refused(refusal.state, refusal.advice)
        except ThreadMissing:
            return self._gone(response)
        except Exception as error:  # noqa: BLE001 - whatever a hostile page does to a parser, the site goes on
            return Unread(type(error).__name__)
        return page

    def _gone(self, response: Response) -> Gone | Unread:
        native_id = marks(response).get("native_id")
        if native_id is None:
            return Unread("a board that says it is a missing thread")
        key = listing_id(self.site.id, self.site.generation, self.engine.kind, native_id)
        return Gone(self.site.id, native_id, key, self._clock())

    def _request(
        self,
        url: str,
        callback: Callable[..., Iterable[Yielded]],
        *,
        priority: int = 0,
        cb_kwargs: dict[str, Any] | None = None,
        **meta: Unpack[Marks],
    ) -> Request:
        meta["site"] = meta["download_slot"] = self.site.id
        # The frontier asks for each page once a run; Scrapy's own filter would lose what it drops without a word.
        return Request(url, callback, priority=priority, cb_kwargs=cb_kwargs, meta={**meta}, dont_filter=True)


def sendable(cookies: Cookies) -> list[VerboseCookie]:
    """Give cookies as a request takes them: for its own host, whosever they were."""
    return [{"name": each["name"], "value": each["value"], "path": each["path"]} for each in cookies]


def _add(so_far: Reading | None, page: ThreadPage, url: str) -> Reading:
    if so_far is None:
        return Reading(page, url, seen=_ids(page))
    author = so_far.first.posts[0].author
    own = tuple(post for post in page.posts if author is not None and post.author == author)
    return replace(so_far, later=so_far.later + own, pages=so_far.pages + 1, seen=so_far.seen | _ids(page))


def _ids(page: ThreadPage) -> frozenset[str]:
    return frozenset(post.native_id for post in page.posts if post.native_id is not None)


def _repeats(so_far: Reading, page: ThreadPage) -> bool:
    """Tell whether a page shows nothing but posts that were read; without ids nobody knows."""
    return bool(_ids(page)) and all(post.native_id in so_far.seen for post in page.posts)


def _updates(reading: Reading) -> tuple[Update, ...]:
    """Collect the opening author's later posts, each once: pages past the end repeat the last one, others the first."""
    opening, *rest = reading.first.posts
    own = [post for post in rest if opening.author is not None and post.author == opening.author]
    unique = {post.native_id or index: post for index, post in enumerate((*own, *reading.later))}
    unique.pop(opening.native_id or -1, None)
    return tuple(Update(post.native_id, post.posted, post.own_text) for post in unique.values())


def _refusals(page: Gone | Refused | Unread) -> Iterator[Yielded]:
    yield page
