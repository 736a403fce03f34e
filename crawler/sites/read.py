"""An engine on a page, as a crawl would run it: what it reads, or the state that it finds instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crawler.printed import one_line
from spiders.boards import boards_listed
from spiders.contract import PageRefused, ThreadMissing
from spiders.engine import Engine
from spiders.listing import ListingPage, Page, SiteState, ThreadPage

Kind = Literal["listing", "thread"]

_LISTED = 2  # boards that make a list

INDEX = (
    "No rows and no posts, but a list of {} boards: the site's index? Give a board's own page (such as {}) or a "
    "thread's; `stallwatch sites detect` proposes the boards. If it is a board's page, its layout changed: correct "
    "'selectors'."
)
BROKE = "The engine broke on this page ({}): a bug of ours, or a hostile page. Please report it with the saved page."


@dataclass(frozen=True, slots=True)
class Read:
    """What came of one page."""

    kind: Kind
    """As which it was read."""
    listing: ListingPage | None = None
    thread: ThreadPage | None = None
    state: SiteState = SiteState.OK
    """What the page is instead."""
    boards: int = 0
    """How many boards the page lists, where that is all that is found in it."""
    says: str = ""
    """The next step, or what the site says; without any text of the page."""

    @property
    def good(self) -> bool:
        """Whether something was read."""
        return self.listing is not None or self.thread is not None


def read(engine: Engine, page: Page, kind: Kind) -> Read:
    """Read a page as a listing or a thread. Never raises."""
    try:
        if kind == "listing":
            return Read(kind, listing=engine.listing(page))
        thread = engine.thread(page)
        return Read(kind, thread=thread) if thread.posts else Read(kind, state=SiteState.EMPTY, says="No post is read.")
    except PageRefused as refusal:
        return _refused(engine, page, kind, refusal)
    except ThreadMissing:
        return Read(kind, state=SiteState.EMPTY, says="The site says that this thread does not exist.")
    except Exception as error:  # noqa: BLE001 - whatever a page does to a parser, the operator gets a sentence
        return Read(kind, state=SiteState.LAYOUT_CHANGED, says=BROKE.format(type(error).__name__))


def _refused(engine: Engine, page: Page, kind: Kind, refusal: PageRefused) -> Read:
    """Say what a page is instead; one that lists boards may be the index, which is read for its boards alone."""
    listed = boards_listed(page, engine.name) if refusal.state is SiteState.LAYOUT_CHANGED else ()
    if len(listed) < _LISTED:
        return Read(kind, state=refusal.state, says=refusal.advice)
    says = INDEX.format(len(listed), one_line(listed[0].path))
    return Read(kind, state=refusal.state, boards=len(listed), says=says)


def read_either(engine: Engine, page: Page) -> Read:
    """Read a page as what it is: a listing with rows, else a thread, else what its refusal says."""
    as_listing = read(engine, page, "listing")
    if as_listing.listing is not None and as_listing.listing.rows:
        return as_listing
    as_thread = read(engine, page, "thread")
    return as_thread if as_thread.good or not as_listing.good else as_listing
