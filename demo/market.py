"""The demo's market: a web site on loopback in the markup of Annularis."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from demo.content import load_world
from demo.pages.annularis import Stall, home_page, item_page, list_page, login_page, reviews_page, vendor_page
from demo.serving import Clock, LoopbackSite, Request, Response, utcnow
from demo.shapes import Market, opaque

_PATHS = re.compile(
    r"/(?P<kind>items|category|item|user|reviews/view/item)(?:/(?P<id>[0-9a-f]{25}))?(?:/(?P<page>[1-9]\d{0,3}))?"
)


class MarketSite(LoopbackSite):
    """The market, as it stands on a day."""

    def __init__(
        self,
        epoch: datetime,
        port: int = 0,
        *,
        day: int = 1,
        day2_at: datetime | None = None,
        log: Path | None = None,
        clock: Clock = utcnow,
    ) -> None:
        """Prepare the market; listen with `start()` or `with`."""
        super().__init__(port, log, clock)
        self._epoch = epoch
        self._day = day
        self._market = load_world(epoch, day, day2_at).market

    @property
    def day(self) -> int:
        """The day that is played; setting it plays that day's script."""
        return self._day

    @day.setter
    def day(self, day: int) -> None:
        self._day, self._market = day, load_world(self._epoch, day, self._clock()).market

    @property
    def market(self) -> Market:
        """What stands on it now."""
        return self._market

    def respond(self, request: Request) -> Response:
        """Answer as Annularis does; behind the login wall every page is the form."""
        stall = Stall(self._market, request.base, self._clock())
        if self._market.login_wall or request.path == "/login":
            return self._with_cookies(Response(login_page(stall)), request)
        if request.path == "/":
            return self._with_cookies(Response(home_page(stall)), request)
        if request.path == "/robots.txt":
            return Response("", 404)
        return self._with_cookies(answer(stall, request), request)

    def _with_cookies(self, response: Response, request: Request) -> Response:
        if "cisession=" in request.cookies:
            return response
        session = opaque("session", str(len(self.visits)))
        cookies = (
            ("Set-Cookie", f"csrf_c={opaque('csrf', session)}; path=/"),
            ("Set-Cookie", f"cisession={session}; path=/; HttpOnly"),
        )
        return Response(response.body, response.status, (*response.headers, *cookies))


def answer(stall: Stall, request: Request) -> Response:
    """Make the page of a list, an offer, its reviews or a vendor, cookies left out."""
    found = _PATHS.fullmatch(request.path)
    if found is None:
        return Response("<html><body><h1>404 Page Not Found</h1></body></html>", 404)
    kind, native_id = found["kind"], found["id"] or ""
    if kind in ("items", "category"):
        return _list(stall, kind, native_id, int(found["page"] or 1))
    if kind == "user":
        vendor = next((each for each in stall.market.vendors.values() if each.native_id == native_id), None)
        return Response(vendor_page(stall, vendor)) if vendor else _home(request)
    offer = stall.market.offer(native_id)
    if offer is None:
        return _home(request)
    return Response(item_page(stall, offer) if kind == "item" else reviews_page(stall, offer))


def _list(stall: Stall, kind: str, native_id: str, number: int) -> Response:
    if kind == "items":
        return Response(list_page(stall, "Items", "/items", stall.market.offers, number))
    names = {opaque("category", name): name for name in stall.market.categories}
    if native_id not in names:
        return Response(status=307, headers=(("Location", "/"),))
    offers = tuple(offer for offer in stall.market.offers if offer.category == names[native_id])
    return Response(list_page(stall, names[native_id], f"/category/{native_id}", offers, number))


def _home(request: Request) -> Response:
    """Send whoever asks for an unknown item or vendor to the front page."""
    return Response(status=307, headers=(("Location", f"{request.base}/"),))
