"""Which contacts listings have given, ever: who takes one out of a post is still known by it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from pipelines.contacts import Sealed
from pipelines.ledger.tables import contacts
from pipelines.ledger.upsert import insert

MOST_OTHERS = 100
"""Further listings that are named for one contact."""


def of(conn: Connection, listing_id: str) -> tuple[Sealed, ...]:
    """Return the contacts of a listing, by kind and hash."""
    wanted = select(contacts).where(contacts.c.listing_id == listing_id).order_by(contacts.c.kind, contacts.c.hash)
    return tuple(Sealed(row.kind, row.hash, row.address) for row in conn.execute(wanted))


def fresh(conn: Connection, listing_id: str, found: Iterable[Sealed]) -> list[Sealed]:
    """Return those of these contacts that a listing has not, or has without the address that is now to be kept."""
    known = {(each.kind, each.hash): each.address for each in of(conn, listing_id)}
    return [
        each
        for each in found
        if (each.kind, each.hash) not in known or (each.address and not known[each.kind, each.hash])
    ]


def add(conn: Connection, listing_id: str, found: Sequence[Sealed]) -> None:
    """Note contacts of a listing that is stored."""
    for each in found:
        values = {"listing_id": listing_id, "kind": each.kind, "hash": each.hash, "address": each.address}
        adding = insert(conn, contacts).values(values)
        conn.execute(
            adding.on_conflict_do_update(index_elements=["listing_id", "kind", "hash"], set_={"address": each.address})
        )


def others(conn: Connection, listing_id: str) -> dict[Sealed, tuple[str, ...]]:
    """Return the contacts of a listing, each with the ids of other listings that gave the same one."""
    found: dict[Sealed, tuple[str, ...]] = {}
    for each in of(conn, listing_id):
        same = contacts.c.kind == each.kind, contacts.c.hash == each.hash, contacts.c.listing_id != listing_id
        ids = select(contacts.c.listing_id).where(*same).order_by(contacts.c.listing_id).limit(MOST_OTHERS)
        found[each] = tuple(conn.execute(ids).scalars())
    return found
