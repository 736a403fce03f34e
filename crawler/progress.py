"""How far one visit has come, as far as more than one part of the frontier must know. The books keep what lasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from crawler.frontier import Scan
from crawler.removals import Threads
from spiders.listing import Row


@dataclass(slots=True)
class Progress:
    """Begins empty; the scans are opened when the visit starts."""

    scans: dict[str, Scan] = field(default_factory=dict)
    """By the board's id."""
    concluded: set[str] = field(default_factory=set)
    """Native ids of what was asked for and is stored, gone, or noted as failed."""
    shown: set[str] = field(default_factory=set)
    """Native ids that boards showed in this visit."""
    threads: Threads = field(default_factory=Threads)
    """What was learnt of threads that could not be read."""

    def conclude(self, native_id: str) -> None:
        """Be done with a thread, in every scan that waits for it."""
        self.concluded.add(native_id)
        for scan in self.scans.values():
            scan.stored(native_id)

    def shows(self, rows: Sequence[Row]) -> None:
        """Note what a board shows. A moved thread is another board's."""
        self.shown |= {row.native_id for row in rows if not row.moved}
