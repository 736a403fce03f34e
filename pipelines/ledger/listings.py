"""Listings: what was known of one before, and all that a visit found out about it, stored in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, exists, select, update

from pipelines.finding import Event, Finding, Match
from pipelines.ledger import codec, contacts, frontier, outbox, raised, rows
from pipelines.ledger.columns import millis
from pipelines.ledger.document import moment, stored
from pipelines.ledger.tables import claim_countries, listings, matches
from pipelines.ledger.upsert import insert
from pipelines.reading.claim import Price
from spiders.listing import Listing, Moment, Update


@dataclass(frozen=True, slots=True)
class Previous:
    """What was known of a listing before this visit. Texts are redacted; empty when they were forgotten."""

    title: str = field(repr=False)
    author: str | None = field(repr=False)
    posted: Moment | None
    edited: Moment | None
    own_digest: str
    """Of the post's own words, by `codec.own_digest`."""
    price: Price | None
    """As stated."""
    price_usd: float | None
    """At the rate of first sight of this price."""
    usd_rate_at: str | None
    """Day of that rate, ISO."""
    records: int | None
    sold: bool
    """Whether it was ever seen as sold."""
    removed_at: datetime | None
    """UTC; `None`: it was there."""
    first_seen: datetime
    """UTC."""
    changed_at: datetime
    """UTC; when what is shown of it last changed."""
    matched: bool
    """Whether a rule holds for it."""
    forgotten: bool
    """Whether what it stated was forgotten."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What storing a finding came to."""

    changed: bool
    """Whether anything that is shown of it changed; a listing that was only seen again did not."""
    alerts: int
    """Alerts raised and queued now; those that were raised before, or whose channel is off, do not count."""


def previous(conn: Connection, listing_id: str) -> Previous | None:
    """Read what was known of a listing; `None`: it is new."""
    holds = exists().where(matches.c.listing_id == listings.c.id, matches.c.active)
    row = conn.execute(select(listings, holds.label("matched")).where(listings.c.id == listing_id)).one_or_none()
    if row is None:
        return None
    return Previous(
        title=row.title,
        author=row.author,
        posted=moment(row._mapping, "posted"),
        edited=moment(row._mapping, "edited"),
        own_digest=row.own_digest,
        price=_price(row),
        price_usd=row.price_usd,
        usd_rate_at=row.usd_rate_at,
        records=row.records,
        sold=row.sold_at is not None,
        removed_at=row.removed_at,
        first_seen=row.first_seen,
        changed_at=row.changed_at,
        matched=row.matched,
        forgotten=row.purged_at is not None,
    )


def updates(conn: Connection, listing_id: str) -> tuple[Update, ...]:
    """Read the author's later posts as they were stored; empty for an unknown listing."""
    kept = conn.execute(select(listings.c.updates).where(listings.c.id == listing_id)).scalar()
    return codec.decode_updates(kept or [])


def outdated(conn: Connection, reader_version: str, after: str = "", limit: int = 500) -> list[str]:
    """Return ids of listings that another reader read, in order, from behind one on; forgotten texts are left out."""
    wanted = listings.c.id > after, listings.c.reader_version != reader_version, listings.c.purged_at.is_(None)
    return list(conn.execute(select(listings.c.id).where(*wanted).order_by(listings.c.id).limit(limit)).scalars())


def save(
    conn: Connection, finding: Finding, *, now: datetime, run: str, targets: frozenset[str], reader_version: str = ""
) -> Saved:
    """Store a finding: listing, reading, events, matches, alerts and what is to be delivered.

    `targets` names what is delivered to: `elasticsearch`, `slack` or `slack:<channel>`. A target that is off gets
    nothing, now or later. A listing that shows nothing new is only noted as seen. One that was forgotten stays so until
    its author has written something new.
    """
    listing_id = finding.listing.listing_id
    before = conn.execute(select(listings).where(listings.c.id == listing_id).with_for_update()).one_or_none()
    was_forgotten = before is not None and before.purged_at is not None
    if before is not None and was_forgotten and not _says_more(before, finding.listing):
        _note_forgotten(conn, finding, max(finding.listing.seen, before.last_seen), run)
        return Saved(changed=False, alerts=0)
    posted = rows.steadier(_posted(before) if before else None, finding.listing.posted)
    shown = rows.content(finding, posted)
    new_digest = rows.content_digest(shown, (match.rule for match in finding.matches))
    differs = before is None or was_forgotten or bool(finding.events) or before.content_digest != new_digest
    reached = contacts.fresh(conn, listing_id, finding.contacts)
    changed = differs or bool(reached)
    values = {"last_seen": max(finding.listing.seen, before.last_seen) if before else finding.listing.seen}
    if reader_version:
        values["reader_version"] = reader_version
    if changed:
        # What moves at every visit is kept as of the last change: else the documents sent would tell other numbers.
        values |= shown | rows.passing(finding.listing) | rows.derived(finding) | _since(finding.events)
        values |= {"content_digest": new_digest, "changed_at": now, "revision": _revision(before, now)}
        values["purged_at"] = None
    _write(conn, finding, values, now, is_new=before is None)
    if changed:
        _write_countries(conn, finding)
        contacts.add(conn, listing_id, reached)
    ever = raised.matched(conn, listing_id, finding.matches, now)
    raised.happened(conn, listing_id, finding.events, run)
    if changed and ever and outbox.ELASTICSEARCH in targets:
        outbox.queue_document(conn, listing_id, now)
    return Saved(changed, raised.alert(conn, listing_id, finding.alerts, now=now, run=run, targets=targets))


def began(conn: Connection, site: str, generation: int, board: str, most: int) -> list[datetime]:
    """Return when a board's newest threads began, as far as is known: posted, else first seen; UTC."""
    newest = (
        select(listings.c.posted_at, listings.c.first_seen)
        .where(listings.c.site == site, listings.c.generation == generation, listings.c.board == board)
        .order_by(listings.c.first_seen.desc())
        .limit(most)
    )
    return [row.posted_at or row.first_seen for row in conn.execute(newest)]


def gone(
    conn: Connection,
    listing_id: str,
    now: datetime,
    *,
    run: str,
    targets: frozenset[str],
    complete: Callable[[Finding], Finding] = lambda finding: finding,
) -> Finding | None:
    """Note once that the site says a listing is gone; `None` when it is unknown or was gone already.

    `complete` gets the stored listing with the `removed` event and the matches that hold, and returns it with the
    matches and alerts of now. Its thread counts as changed when the board ever shows it again. Of one that was
    forgotten only the event is noted: there is nothing to match, to tell or to show.
    """
    kept = stored(conn, listing_id)
    if kept is None or kept.removed_at is not None:
        return None
    if kept.purged_at is not None:
        finding = Finding(kept.listing, kept.reading, first_seen=kept.first_seen, events=(Event("removed", now),))
        _note_forgotten(conn, finding, kept.last_seen, run)
        frontier.forget_fingerprint(conn, listing_id)
        return finding
    finding = Finding(
        listing=kept.listing,
        reading=kept.reading,
        first_seen=kept.first_seen,
        price_usd=kept.price_usd,
        usd_rate_at=kept.usd_rate_at,
        events=(Event("removed", now),),
        matches=tuple(Match(each.rule, each.reasons) for each in kept.matches if each.active),
    )
    finding = complete(finding)
    save(conn, finding, now=now, run=run, targets=targets)
    frontier.forget_fingerprint(conn, listing_id)
    return finding


def _says_more(before: Row[Any], listing: Listing) -> bool:
    """Tell whether the author of a forgotten listing has written since: other words, or a post more in the thread.

    Nothing else of it counts: replies, other readings and other rules do not bring back what was to be forgotten.
    """
    if codec.own_digest(listing) != before.own_digest:
        return True
    known = before.forgotten_updates
    return known is not None and not set(codec.update_digests(listing.updates)).issubset(known)


def _note_forgotten(conn: Connection, finding: Finding, seen: datetime, run: str) -> None:
    """Note of a forgotten listing when it was seen and what happened to it, and nothing that it says."""
    values = {"last_seen": seen, **_since(finding.events)}
    conn.execute(update(listings).where(listings.c.id == finding.listing.listing_id).values(values))
    raised.happened(conn, finding.listing.listing_id, finding.events, run)


def _posted(row: Row[Any]) -> Moment | None:
    return moment(row._mapping, "posted")


def _price(row: Row[Any]) -> Price | None:
    return None if row.price_amount is None else Price(Decimal(row.price_amount), row.price_currency)


def _revision(before: Row[Any] | None, now: datetime) -> int:
    """Grow by at least one, and beyond whatever a newer copy of this ledger sent before this one was restored."""
    return max(before.revision + 1 if before else 0, millis(now))


def _since(events: tuple[Event, ...]) -> dict[str, datetime | None]:
    since: dict[str, datetime | None] = {}
    for event in events:
        if event.kind == "removed":
            since["removed_at"] = event.at
        elif event.kind == "restored":
            since["removed_at"] = None
        elif event.kind == "sold":
            since["sold_at"] = event.at
    return since


def _write(conn: Connection, finding: Finding, values: Mapping[str, Any], now: datetime, *, is_new: bool) -> None:
    fixed = rows.fixed(finding)
    if is_new:
        first = {
            "first_seen": finding.first_seen or now,
            "reader_version": "",
            "own_digest": codec.own_digest(finding.listing),
        }
        conn.execute(insert(conn, listings).values({**fixed, **first, **values}))
    else:
        conn.execute(update(listings).where(listings.c.id == fixed["id"]).values(values))


def _write_countries(conn: Connection, finding: Finding) -> None:
    listing_id = finding.listing.listing_id
    conn.execute(claim_countries.delete().where(claim_countries.c.listing_id == listing_id))
    countries = dict.fromkeys(finding.reading.claim.countries)
    if countries:
        conn.execute(insert(conn, claim_countries), [{"listing_id": listing_id, "country": each} for each in countries])


__all__ = ["Previous", "Saved", "gone", "outdated", "previous", "save", "updates"]
