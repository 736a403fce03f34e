"""Proves that an address which was never in use is the site's, before anything is taken from it.

A board there may show a thread as it was stored: then it is. Else known threads are asked for there
(`crawler.witnesses`), and the rest of what its boards lead to is withheld until one of them was the same.
"""

from __future__ import annotations

from scrapy import Request

from crawler.books import Books
from crawler.context import SiteRun
from crawler.outgoing import Outgoing
from crawler.revisits import Revisits
from crawler.witnesses import ENOUGH, Witnesses, recognised, refusal, stored_ones
from pipelines.ledger.frontier import Thread
from spiders.listing import Entry, Row
from spiders.marks import Marks, marks, with_marks


class Proof:
    """The addresses of one visit that are still to be proven."""

    def __init__(self, site_run: SiteRun, books: Books, outgoing: Outgoing, revisits: Revisits) -> None:
        self._visit = site_run.visit
        self._mirrors = site_run.mirrors
        self._books = books
        self._outgoing = outgoing
        self._revisits = revisits
        self._witnesses: dict[str, Witnesses] = {}
        """By address."""

    @property
    def pending(self) -> bool:
        """Whether witnesses are still to be heard."""
        return bool(self._witnesses)

    def doubts(self, meta: Marks) -> bool:
        """Tell whether a page came from an address that is not proven yet. `meta`: of its request."""
        return meta.get("mirror") in self._witnesses

    async def of_board(
        self, address: str | None, rows: list[Row], known: dict[str, Thread], chosen: list[Request | Entry]
    ) -> list[Request | Entry]:
        """Take what a board leads to; of an address that was never in use, only what shows whether it is the site's.

        `address`: `None` for the one in use. `known`: by native id, what the ledger knows of the board's rows.
        """
        if address is None or address in self._mirrors.proven:
            return chosen
        names = stored_ones(rows, known)
        others = [] if names else await self._books.latest(ENOUGH)
        if recognised(rows, known) or not (names or others):
            self._use(address)
            return chosen
        requests = [each for each in chosen if isinstance(each, Request)]
        heard = [each for each in (*(known[name] for name in names), *others) if each.revisit_at is not None]
        if len(requests) < len(chosen) or not heard:
            # Entries of a list have no page at which they could be heard.
            self._refuse(address)
            return []
        return self._heard_at(address, requests, heard)

    def hear(self, native_id: str, meta: Marks, *, same: bool | None) -> None:
        """Hear of a thread, which may be a witness. `same`: whether it is the one that we know; `None`: it is silent.

        `meta`: of the request that brought it; empty when nothing is known of it.
        """
        waiting = self._witnesses.get(meta.get("mirror", ""))
        if waiting is None or not waiting.hears(native_id):
            return
        if same:
            self._use(waiting.address)
        elif same is False or not waiting.asked:
            self._refuse(waiting.address)

    def _heard_at(self, address: str, requests: list[Request], threads: list[Thread]) -> list[Request | Entry]:
        """Ask a new address for threads that are known, and withhold the rest until they are heard."""
        waiting = self._witnesses.setdefault(address, Witnesses(address))
        waiting.asked |= {each.native_id for each in threads}
        heard = [each for each in requests if marks(each).get("native_id") in waiting.asked]
        waiting.withheld += [each for each in requests if marks(each).get("native_id") not in waiting.asked]
        among = {marks(each)["native_id"] for each in heard}
        heard += [self._revisits.request(each) for each in threads if each.native_id not in among]
        # They are heard there or nowhere.
        there: Marks = {"mirror": address, "tried": tuple(self._visit.site.addresses)}
        return [with_marks(each, **there) for each in heard]

    def _use(self, address: str) -> None:
        """Go on with an address that is the site's."""
        self._mirrors.prove(address)
        self._outgoing.spider.base = address
        waiting = self._witnesses.pop(address, None)
        if waiting is not None:
            withheld = [self._outgoing.proposed(each) for each in waiting.withheld]
            self._outgoing.send([*withheld, *self._outgoing.released()])

    def _refuse(self, address: str) -> None:
        """End the visit: an address shows another site, and the site's own did not answer."""
        self._witnesses.pop(address, None)
        self._visit.refused = refusal(self._visit.site.addresses.index(address) + 1)
        self._outgoing.stop(self._visit.refused.state.value)
