"""How a site was found at a visit: counted while it lasts, judged at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from config.schema import Site
from pipelines.ledger.site_events import SiteEvent
from spiders.listing import Refused, Row, SiteState

Budget = Literal["pages", "megabytes", "minutes"]

ADVICE = {
    SiteState.OK: "",
    SiteState.DOWN: "no page came: is the address still right, and is the site up for others?",
    SiteState.EMPTY: "the boards hold no threads: was the board emptied, or are threads hidden from this visitor?",
}
"""The next step for states that no page told us of."""

MALICIOUS = {
    "PageTooLarge": "its pages are larger than is taken in (2 MB)",
    "HeadTooLarge": "its answers have heads without end, or chunks of next to nothing",
    "BrokenEncoding": "its pages do not unpack as they say",
    "ResponseDataLossError": "its answers break off",
}
"""What a site does none of whose pages came, by the error."""
LOOK = "{what}: look at it in Tor Browser; is it still the site that it was? If not, move its file out of sites/"
"""The next step for such a site."""

RENEW = (
    "The site shows a login although its file names a session: it has ended. Renew the session: log in again in Tor "
    "Browser, and put its cookies where 'cookies' in the site's file says."
)
"""The next step for a site that was visited with cookies and wants a login."""


@dataclass(slots=True)
class Visit:
    """What one visit to a site came to."""

    site: Site
    boards_read: int = 0
    """Listing pages that were read."""
    rows: int = 0
    """Rows on them."""
    rows_with: Counter[str] = field(default_factory=Counter)
    """Of these, how many show an `author`, a `date`, a `price`."""
    listings: int = 0
    """Threads and offers stored."""
    claims: int = 0
    """Of these, claims."""
    events: Counter[str] = field(default_factory=Counter)
    """By kind."""
    alerts: int = 0
    """Alerts raised that are to be sent."""
    lost: Counter[str] = field(default_factory=Counter)
    """Pages that did not come, by the error's type."""
    unread: Counter[str] = field(default_factory=Counter)
    """Pages that could not be read, by reason."""
    changes: Sequence[SiteEvent] = ()
    """What the visit changed of what is known of the site; empty until it is judged."""
    refused: Refused | None = None
    """What the site showed instead: of the first board that failed its contract, or of threads."""
    asked_until: dict[str, datetime] = field(default_factory=dict)
    """By host (and port) that said so, before when it does not want to be asked again, UTC."""
    quarantined: int = 0
    """Threads of this site in quarantine, at its end."""
    ended: Budget | None = None
    """The budget that ended it; `None`: it came to its own end."""
    stopped: bool = False
    """Whether it was stopped from outside: the run was told to end, or lost its tor, its ledger or the site's lease."""
    goes_on: dict[str, str] = field(default_factory=dict)
    """By board, the path of the page at which the next visit goes on with a scan that is not complete."""

    def asks(self, host: str, until: datetime) -> None:
        """Note that a host does not want to be asked before a moment; the latest that it names counts."""
        self.asked_until[host] = max(until, self.asked_until.get(host, until))

    def saw(self, rows: Sequence[Row]) -> None:
        """Count a listing page that was read."""
        self.boards_read += 1
        self.rows += len(rows)
        for row in rows:
            shows = {"author": row.author, "date": row.posted or row.last_activity, "price": row.price}
            self.rows_with.update(name for name, value in shows.items() if value is not None)

    @property
    def cut(self) -> bool:
        """Whether it would have seen more of the site with more time: what it did not see says nothing."""
        return self.stopped or self.ended == "minutes"

    @property
    def judged(self) -> bool:
        """Whether it says anything of the site: where it was cut, only what it saw does, and not that it saw nothing.

        A page that was lost in time says that the site is away; one that was lost when all was to end does not.
        """
        if self.rows or self.refused or not self.cut:
            return True
        return not self.stopped and bool(self.boards_read or self.unread or self.lost)

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
            is_ended = self.refused.state is SiteState.LOGIN_REQUIRED and self.site.cookies is not None
            return RENEW if is_ended else self.refused.advice
        if self.state == SiteState.LAYOUT_CHANGED:
            return "the engine cannot read its pages: has its software or theme changed? Save a page and report it"
        return (self.state == SiteState.DOWN and self.malice) or ADVICE.get(self.state, "")

    @property
    def malice(self) -> str:
        """The next step where a site lost us a page by what it does for two threads read; else empty.

        Its boards may be fine, and its state then is.
        """
        does = Counter({reason: self.lost[reason] for reason in MALICIOUS if self.lost[reason]})
        if 2 * does.total() <= self.listings:
            return ""
        return LOOK.format(what=MALICIOUS[does.most_common(1)[0][0]])
