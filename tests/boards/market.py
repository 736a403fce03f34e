"""The Annularis market: the demo's own pages with the world's opening posts as offers, read by the ready-made selectors."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import Any, ClassVar

from demo.market import answer
from demo.pages.annularis import Stall
from demo.pages.bbcode import to_text
from demo.serving import Request, Response
from demo.shapes import Board, Market, Offer, Pointer, Post, Thread, Vendor, opaque
from tests.boards.serving import Shown, Software, session_id
from tests.boards.world import World


class Annularis(Software):
    """Each board is a category, newest offer first. Only an offer's page shows dates, and these without a time."""

    site: ClassVar[str] = "market"
    engine: ClassVar[str] = "market"
    settings: ClassVar[dict[str, Any]] = {"selectors": {"preset": "annularis"}}
    names_zone: ClassVar[bool] = False
    row_last: ClassVar[Shown] = None
    post_posted: ClassVar[Shown] = "day"
    post_edited: ClassVar[Shown] = "day"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        offers = tuple(sorted(map(_offered, self.world.forum.threads), key=lambda each: each.first.at, reverse=True))
        forum = dataclasses.replace(self.world.forum, threads=offers, pointers=())
        self.world = dataclasses.replace(self.world, forum=forum)
        self.market = self._market()

    def rows(self, fid: int) -> tuple[Thread | Pointer, ...]:
        return tuple(entry for entry in self.world.forum.threads if entry.fid == fid)

    def native_id(self, thread: Thread | Pointer) -> str:
        return opaque("item", str(thread.tid))

    def post_id(self, post: Post) -> str | None:
        found = self.world.thread_of(post.pid)
        return self.native_id(found[0]) if found else None

    def price(self, thread: Thread) -> str | None:
        return f"XMR {thread.tid / 100:.8f}"

    def replies(self, thread: Thread) -> int | None:
        return None

    def views(self, thread: Thread) -> int | None:
        return None

    def text(self, post: Post) -> str:
        return to_text(post.text)

    def board_path(self, board: Board, number: int = 1) -> str:
        return f"/category/{opaque('category', board.name)}" + (f"/{number}" if number > 1 else "")

    def thread_path(self, thread: Thread, number: int = 1) -> str:
        return f"/item/{self.native_id(thread)}"

    def respond(self, request: Request, now: datetime) -> Response:
        response = answer(Stall(self.market, request.base, now), request)
        if "cisession=" in request.cookies:
            return response
        cookie = ("Set-Cookie", f"cisession={session_id()}; path=/; HttpOnly")
        return dataclasses.replace(response, headers=(*response.headers, cookie))

    def _market(self) -> Market:
        names = {board.fid: board.name for board in self.world.boards}
        offers = tuple(self._offer(thread, names[thread.fid]) for thread in self.world.forum.threads)
        authors = dict.fromkeys(offer.vendor for offer in offers)
        vendors = {name: Vendor(name, "Worldwide", self.world.epoch, 4.5, 40) for name in authors}
        return Market("Kelp Forest Bazaar", tuple(names.values()), vendors, offers, self.rows_per_page)

    def _offer(self, thread: Thread, category: str) -> Offer:
        post = thread.first
        price = self.price(thread) or ""
        updated = post.edited or post.at
        return Offer(str(thread.tid), thread.title, post.author, price, category, self.text(post), post.at, updated)


def _offered(thread: Thread) -> Thread:
    """Make an offer of a thread: its opening post alone, which always says when it was updated."""
    first = dataclasses.replace(thread.first, edited=thread.first.edited or thread.first.at)
    return dataclasses.replace(thread, posts=(first,), sticky=False, locked=False)
