"""What came of each thread that was asked for: read, stored, gone, walled off or failed.

Each is concluded once, so that its listing page is done with; one that came to nothing is noted in the books, which
bring it back when its wait is over.
"""

from __future__ import annotations

import dataclasses

from scrapy import Request
from scrapy.http import Response

from crawler.books import Books
from crawler.context import SiteRun
from crawler.outgoing import Outgoing
from crawler.progress import Progress
from crawler.proof import Proof
from crawler.reader import read
from crawler.removals import Asked
from pipelines.finding import Finding
from pipelines.process import masked_path
from spiders.listing import Gone, Listing, Refused, SiteState, Unread
from spiders.marks import Marks, marks


class Outcomes:
    """Of one visit."""

    def __init__(self, site_run: SiteRun, books: Books, progress: Progress, outgoing: Outgoing, proof: Proof) -> None:
        self._run = site_run.run
        self._visit = site_run.visit
        self._books = books
        self._progress = progress
        self._outgoing = outgoing
        self._proof = proof

    async def opened(self, listing: Listing) -> Finding | None:
        """Read an entry that is wanted; `None`: it broke the reader, and is tried again at the next run."""
        found = await read(self._run, listing)
        if isinstance(found, Finding):
            return self.completed(found)
        self._visit.unread[found.reason] += 1
        await self._failed_entry(listing, found.reason)
        return None

    def completed(self, finding: Finding) -> Finding:
        """Say of a finding what only the frontier knows: whether its board is still in its first scan."""
        self._progress.threads.read(finding.listing.board)
        scan = self._progress.scans.get(finding.listing.board)
        return dataclasses.replace(finding, backfill=scan is not None and scan.before.high_water is None)

    def conclude(self, native_id: str, meta: Marks, *, same: bool | None = None) -> None:
        """Be done with a thread. `meta` and `same`: as in `Proof.hear`."""
        self._progress.conclude(native_id)
        self._proof.hear(native_id, meta, same=same)

    async def unread(self, unread: Unread, response: Response) -> None:
        """Note a thread whose page came and that could not be read."""
        await self.failed(response.request, unread.reason, came=True)
        self._visit.unread[unread.reason] += 1

    async def unstored(self, listing: Listing, response: Response | None, reason: str) -> None:
        """Note a thread that could not be stored: it is fetched again at the next run."""
        self._visit.unread[reason] += 1
        if not listing.own_page:
            await self._failed_entry(listing, reason)
        elif response is not None:
            await self.failed(response.request, reason, came=True)

    async def gone(self, gone: Gone, response: Response) -> None:
        """Let a thread rest that the site's own board leads to and that the site says does not exist.

        It would be asked for at every run, and bring the next page along, as long as its row is shown. Whether it was
        removed is decided at the visit's end.
        """
        meta = marks(response)
        if self._proof.doubts(meta):
            self._proof.hear(gone.native_id, meta, same=None)  # gone there only
            return
        asked = self._not_read(response, gone)
        self._progress.threads.missing.append(asked)
        if asked.shown or meta.get("unknown"):
            await self.failed(response.request, "gone", came=False)
        self.conclude(meta["native_id"], meta)

    async def walled(self, refused: Refused, response: Response) -> None:
        """Note a wall in a thread's place; several may be the site's, and end the visit."""
        # A wall says something about the site; only a page that is neither says something about the thread.
        came = refused.state == SiteState.LAYOUT_CHANGED
        await self.failed(response.request, refused.state.value, came=came)
        self._visit.unread[refused.state.value] += 1
        wall = self._progress.threads.wall(self._not_read(response, refused), refused)
        if wall and self._visit.refused is None:
            self._visit.refused = wall
            self._outgoing.stop(wall.state.value)

    async def failed(self, request: Request | None, reason: str, *, came: bool) -> None:
        """Note that a thread came to nothing; a board's page is none. `came`: as in `Books.failed`."""
        if request is None or marks(request).get("kind") != "thread":
            return
        meta = marks(request)
        thread = meta["native_id"], meta["board"], self._path(meta)
        self._tell(meta["native_id"], reason, await self._books.failed(*thread, reason, came=came))
        self.conclude(meta["native_id"], meta)

    async def _failed_entry(self, listing: Listing, reason: str) -> None:
        """Note the same of an entry. It stays open in the books: only its listing page brings it back."""
        thread = listing.native_id, listing.board, masked_path(listing.path)
        quarantined = await self._books.failed(*thread, reason, came=True, own_page=False)
        self._tell(listing.native_id, reason, quarantined)
        if quarantined:
            self.conclude(listing.native_id, {})

    def _tell(self, native_id: str, reason: str, quarantined: bool) -> None:
        if quarantined:
            self._run.say(
                f"{self._visit.site.id}: thread {native_id[:40]} failed again ({reason}) and is left alone from now "
                "on; `stallwatch quarantine` lists and releases such threads"
            )

    def _not_read(self, response: Response, said: Gone | Refused) -> Asked:
        meta = marks(response)
        shown = meta.get("row") is not None or meta["native_id"] in self._progress.shown
        return Asked(meta["native_id"], meta["board"], self._path(meta), shown, said)

    def _path(self, meta: Marks) -> str:
        return masked_path(self._outgoing.spider.thread_path(meta["asked"], meta["native_id"]))
