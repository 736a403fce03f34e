"""Which pages of a board are asked for: what a listing row shows as new or changed, and never less than was promised.

Pure decisions; `crawler.boards` carries them out. Rows are ordered by activity, so a page on which nothing is new
ends the way down, under two conditions. *Head* is the way from the first page: it may end at known rows, because what
lies beyond was either seen in a complete scan or is on the tail's way. *Tail* resumes where an interrupted scan
stopped: it ends only at rows that were already fetched when the last complete scan ended (the high-water mark).

Only *telling* rows end or prolong a way. A sticky row, a pointer of a moved thread, a row that stood on an earlier page
of this scan (an announcement that every page repeats, a thread that slid down while we read) and a thread that failed
before, which the ledger brings back by itself, say nothing about what lies below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from config.schema import Board
from pipelines.ledger.frontier import BoardState, Thread
from pipelines.process import masked_path
from spiders.listing import Row
from spiders.marks import Extent, Way
from spiders.plain_address import kept_path

REPEATS = 2
"""Pages in a row without a row that was not seen before, after which a way ends: it goes in circles."""

WHOLE_AGAIN = timedelta(days=1)
"""How old the last whole visit of a thread may be before a due revisit reads all of its pages again."""


@dataclass(slots=True)
class ScanPage:
    """A listing page of this run."""

    arrived: bool = False
    """Whether it was read."""
    outstanding: set[str] = field(default_factory=set)
    """Native ids of its threads that are still to be stored."""
    plain: bool = True
    """Whether its path may be kept: it is the site's word, and can hold somebody's data."""


@dataclass(slots=True)
class Scan:
    """One run's way through one board."""

    board: Board
    before: BoardState
    """As the last run left it."""
    pages: dict[Way, dict[str, ScanPage]] = field(default_factory=lambda: {"head": {}, "tail": {}})
    """By way and path, in the order in which they were asked for."""
    seen: set[str] = field(default_factory=set)
    """Native ids of the rows on the pages of this run."""
    repeated: dict[Way, int] = field(default_factory=lambda: {"head": 0, "tail": 0})
    """Pages in a row that showed nothing else."""
    ended: set[Way] = field(default_factory=set)
    """Ways on which a page was read behind which there is none."""
    elsewhere: bool = False
    """Whether a page came from another address than the preferred one: a mirror may be behind."""

    def ask(self, way: Way, path: str) -> bool:
        """Note that a page is asked for; `False` when this run has asked for it already."""
        if any(path in pages for pages in self.pages.values()):
            return False
        self.pages[way][path] = ScanPage(plain=masked_path(kept_path(path)) == path)
        return True

    def arrived(self, way: Way, path: str, threads: Sequence[str]) -> None:
        """Note that a page was read and which of its threads are still to be stored."""
        asked = self.pages[way].get(path) or ScanPage()
        self.pages[way][path] = replace(asked, arrived=True, outstanding=set(threads))

    def stored(self, native_id: str) -> None:
        """Note that a thread was stored, or that the site says it is gone."""
        for pages in self.pages.values():
            for page in pages.values():
                page.outstanding.discard(native_id)

    @property
    def was_read(self) -> bool:
        """Whether a page of it was read in this run, by whichever way."""
        return any(page.arrived for pages in self.pages.values() for page in pages.values())

    @property
    def whole(self) -> bool:
        """Whether the whole list was read in this run, from its first page to its last, at the preferred address."""
        way: Way = "head" if self.pages["head"] else "tail"  # without a head, the tail began at the first page
        return way in self.ended and not self.elsewhere

    @property
    def cursor(self) -> str | None:
        """Path of the page at which the next run goes on; `None`: all that was asked for is done.

        It is the page before the first that is not done with: what was removed meanwhile lets rows slide up. One whose
        address may not be kept is none: the last before it is, or the first page of all.
        """
        for way in ("head", "tail"):
            before = None
            for path, page in self.pages[way].items():
                if _open(page):
                    return before or (path if page.plain else self.board.path)
                before = path if page.plain else before
        return None

    @property
    def complete(self) -> bool:
        """Whether all that this run asked for is done. Where the cursor was the first page, the tail was all of it."""
        return any(self.pages.values()) and self.cursor is None

    def start_over(self) -> None:
        """Let the next run read from the first page down: there is no page any more at which this one was to go on."""
        self.pages["tail"] = {self.board.path: ScanPage()}

    def goes_on(self, way: Way, rows: Sequence[Row], known: Mapping[str, Thread]) -> bool:
        """Note the rows of a page, once, and tell whether the next page is wanted."""
        fresh = [row for row in rows if row.native_id not in self.seen]
        self.seen.update(row.native_id for row in rows)
        self.repeated[way] = 0 if fresh else self.repeated[way] + 1
        if not rows or self.repeated[way] >= REPEATS:
            return False
        telling = [row for row in fresh if _tells(row, known)]
        if not telling or self.board.ordered_by == "nothing":
            return True
        if way == "tail":
            return not all(self._settled(row, known) for row in telling)
        first_scan = self.before.high_water is None and self.before.cursor is None
        return first_scan or not all(unchanged(row, known) for row in telling)

    def _settled(self, row: Row, known: Mapping[str, Thread]) -> bool:
        mark, thread = self.before.high_water, known.get(row.native_id)
        if mark is None or thread is None or not unchanged(row, known):
            return False
        return thread.fetched_at is not None and thread.fetched_at <= mark


def _tells(row: Row, known: Mapping[str, Thread]) -> bool:
    thread = known.get(row.native_id)
    return not (row.sticky or row.moved or (thread is not None and thread.failures > 0))


def wanted(rows: Sequence[Row], known: Mapping[str, Thread], now: datetime) -> list[str]:
    """Return the native ids of the threads to fetch, in the page's order.

    Moved pointers belong to their new board, and a thread that failed rests until its wait is over.
    """
    return [row.native_id for row in rows if not (row.moved or unchanged(row, known) or _rests(row, known, now))]


def unchanged(row: Row, known: Mapping[str, Thread]) -> bool:
    """Tell whether a row shows nothing that was not fetched already; a quarantined thread counts as done with."""
    thread = known.get(row.native_id)
    return thread is not None and (thread.quarantined or as_stored(row, thread))


def as_stored(row: Row, thread: Thread) -> bool:
    """Tell whether a row shows a thread just as it was when it was stored: title, replies and last post."""
    return thread.fetched_at is not None and thread.fingerprint == row.fingerprint()


def _rests(row: Row, known: Mapping[str, Thread], now: datetime) -> bool:
    thread = known.get(row.native_id)
    return thread is not None and thread.rests(now)


def visit_of(thread: Thread | None) -> Extent:
    """Tell how much of a thread to read whose row changed: all of a new one, else its first and last page."""
    return "whole" if thread is None or thread.fetched_at is None else "edges"


def revisit_of(thread: Thread, now: datetime) -> Extent:
    """Tell how much of a thread to read whose revisit is due: once a day at most all of it, else as `visit_of`.

    What was changed deep inside of a thread stands neither in its row nor on its first and last page.
    """
    return "edges" if thread.whole_at is not None and now - thread.whole_at < WHOLE_AGAIN else "whole"


def _open(page: ScanPage) -> bool:
    return not page.arrived or bool(page.outstanding)
