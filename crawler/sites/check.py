"""One listing page and one thread of a site, read as a crawl would read them; nothing is stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from config.environment import Environment
from config.errors import StallwatchError
from config.load import Config
from config.schema import Board, Site
from crawler.access import cookies_for, onion_keys
from crawler.settings import site_settings
from crawler.sites.fetch import Errand, Fetched, Lost, fetch
from crawler.sites.read import Kind, Read, read
from crawler.tor.launch import open_tor, told_to
from crawler.tor.scope import Scope
from spiders.engine import Engine
from spiders.engines import ENGINES
from spiders.listing import Page, Row, SiteState

UNREACHED = "No page came from {host}: is the address still right, and is the site up for others? ({reason})"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look at a site came to."""

    site: Site
    board: Board
    listing: Read
    thread: Read | None
    """The listing's own entry where it shows them whole; `None`: the listing was not read, or names none."""

    @property
    def state(self) -> SiteState:
        """How the site was found."""
        if not self.listing.good:
            return self.listing.state
        if self.listing.listing is not None and not self.listing.listing.rows:
            return SiteState.EMPTY
        return self.thread.state if self.thread is not None else SiteState.OK

    @property
    def advice(self) -> str:
        """The next step; "" where there is none."""
        if not self.listing.good:
            return self.listing.says
        if self.state is SiteState.EMPTY and self.thread is None:
            return "The board holds no threads: is 'path' a board's own page, and are threads hidden from guests?"
        return self.thread.says if self.thread is not None else ""


def check(
    config: Config, environment: Environment, site: Site, board_id: str | None, say: Callable[[str], None]
) -> Checked:
    """Look at a site through Tor. Raises `StallwatchError` for an unknown board, `ConfigError` and `TorUnavailable`."""
    board = _board(site, board_id)
    engine = ENGINES[site.engine](site)
    session = cookies_for(environment, site, datetime.now(UTC), say)
    errand = Errand(
        site.id,
        site.addresses[0].rstrip("/") + board.path,
        Scope.of(site),
        site_settings(site),
        session,
        lambda page: thread_address(engine, page),
        most=2,
    )
    keys, settings = onion_keys(environment, [site]), config.settings
    with open_tor(settings.tor, config.folder / "tor", progress=told_to(say), onion_keys=keys) as tor:
        fetch([errand], tor, settings.user_agent)
    first, *rest = errand.came or [Lost("no page came")]
    listing = _read(engine, first, "listing")
    thread = _read(engine, rest[0], "thread") if rest else shown_whole(listing)
    return Checked(site, board, listing, thread)


def shown_whole(listing: Read) -> Read | None:
    """Give the first entry that a listing shows whole; `None` without one."""
    rows = listing.listing.rows if listing.listing else ()
    return next((Read("thread", thread=row.opened) for row in rows if row.opened), None)


def _board(site: Site, board_id: str | None) -> Board:
    found = next((board for board in site.boards if board_id in (None, board.id)), None)
    if found is None:
        raise StallwatchError(f"--board: site {site.id} has: {', '.join(board.id for board in site.boards)}")
    return found


def thread_address(engine: Engine, page: Page) -> str | None:
    """Give the address of a thread that tells most: an ordinary one before a pinned one, never a pointer.

    `None`: the page has none to be opened.
    """
    found = read(engine, page, "listing").listing
    rows: tuple[Row, ...] = found.rows if found else ()
    there = sorted((row for row in rows if not row.moved and not row.opened), key=lambda row: row.sticky)
    return there[0].url if there else None


def _read(engine: Engine, came: Fetched | Lost, kind: Kind) -> Read:
    if isinstance(came, Fetched):
        return read(engine, came.page, kind)
    host = engine.site.addresses[0]
    return Read(kind, state=SiteState.DOWN, says=UNREACHED.format(host=host, reason=came.reason))
