"""What is written down of a visit's boards and missing threads when it ends, however it ends."""

from __future__ import annotations

from crawler.books import Books
from crawler.context import SiteRun
from crawler.progress import Progress
from crawler.removals import MANY
from crawler.store import remove
from crawler.unlisted import MANY as UNLISTED_MANY
from crawler.unlisted import judge
from pipelines.ledger.columns import clean
from spiders.listing import Gone


class Closing:
    """Of one visit."""

    def __init__(self, site_run: SiteRun, books: Books, progress: Progress) -> None:
        self._site_run = site_run
        self._visit = site_run.visit
        self._books = books
        self._progress = progress
        self._completed: set[str] = set()
        """Ids of boards."""

    async def complete(self) -> None:
        """Commit the high-water mark of every board that was read to its end."""
        for name, scan in self._progress.scans.items():
            if scan.complete and not self._visit.refused and name not in self._completed:
                self._completed.add(name)
                await self._books.complete(scan)

    async def close(self) -> None:
        """Decide on the missing threads, and keep the cursor of every board that was not read to its end."""
        await self._settle()
        await self._unlist()
        await self.complete()
        for name, scan in self._progress.scans.items():
            if scan.cursor is not None and name not in self._completed:
                await self._books.save(scan)
                self._visit.goes_on[name] = scan.cursor
        self._visit.quarantined = await self._books.quarantined()

    async def _settle(self) -> None:
        """Decide which missing threads are gone. Where the site was not seen as it is, nothing is said of them."""
        visit, threads = self._visit, self._progress.threads
        visit.refused = visit.refused or threads.verdict() or self._site_run.identity.verdict()
        if not self._saw_it_as_it_is:
            return
        boards = {name: scan.was_read for name, scan in self._progress.scans.items()}
        failures = await self._books.failures([each.native_id for each in threads.missing])
        for each in threads.missing:
            reason = threads.reason(each, boards, failures)
            if reason is None and isinstance(each.said, Gone):
                await remove(self._site_run, each.said)
            elif reason:
                visit.unread[reason] += 1
            if reason == MANY:
                await self._books.failed(each.native_id, each.board, each.path, reason, came=False)

    async def _unlist(self) -> None:
        """Decide on entries that have no page to ask for, by the boards whose whole list was read."""
        if not self._saw_it_as_it_is:
            return
        shown = {clean(each) for each in self._progress.shown}
        for name, scan in self._progress.scans.items():
            if not scan.whole:
                continue
            found = judge(await self._books.cards(name), shown)
            await self._books.listed(found.missing, found.back)
            for card in found.removed:
                now = self._site_run.run.now()
                await remove(self._site_run, Gone(self._visit.site.id, card.native_id, card.listing_id, now))
            if found.left:
                self._visit.unread[UNLISTED_MANY] += found.left

    @property
    def _saw_it_as_it_is(self) -> bool:
        return self._visit.good and not self._site_run.run.tor_lost
