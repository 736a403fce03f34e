"""Looks at known threads again: those that are due, and those that must speak for a new address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from scrapy import Request

from crawler.frontier import revisit_of
from crawler.outgoing import Outgoing
from pipelines.ledger.frontier import Thread
from spiders.marks import marks


class Revisits:
    """Plans them; nothing leaves before somebody sends it."""

    def __init__(self, outgoing: Outgoing, now: Callable[[], datetime]) -> None:
        """`now`: tells the time, UTC."""
        self.due: list[Thread] = []
        """Those of this visit, until they are taken."""
        self._outgoing = outgoing
        self._now = now

    def take(self) -> list[Thread]:
        """Return the due threads that this visit has not asked for by itself; nothing the second time."""
        due = [thread for thread in self.due if thread.native_id not in self._outgoing.asked]
        self.due = []
        return due

    def request(self, thread: Thread) -> Request:
        """Ask for a thread without its row, and remember that it was asked for."""
        self._outgoing.asked.add(thread.native_id)
        how = revisit_of(thread, self._now())
        spider = self._outgoing.spider
        url = spider.address(thread.path)
        request = spider.thread_request(thread.native_id, thread.board, url, row=None, visit=how)
        # One that was never stored, and is gone, nobody else keeps from being due again at once.
        marks(request)["unknown"] = thread.fetched_at is None
        return request
