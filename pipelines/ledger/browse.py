"""What an analyst asks of the ledger without any server: a search, and everything about one listing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, exists, func, select

from pipelines.contacts import Sealed
from pipelines.ledger import contacts
from pipelines.ledger.document import Stored, stored
from pipelines.ledger.failures import LedgerError
from pipelines.ledger.tables import alerts, claim_countries, listings, matches
from pipelines.reading.claim import Price
from pipelines.reading.shadow import make


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of a search's result. Texts are redacted."""

    listing_id: str
    site: str
    board: str
    title: str = field(repr=False)
    author: str | None = field(repr=False)
    is_claim: bool
    records: int | None
    size_bytes: int | None
    price: Price | None
    """As stated."""
    price_usd: float | None
    countries: tuple[str, ...]
    rules: tuple[str, ...]
    """That hold now."""
    posted: datetime | None
    """UTC; `None` when the page does not say."""
    first_seen: datetime
    """UTC."""
    removed_at: datetime | None
    """UTC; `None`: it is there."""
    sold_at: datetime | None
    """UTC; `None`: not known to be sold."""


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert that was raised."""

    rule: str
    trigger: str
    channel: str
    raised_at: datetime
    """UTC."""
    sent_at: datetime | None
    """UTC; `None`: not (yet) sent, or Slack is off."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything about one listing."""

    stored: Stored
    alerts: tuple[Raised, ...]
    """Oldest first."""
    contacts: Mapping[Sealed, tuple[str, ...]]
    """Its contacts, each with the ids of other listings that gave the same one."""


def search(
    conn: Connection,
    *,
    country: str | None = None,
    records_at_least: int | None = None,
    price_usd_at_least: float | None = None,
    newer_than: datetime | None = None,
    rule: str | None = None,
    site: str | None = None,
    text: str | None = None,
    claims_only: bool = True,
    limit: int = 50,
) -> list[Hit]:
    """Find listings, newest first (posted, else first seen). All conditions must hold; `None` is no condition.

    `newer_than`: first seen at or after it. `rule` must hold now. `text`: all its words, anywhere in the texts,
    caseless and seen through disguises.
    """
    age = func.coalesce(listings.c.posted_at, listings.c.first_seen, type_=listings.c.first_seen.type)
    wanted: list[ColumnElement[bool]] = [listings.c.is_claim] if claims_only else []
    if country is not None:
        of_it = claim_countries.c.listing_id == listings.c.id, claim_countries.c.country == country.upper()
        wanted.append(exists().where(*of_it))
    if records_at_least is not None:
        wanted.append(listings.c.records >= records_at_least)
    if price_usd_at_least is not None:
        wanted.append(listings.c.price_usd >= price_usd_at_least)
    if newer_than is not None:
        wanted.append(listings.c.first_seen >= newer_than)
    if rule is not None:
        wanted.append(exists().where(matches.c.listing_id == listings.c.id, matches.c.rule == rule, matches.c.active))
    if site is not None:
        wanted.append(listings.c.site == site)
    wanted += _holding(text or "")
    rows = conn.execute(select(listings).where(*wanted).order_by(age.desc(), listings.c.id).limit(limit)).all()
    return list(_hits(conn, rows))


def show(conn: Connection, id_prefix: str) -> Shown | None:
    """Return everything about the listing whose id begins like this; `None`: there is none.

    Raises `LedgerError` when several begin so.
    """
    like = listings.c.id.startswith(id_prefix.lower(), autoescape=True)
    ids = list(conn.execute(select(listings.c.id).where(like).limit(2)).scalars())
    if len(ids) > 1:
        raise LedgerError(f"{id_prefix[:32]!a}: several listings begin so: give more of the id")
    found = stored(conn, ids[0]) if ids else None
    return None if found is None else Shown(found, _alerts(conn, ids[0]), contacts.others(conn, ids[0]))


def _holding(text: str) -> Iterator[ColumnElement[bool]]:
    for word in make(text).folded.split():
        yield listings.c.folded.contains(word, autoescape=True)


def _hits(conn: Connection, rows: Sequence[Row[Any]]) -> Iterator[Hit]:
    ids = [row.id for row in rows]
    countries = _many(conn, select(claim_countries.c.listing_id, claim_countries.c.country), claim_countries, ids)
    rules = _many(conn, select(matches.c.listing_id, matches.c.rule).where(matches.c.active), matches, ids)
    for row in rows:
        yield Hit(
            listing_id=row.id,
            site=row.site,
            board=row.board,
            title=row.title,
            author=row.author,
            is_claim=row.is_claim,
            records=row.records,
            size_bytes=row.size_bytes,
            price=None if row.price_amount is None else Price(Decimal(row.price_amount), row.price_currency),
            price_usd=row.price_usd,
            countries=countries.get(row.id, ()),
            rules=rules.get(row.id, ()),
            posted=row.posted_at,
            first_seen=row.first_seen,
            removed_at=row.removed_at,
            sold_at=row.sold_at,
        )


def _many(conn: Connection, pairs: Select[Any], table: Table, ids: list[str]) -> dict[str, tuple[str, ...]]:
    """Collect the second column of each listing's rows, sorted."""
    found: dict[str, tuple[str, ...]] = {}
    for listing_id, value in sorted(map(tuple, conn.execute(pairs.where(table.c.listing_id.in_(ids))))):
        found[listing_id] = (*found.get(listing_id, ()), value)
    return found


def _alerts(conn: Connection, listing_id: str) -> tuple[Raised, ...]:
    wanted = select(alerts).where(alerts.c.listing_id == listing_id).order_by(alerts.c.id)
    return tuple(Raised(row.rule, row.trigger, row.channel, row.raised_at, row.sent_at) for row in conn.execute(wanted))
