"""All that is stored of one listing, as types again: what a search document or a page for the analyst is made from."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select
from sqlalchemy.exc import DBAPIError

from pipelines.contacts import Sealed
from pipelines.finding import Event
from pipelines.ledger import codec, contacts
from pipelines.ledger.columns import UnreadableError
from pipelines.ledger.tables import events, listings, matches
from pipelines.reading.claim import Reading, Text
from spiders.listing import Listing, Moment

UNREADABLE = "the ledger's row cannot be read"

_WRONG = (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError)
"""What decoding raises where a column holds something else than we write."""


@dataclass(frozen=True, slots=True)
class StoredMatch:
    """A rule that holds for the listing, or once did."""

    rule: str
    reasons: tuple[str, ...]
    active: bool
    """`False`: it held once."""
    since: datetime
    """UTC; when it began to hold."""
    ended_at: datetime | None
    """UTC; `None` while it holds."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One listing in its newest state. All texts are redacted."""

    listing: Listing
    """`seen` is when it was last seen."""
    reading: Reading
    contacts: tuple[Sealed, ...]
    """Every one that it ever gave, by kind and hash."""
    first_seen: datetime
    """UTC."""
    last_seen: datetime
    """UTC."""
    changed_at: datetime
    """UTC; when what is shown of it last changed."""
    removed_at: datetime | None
    """UTC; `None`: it is there."""
    sold_at: datetime | None
    """UTC; when it was first seen as sold; `None`: not known to be sold."""
    price_usd: float | None
    """As in `Finding`."""
    usd_rate_at: str | None
    """As in `Finding`."""
    reader_version: str
    """Of the reader that made the reading; empty: not told."""
    revision: int
    """Elasticsearch's external version; grows with every change, also after an old copy was restored."""
    purged_at: datetime | None
    """UTC; when its contents were forgotten; `None`: they are there."""
    events: tuple[Event, ...]
    """Oldest first."""
    matches: tuple[StoredMatch, ...]
    """By rule."""


def stored(conn: Connection, listing_id: str) -> Stored | None:
    """Read one listing with everything that belongs to it; `None`: unknown.

    Raises `UnreadableError` where a bit of its row has changed on the disk: SQLite keeps no checksums, and finds damage
    of its pages only.
    """
    with reading(f"listing {listing_id[:8]}"):
        return _stored(conn, listing_id)


@contextlib.contextmanager
def reading(what: str) -> Iterator[None]:
    """Raise `UnreadableError` for whatever decoding a row raises; what SQLite itself says goes on as it is."""
    try:
        yield
    except _WRONG as error:
        raise _unreadable(what, error) from None
    except DBAPIError as error:
        if not _is_undecodable(error.orig):
            raise
        raise _unreadable(what, error) from None


def _unreadable(what: str, error: Exception) -> UnreadableError:
    return UnreadableError(
        f"{what}: {UNREADABLE} ({type(error).__name__}): look at the disk, and put a backup in the ledger's place"
    )


def _is_undecodable(error: BaseException | None) -> bool:
    """Tell Python's own "Could not decode to UTF-8 column" from what SQLite says: only the latter has a code."""
    return isinstance(error, sqlite3.OperationalError) and not getattr(error, "sqlite_errorcode", 0)


def _stored(conn: Connection, listing_id: str) -> Stored | None:
    row = conn.execute(select(listings).where(listings.c.id == listing_id)).mappings().one_or_none()
    if row is None:
        return None
    return Stored(
        listing=_listing(row),
        reading=_reading(row),
        contacts=contacts.of(conn, listing_id),
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        changed_at=row["changed_at"],
        removed_at=row["removed_at"],
        sold_at=row["sold_at"],
        price_usd=row["price_usd"],
        usd_rate_at=row["usd_rate_at"],
        reader_version=row["reader_version"],
        revision=row["revision"],
        purged_at=row["purged_at"],
        events=_events(conn, listing_id),
        matches=_matches(conn, listing_id),
    )


def moment(row: RowMapping, name: str) -> Moment | None:
    """Read a time with its precision from a row of listings; `None` when it holds none."""
    at = row[f"{name}_at"]
    return None if at is None else Moment(at, row[f"{name}_precision"])


def _listing(row: RowMapping) -> Listing:
    return Listing(
        site=row["site"],
        generation=row["generation"],
        kind=row["kind"],
        native_id=row["native_id"],
        board=row["board"],
        path=row["path"],
        title=row["title"],
        body=row["body"],
        seen=row["last_seen"],
        prefix=row["prefix"],
        author=row["author"],
        standing=row["standing"],
        price=row["price_text"],
        posted=moment(row, "posted"),
        edited=moment(row, "edited"),
        last_activity=moment(row, "last_activity"),
        replies=row["replies"],
        views=row["views"],
        updates=codec.decode_updates(row["updates"]),
    )


def _reading(row: RowMapping) -> Reading:
    text = Text(
        title=row["title"],
        body=row["body"],
        prefix=row["prefix"] or "",
        price=row["price_text"] or "",
        author=row["author"] or "",
        updates=tuple(update.text for update in codec.decode_updates(row["updates"])),
    )
    return Reading(text, codec.decode_redactions(row["redactions"]), codec.decode_claim(row["claim"]))


def _events(conn: Connection, listing_id: str) -> tuple[Event, ...]:
    wanted = select(events.c.kind, events.c.at, events.c.detail).where(events.c.listing_id == listing_id)
    return tuple(Event(kind, at, detail) for kind, at, detail in conn.execute(wanted.order_by(events.c.id)))


def _matches(conn: Connection, listing_id: str) -> tuple[StoredMatch, ...]:
    wanted = select(matches).where(matches.c.listing_id == listing_id).order_by(matches.c.rule)
    return tuple(
        StoredMatch(row.rule, tuple(row.reasons), row.active, row.since, row.ended_at) for row in conn.execute(wanted)
    )
