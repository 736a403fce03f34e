"""Entries of leak sites that have no page of their own: only their board's list says whether they are still there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from pipelines.ledger.tables import listings, threads

UNLISTED = "no longer listed"
"""Stands as the reason of the last failure of one that was missing once; a failure to read it, it is none."""

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Card:
    """One that is there, as far as is known."""

    native_id: str
    listing_id: str
    unlisted: bool
    """Whether the last whole list did not show it."""


def there(conn: Connection, site: str, generation: int, board: str) -> list[Card]:
    """Return a board's, without removed ones and those that could not be read."""
    rows = conn.execute(
        select(threads.c.native_id, threads.c.listing_id, threads.c.failure)
        .join(listings, listings.c.id == threads.c.listing_id)
        .where(threads.c.site == site, threads.c.generation == generation, threads.c.board == board)
        .where(threads.c.revisit_at.is_(None), threads.c.failures == 0, ~threads.c.quarantined)
        .where(listings.c.kind == "leak", listings.c.removed_at.is_(None))
        .order_by(threads.c.native_id)
    )
    return [Card(row.native_id, row.listing_id, row.failure == UNLISTED) for row in rows]


def note(conn: Connection, site: str, generation: int, cards: Iterable[Card], *, unlisted: bool) -> None:
    """Note of some whether a whole list showed them."""
    names: Sequence[str] = [each.native_id for each in cards]
    for start in range(0, len(names), _AT_ONCE):
        which = threads.c.native_id.in_(names[start : start + _AT_ONCE])
        conn.execute(
            update(threads)
            .where(threads.c.site == site, threads.c.generation == generation, which)
            .values(failure=UNLISTED if unlisted else None)
        )
