"""The frontier's books of one visit: what the ledger knows of a site's boards and threads, and what is noted there."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from config.schema import Site
from crawler.context import Run
from crawler.frontier import Scan
from pipelines.ledger import cards, frontier, quarantine
from pipelines.ledger.cards import Card
from pipelines.ledger.frontier import Thread
from spiders.plain_address import is_hidden


class Books:
    """Each call is a transaction of its own, on the ledger's writer thread."""

    def __init__(self, run: Run, site: Site) -> None:
        self._run = run
        self._site = site

    async def scans(self) -> dict[str, Scan]:
        """Open a scan of each board, by the board's id, as the last run left it."""
        key, boards = self._key, self._site.boards
        states = await self._run.write(lambda conn: [frontier.board(conn, *key, board.id) for board in boards])
        return {board.id: Scan(board, state) for board, state in zip(boards, states, strict=True)}

    async def due(self) -> list[Thread]:
        """Return the threads to look at again, within the budget and a third of the visit's pages."""
        budgets, now = self._site.budgets, self._run.now()
        limit = min(budgets.revisits, budgets.pages // 3)
        return await self._run.write(lambda conn: frontier.due(conn, *self._key, now, limit))

    async def known(self, native_ids: Sequence[str]) -> dict[str, Thread]:
        """Look threads up; unknown ones are left out."""
        return await self._run.write(lambda conn: frontier.lookup(conn, *self._key, native_ids))

    async def failures(self, native_ids: Sequence[str]) -> dict[str, str | None]:
        """Return why threads failed last. As `frontier.failures`."""
        return await self._run.write(lambda conn: frontier.failures(conn, *self._key, native_ids))

    async def latest(self, limit: int) -> list[Thread]:
        """Return some of the threads that are stored."""
        return await self._run.write(lambda conn: frontier.latest(conn, *self._key, limit))

    async def cards(self, board: str) -> list[Card]:
        """Return a board's entries that have no page of their own. As `cards.there`."""
        return await self._run.write(lambda conn: cards.there(conn, *self._key, board))

    async def listed(self, missing: Sequence[Card], back: Sequence[Card]) -> None:
        """Note which entries a whole list did not show, and which it shows again."""

        def note(conn: Connection) -> None:
            cards.note(conn, *self._key, missing, unlisted=True)
            cards.note(conn, *self._key, back, unlisted=False)

        await self._run.write(note)

    async def failed(
        self, native_id: str, board: str, path: str, reason: str, *, came: bool, own_page: bool = True
    ) -> bool:
        """Note that a thread came to nothing: the ledger brings it back by itself. As `frontier.failed`."""
        thread, now, own_page = (native_id, board, path), self._run.now(), own_page and not is_hidden(path)
        return await self._run.write(
            lambda conn: frontier.failed(conn, *self._key, *thread, now, reason, came=came, own_page=own_page)
        )

    async def save(self, scan: Scan) -> None:
        """Keep where a scan goes on should it be interrupted now."""
        cursor = scan.cursor
        await self._run.write(lambda conn: frontier.set_cursor(conn, *self._key, scan.board.id, cursor))

    async def complete(self, scan: Scan) -> None:
        """Note that a scan is complete."""
        await self._run.write(lambda conn: frontier.complete(conn, *self._key, scan.board.id, self._run.now()))

    async def quarantined(self) -> int:
        """Count the site's threads in quarantine."""
        return await self._run.write(lambda conn: quarantine.count(conn, *self._key))

    @property
    def _key(self) -> tuple[str, int]:
        return self._site.id, self._site.generation
