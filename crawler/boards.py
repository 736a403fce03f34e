"""Walks the boards of one site: where it starts, what it takes of a listing page, and where it goes on.

`crawler.frontier` decides page by page; this asks the books what is known and keeps within the budget of pages.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.books import Books
from crawler.context import SiteRun
from crawler.frontier import Scan, visit_of, wanted
from crawler.mirrors import ELSEWHERE
from crawler.outgoing import Outgoing
from crawler.progress import Progress
from crawler.proof import Proof
from crawler.witnesses import recognised
from pipelines.ledger.frontier import Thread
from spiders.fields import MAX_ROWS
from spiders.listing import Entry, Refused, Row, SiteState
from spiders.marks import Way, marks, with_marks

GUEST = (
    "no address that is known to be the site's answers, and address {number} of its file wants a login: it gets no "
    "session before it has shown a known thread. Log in there, too, and add its cookies to the export"
)
"""The next step where only an address that is not proven answers, and shows nothing to guests."""


class Boards:
    """One visit's way through them."""

    def __init__(self, site_run: SiteRun, books: Books, progress: Progress, outgoing: Outgoing, proof: Proof) -> None:
        self._run = site_run.run
        self._visit = site_run.visit
        self._identity = site_run.identity
        self._mirrors = site_run.mirrors
        self._books = books
        self._progress = progress
        self._outgoing = outgoing
        self._proof = proof

    def starts(self, first: Request) -> list[Request]:
        """Start at a board's first page and, where its scan was interrupted, at its cursor as well."""
        scan = self._progress.scans[marks(first)["board"]]
        # The tail first: where both would start at the same page, its stricter end must hold.
        ways: list[tuple[Way, Request]] = [*self._resumed(scan), ("head", first)]
        spider = self._outgoing.spider
        return [self._outgoing.marked(each, way) for way, each in ways if scan.ask(way, spider.path(each.url))]

    def _resumed(self, scan: Scan) -> list[tuple[Way, Request]]:
        if scan.before.cursor is None:
            return []
        spider = self._outgoing.spider
        return [("tail", spider.board_request(scan.board.id, spider.address(scan.before.cursor)))]

    async def choose(self, response: Response, results: list[Any]) -> list[Any]:
        """Choose among what a board's page proposes; what is no proposal (a refusal) passes."""
        if others := [each for each in results if not isinstance(each, Request | Entry)]:
            return others
        requests = [each for each in results if isinstance(each, Request)]
        threads = [each for each in results if isinstance(each, Entry) or marks(each)["kind"] == "thread"]
        rows = [_row(each) for each in threads]
        scan, way = self._scan(response), _way(response)
        known = await self._books.known([row.native_id for row in rows])
        names = [name for name in wanted(rows, known, self._run.now()) if name not in self._progress.concluded]
        scan.arrived(way, self._path(response), names)
        self._visit.saw(rows)
        self._identity.recognised |= recognised(rows, known)
        self._progress.shows(rows)
        chosen = self._threads(threads, set(names), known)
        spent = sum(isinstance(each, Request) for each in chosen)
        if len(threads) == len(results) and len(rows) < MAX_ROWS:
            scan.ended.add(way)  # no further page is proposed, and none of its rows was left out
        scan.elsewhere |= (marks(response).get("mirror") or self._mirrors.current) != self._visit.site.addresses[0]
        further = self._further(scan, way, requests, spent) if scan.goes_on(way, rows, known) else []
        await self._books.save(scan)
        return await self._proof.of_board(marks(response).get("mirror"), rows, known, [*chosen, *further])

    def refused(self, refused: Refused, response: Response) -> None:
        """Go elsewhere with a page that was refused, or start over; where neither helps, it is the site's state."""
        if refused.state in ELSEWHERE and (other := self._elsewhere(response)):
            self._outgoing.send([other])
        elif refused.state == SiteState.LOGIN_REQUIRED and self._is_guest_at(response):
            self._elsewhere_or_down(response)
        elif refused.state == SiteState.LAYOUT_CHANGED and self._was_cursor(response):
            self._scan(response).start_over()
        elif self._visit.refused is None:
            board = f"board {marks(response)['board']}: "
            self._visit.refused = dataclasses.replace(refused, advice=board + refused.advice)
            self._outgoing.stop(refused.state.value)

    def _is_guest_at(self, response: Response) -> bool:
        """Tell whether a page came from an address that has not been given the session, since it is not proven."""
        address = marks(response).get("mirror")
        return self._visit.site.cookies is not None and address is not None and address not in self._mirrors.proven

    def _elsewhere_or_down(self, response: Response) -> None:
        """Try the next address; where none is left, those that are known to be the site's do not answer."""
        if other := self._elsewhere(response):
            self._outgoing.send([other])
        elif self._visit.refused is None:
            number = self._visit.site.addresses.index(marks(response)["mirror"]) + 1
            self._visit.refused = Refused(SiteState.DOWN, GUEST.format(number=number))
            self._outgoing.stop(SiteState.DOWN.value)

    def _threads(
        self, threads: list[Request | Entry], names: set[str], known: dict[str, Thread]
    ) -> list[Request | Entry]:
        """Ask for each wanted thread once a run. What goes beyond the budget stays open in the books."""
        chosen: list[Request | Entry] = []
        spent = 0  # entries cost no page
        for each in threads:
            name = _row(each).native_id
            if name not in names or name in self._outgoing.asked:
                continue
            if isinstance(each, Request):
                if spent >= self._outgoing.left:
                    self._visit.ended = "pages"
                    continue
                spent += 1
                each = with_marks(each, visit=visit_of(known.get(name)))  # noqa: PLW2901
            self._outgoing.asked.add(name)
            chosen.append(each)
        return chosen

    def _further(self, scan: Scan, way: Way, requests: list[Request], spent: int) -> list[Request]:
        """Go on to the next page of a board, unless this run has asked for it already."""
        path = self._outgoing.spider.path
        pages = [each for each in requests if marks(each)["kind"] == "board"]
        further = [with_marks(each, way=way) for each in pages if scan.ask(way, path(each.url))]
        if further and spent >= self._outgoing.left:
            self._visit.ended = "pages"
            return []
        return further

    def _was_cursor(self, response: Response) -> bool:
        """Tell whether a page was one at which an interrupted scan was to go on: by now the board may be shorter."""
        scan = self._scan(response)
        return _way(response) == "tail" and self._path(response) == scan.before.cursor != scan.board.path

    def _elsewhere(self, response: Response) -> Request | None:
        return None if response.request is None else self._mirrors.elsewhere(response.request)

    def _scan(self, response: Response) -> Scan:
        return self._progress.scans[marks(response)["board"]]

    def _path(self, response: Response) -> str:
        return self._outgoing.spider.path(marks(response)["asked"])


def _row(proposed: Request | Entry) -> Row:
    row = proposed.row if isinstance(proposed, Entry) else marks(proposed)["row"]
    if row is None:
        raise TypeError("a board proposes what its rows lead to")
    return row


def _way(response: Response) -> Way:
    way = marks(response)["way"]
    if way is None:
        raise TypeError("a board's page is on a way")
    return way
