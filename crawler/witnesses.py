"""Whether an address that was never in use shows the site that we know: asked of threads that are known.

A mirror may be another forum by now, or one that was put up to be mistaken for it. Nothing is taken from it before its
board shows a row just as it was stored, or a known thread was read there and was the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scrapy import Request

from crawler.frontier import as_stored
from pipelines.ledger.frontier import Thread
from spiders.listing import Refused, Row, SiteState

ENOUGH = 3
"""Threads that are asked about an address."""


@dataclass(slots=True)
class Witnesses:
    """What waits for the proof of an address, and who may bring it."""

    address: str
    asked: set[str] = field(default_factory=set)
    """Native ids of threads that are still to be heard."""
    withheld: list[Request] = field(default_factory=list)
    """What else its boards lead to."""

    def hears(self, native_id: str) -> bool:
        """Note that a thread was heard; tell whether it was a witness."""
        if native_id not in self.asked:
            return False
        self.asked.discard(native_id)
        return True


def recognised(rows: Sequence[Row], known: Mapping[str, Thread]) -> bool:
    """Tell whether a board shows a thread just as it was when it was stored."""
    threads = ((row, known.get(row.native_id)) for row in rows)
    return any(thread is not None and as_stored(row, thread) for row, thread in threads)


def stored_ones(rows: Sequence[Row], known: Mapping[str, Thread]) -> list[str]:
    """Return native ids of some of the rows whose threads are stored."""
    names = [row.native_id for row in rows if row.native_id in known and known[row.native_id].listing_id is not None]
    return names[:ENOUGH]


def refusal(number: int) -> Refused:
    """Say that an address shows another site. `number`: its place in the file, from 1 on."""
    return Refused(
        SiteState.IDENTITY_RESET,
        f"address {number} of its file shows other threads than the site's: nothing was taken from it. Take it out of "
        "'addresses', unless the site itself was set up anew; then add 1 to 'generation'",
    )
