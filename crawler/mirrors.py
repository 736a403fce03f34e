"""The addresses of one site: which is in use, and how a request goes to the next when that one does not answer.

Only addresses of the site's own file are used. Each keeps circuits and cookies of its own (`crawler.tor.identity`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http.request import VerboseCookie

from config.cookies import covers
from config.schema import Site
from pipelines.ledger.leases import Standing
from spiders.links import is_below
from spiders.listing import SiteState
from spiders.marks import Marks, marks, with_marks
from spiders.walk import Cookies, sendable

PREFERRED_AGAIN = timedelta(days=1)
"""How long another address is used before the preferred one is tried again."""

ELSEWHERE = frozenset({SiteState.DOWN, SiteState.EMPTY, SiteState.BANNED, SiteState.QUEUE})
"""States of a listing page for which the next address is tried: there, the same page may be there."""


@dataclass(slots=True)
class Mirrors:
    """A site's addresses during one visit."""

    site: Site
    order: list[str]
    """As they are tried; the first is in use when the visit begins."""
    current: str
    """The one in use."""
    preferred_at: datetime | None
    """When the preferred one is to be tried again, UTC; `None`: it was in use."""
    proven: set[str] = field(default_factory=set)
    """Those that are known to show this site and no other."""
    session: Cookies = field(default=(), repr=False)
    """Cookies of the operator's account; they go along once to each address. The spider sends them to the first."""
    greeted: set[tuple[str, ...]] = field(default_factory=set, repr=False)
    """Which were sent in this visit: an address, and a cookie's domain, path and name."""

    @classmethod
    def of(cls, site: Site, standing: Standing, now: datetime) -> Mirrors:
        """Order the addresses: as the file does, but first the one that answered last, until the preferred is due."""
        first, kept = site.addresses[0], standing.address
        proven = {first}
        order = list(site.addresses)
        if kept in order and kept != first:
            proven.add(kept)
            if standing.preferred_at is not None and now < standing.preferred_at:
                order = [kept, *(each for each in order if each != kept)]
        return cls(site, order, order[0], standing.preferred_at, proven)

    @property
    def several(self) -> bool:
        """Whether there is more than one."""
        return len(self.order) > 1

    def first_try(self, *, is_it_back: bool) -> Marks:
        """Return what the visit's first request says of itself: how often it is tried at one address."""
        if is_it_back:
            return {"is_it_back": True, "max_retry_times": 0}
        again = self.current == self.site.addresses[0] and self.preferred_at is not None
        return {"max_retry_times": 0} if again else {}

    def elsewhere(self, request: Request) -> Request | None:
        """Send a request to the next address that it did not try; `None`: there is none.

        Only a listing page is asked for at an address that was never in use: what it shows is looked at first.
        """
        tried = (*marks(request).get("tried", ()), marks(request).get("mirror") or self.current)
        trusted = marks(request)["kind"] != "board"
        untried = (each for each in self.order if each not in tried and (each in self.proven or not trusted))
        following = next(untried, None)
        if following is None:
            return None
        spent = {"retry_times", "redirect_times"} | (set() if marks(request).get("is_it_back") else {"max_retry_times"})
        meta = {key: value for key, value in request.meta.items() if key not in spent}
        url = self.moved(marks(request).get("asked", request.url), following)
        moved = request.replace(url=url, meta=meta, cookies=self.greeting(following), dont_filter=True)
        return with_marks(moved, mirror=following, tried=tried)

    def greeting(self, address: str) -> list[VerboseCookie]:
        """Return the session's cookies that a request to an address is to bring along, each once in a visit.

        One that is not known to be the site's gets only those that its own host gave: whoever shows another site there
        must not get the account.
        """
        if address == self.order[0]:
            return []
        host = urlsplit(address).hostname or ""
        due = [each for each in self.session if address in self.proven or covers(each["of"], host)]
        fresh = {(address, each["of"], each["path"], each["name"]): each for each in due}
        fresh = {key: each for key, each in fresh.items() if key not in self.greeted}
        self.greeted |= fresh.keys()
        return sendable([*fresh.values()])

    def prove(self, address: str) -> None:
        """Use an address that was found to show the site."""
        self.proven.add(address)
        self.current = address

    def moved(self, url: str, address: str) -> str:
        """Put a page of any of the site's addresses on one of them; other pages stay where they are."""
        now = next((each for each in self.site.addresses if is_below(url, each)), None)
        return url if now is None else address.rstrip("/") + url.removeprefix(now.rstrip("/"))

    def kept(self, now: datetime) -> tuple[str | None, datetime | None]:
        """Return what a good visit leaves for the next: the address in use, and when the preferred is tried again.

        `None` twice: the preferred one is in use.
        """
        if self.current == self.site.addresses[0]:
            return None, None
        again = self.preferred_at is None or self.order[0] == self.site.addresses[0]
        return self.current, now + PREFERRED_AGAIN if again else self.preferred_at
