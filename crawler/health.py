"""How a site was found at a visit: counted while it lasts, judged at its end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from config.schema import Site
from spiders.listing import Refused, SiteState

Budget = Literal["pages", "megabytes", "minutes"]

ADVICE = {
    SiteState.OK: "",
    SiteState.DOWN: "no page came: is the address still right, and is the site up for others?",
    SiteState.EMPTY: "the boards hold no threads: was the board emptied, or are threads hidden from this visitor?",
}
"""The next step for states that no page told us of."""


@dataclass(slots=True)
class Visit:
    """What one visit to a site came to."""

    site: Site
    boards_read: int = 0
    """Listing pages that were read."""
    rows: int = 0
    """Rows on them."""
    listings: int = 0
    """Threads and offers stored."""
    claims: int = 0
    """Of these, claims."""
    events: Counter[str] = field(default_factory=Counter)
    """By kind."""
    alerts: int = 0
    """Alerts raised."""
    lost: Counter[str] = field(default_factory=Counter)
    """Pages that did not come, by the error's type."""
    unread: Counter[str] = field(default_factory=Counter)
    """Pages that could not be read, by reason."""
    refused: Refused | None = None
    """The first listing page that failed its contract."""
    quarantined: int = 0
    """Threads of this site in quarantine, at its end."""
    ended: Budget | None = None
    """The budget that ended it; `None`: it came to its own end."""
    goes_on: dict[str, str] = field(default_factory=dict)
    """By board, the path of the page at which the next visit goes on with a scan that is not complete."""

    @property
    def good(self) -> bool:
        """Whether the visit saw the site as it is."""
        return self.state == SiteState.OK

    @property
    def state(self) -> SiteState:
        """How the site was found."""
        if self.refused:
            return self.refused.state
        if not self.boards_read:
            return SiteState.LAYOUT_CHANGED if self.unread else SiteState.DOWN
        return SiteState.OK if self.rows else SiteState.EMPTY

    @property
    def advice(self) -> str:
        """The next step for the operator; empty when there is none."""
        if self.refused:
            return self.refused.advice
        if self.state == SiteState.LAYOUT_CHANGED:
            return "the engine cannot read its pages: has its software or theme changed? Save a page and report it"
        return ADVICE.get(self.state, "")

    def complaint(self) -> str | None:
        """Say what lies outside of the range that the operator expects; `None`: nothing."""
        expected = self.site.expect.rows
        if expected is None or not self.good or expected[0] <= self.rows <= expected[1]:
            return None
        return f"{self.rows} rows seen, {expected[0]} to {expected[1]} expected: look at the site with a browser"
