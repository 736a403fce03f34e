"""Whether a site is still the one that we know, judged by its threads: that one became another may be its own affair.

Moderators merge threads: an id then names another title, by another author, of another day. A site that was set up
anew, or an address that is somebody else's by now, shows several such threads and none as it was. Until that is known,
nothing is stored that could be another site's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipelines.ledger.listings import Previous
from pipelines.track import is_reset, is_same
from spiders.listing import Listing, Refused, SiteState

IN_A_ROW = 3
"""Threads that became others, without one between that is as it was: then the site did."""

RESET = Refused(
    SiteState.IDENTITY_RESET,
    "threads with known ids are about something else by somebody else: if the forum was set up anew, add 1 to "
    "'generation' in the site's file; if this address is another site's, correct it",
)


class Why(StrEnum):
    """Why a thread is not stored, as a visit's line says it."""

    ANOTHER = "another thread under a known id"
    """It may be its own affair."""
    IN_DOUBT = "held back, since a known id was another thread"
    """It may be another site's; asked for again at the next visit."""
    RESET = "identity reset"
    """It is another site's."""


@dataclass(slots=True)
class Identity:
    """Of one visit."""

    in_a_row: int = 0
    """Threads that became others since the last one that was as it was."""
    known: bool = False
    """Whether any thread was as it was."""
    recognised: bool = False
    """Whether a board showed a row just as it was stored: then what is new beside it is this site's."""

    def hears(self, previous: Previous | None, listing: Listing) -> Why | None:
        """Hear of a thread; return why it is not stored, `None`: it is. `previous`: as it was; `None`: it is new."""
        if previous is not None and is_reset(previous, listing):
            self.in_a_row += 1
            return Why.RESET if self.in_a_row >= IN_A_ROW else Why.ANOTHER
        if previous is not None and is_same(previous, listing):
            self.in_a_row, self.known = 0, True
        return Why.IN_DOUBT if self.in_a_row and not self.recognised else None

    def verdict(self) -> Refused | None:
        """Say at the end what the threads tell of the site; `None`: nothing. A small one has no three of them."""
        return RESET if self.in_a_row > 1 and not self.known else None
