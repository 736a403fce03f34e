"""An engine on a page, as a crawl would run it: what it reads, or the state that it finds instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spiders.contract import PageRefused, ThreadMissing
from spiders.engine import Engine
from spiders.listing import ListingPage, Page, SiteState, ThreadPage

Kind = Literal["listing", "thread"]

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
        return Read(kind, state=refusal.state, says=refusal.advice)
    except ThreadMissing:
        return Read(kind, state=SiteState.EMPTY, says="The site says that this thread does not exist.")
    except Exception as error:  # noqa: BLE001 - whatever a page does to a parser, the operator gets a sentence
        return Read(kind, state=SiteState.LAYOUT_CHANGED, says=BROKE.format(type(error).__name__))


def read_either(engine: Engine, page: Page) -> Read:
    """Read a page as what it is: a listing with rows, else a thread, else what its refusal says."""
    as_listing = read(engine, page, "listing")
    if as_listing.listing is not None and as_listing.listing.rows:
        return as_listing
    as_thread = read(engine, page, "thread")
    return as_thread if as_thread.good or not as_listing.good else as_listing
