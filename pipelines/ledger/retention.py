"""Forget what need not be kept: by class and age, or what the operator names. What is under a legal hold stays.

Of a listing its texts, values, matches and the details of its events and alerts go, here and (by the outbox) from
Elasticsearch. Its row stays with ids, times and digests, so that the same post, seen again, is neither news nor stored
again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, exists, func, or_, select, update

from pipelines.ledger import codec, outbox
from pipelines.ledger.columns import millis
from pipelines.ledger.tables import alerts, claim_countries, contacts, events, listings, matches, runs, site_events
from pipelines.ledger.tables import outbox as letters
from pipelines.reading.claim import Claim

LISTINGS = ("non_claims", "claims", "matched")
"""Classes of listings: no claims and claims that no rule ever held for, and what a rule holds or once held for."""
CLASSES = (*LISTINGS, "letters", "runs")
"""All classes; `letters`: what was refused for good; `runs`: what ran when, and how the sites were."""

HELD = "held"
"""In counts: listings that would have gone, were there no legal hold."""

_AT_ONCE = 500

_matched = exists().where(matches.c.listing_id == listings.c.id)
_there = listings.c.purged_at.is_(None)
_held = listings.c.hold.is_not(None)


def due(conn: Connection, older_than: Mapping[str, datetime]) -> dict[str, int]:
    """Count by class what `purge` would forget, and what is held; classes without an age are not in `older_than`."""
    found = {name: _count(conn, and_(_of_class(name, at), ~_held)) for name, at in _listings(older_than)}
    found |= {name: _count_rows(conn, name, at) for name, at in older_than.items() if name not in LISTINGS}
    return found | {HELD: _count_held(conn, older_than)}


def purge(
    conn: Connection, older_than: Mapping[str, datetime], now: datetime, *, targets: frozenset[str]
) -> dict[str, int]:
    """Forget what has not changed since its class's time; return how much that was, by class, and what is held.

    An alert that still waits for Slack keeps its listing until it is as old itself. `targets`: as for `listings.save`;
    documents that were sent once are to be deleted whatever is on now.
    """
    # Letters first: a listing that goes takes its own with it, uncounted.
    rows = {name: _delete_rows(conn, name, at) for name, at in older_than.items() if name not in LISTINGS}
    gone = {
        name: _forget_all(conn, and_(_of_class(name, at), ~_held), now, targets) for name, at in _listings(older_than)
    }
    return gone | rows | {HELD: _count_held(conn, older_than)}


def forget(
    conn: Connection, now: datetime, *, ids: Sequence[str] = (), sites: Sequence[str] = (), targets: frozenset[str]
) -> int:
    """Forget certain listings, and all of certain sites, however old, but what is held; return how many."""
    return _forget_all(conn, and_(_chosen(ids, sites), ~_held), now, targets)


def chosen(conn: Connection, *, ids: Sequence[str] = (), sites: Sequence[str] = ()) -> dict[str, int]:
    """Count what `forget` would forget, and what is held."""
    these = _chosen(ids, sites)
    return {"listings": _count(conn, and_(these, ~_held)), HELD: _count(conn, and_(these, _held))}


def forget_addresses(conn: Connection, now: datetime) -> int:
    """Forget contacts' addresses that were once kept in the clear, here and in documents, and keep their hashes.

    For where they are not to be kept any more; what is on hold keeps them. Return how many they were.
    """
    shown = list(conn.execute(select(contacts.c.listing_id).where(_in_the_clear()).distinct()).scalars())
    count = conn.execute(update(contacts).where(_in_the_clear()).values(address=None)).rowcount
    for start in range(0, len(shown), _AT_ONCE):
        ids = shown[start : start + _AT_ONCE]
        conn.execute(update(listings).where(listings.c.id.in_(ids)).values(revision=_newer(conn, now)))
        in_cluster = select(listings.c.id).where(listings.c.id.in_(ids), listings.c.has_document)
        for listing_id in list(conn.execute(in_cluster).scalars()):
            outbox.queue_document(conn, listing_id, now)
    return count


def addresses(conn: Connection) -> int:
    """Count what `forget_addresses` would forget."""
    return conn.execute(select(func.count()).select_from(contacts).where(_in_the_clear())).scalar_one()


def _in_the_clear() -> ColumnElement[bool]:
    held = exists().where(listings.c.id == contacts.c.listing_id, _held)
    return and_(contacts.c.address.is_not(None), ~held)


def _newer(conn: Connection, now: datetime) -> ColumnElement[int]:
    """Return the next revision, as `listings.save` makes it."""
    larger = func.max if conn.dialect.name == "sqlite" else func.greatest
    return larger(listings.c.revision + 1, millis(now))


def _chosen(ids: Sequence[str], sites: Sequence[str]) -> ColumnElement[bool]:
    return and_(_there, or_(listings.c.id.in_(ids), listings.c.site.in_(sites)))


def _listings(older_than: Mapping[str, datetime]) -> list[tuple[str, datetime]]:
    return [(name, older_than[name]) for name in LISTINGS if name in older_than]


def _of_class(name: str, older_than: datetime) -> ColumnElement[bool]:
    of = {
        "non_claims": and_(~_matched, ~listings.c.is_claim),
        "claims": and_(~_matched, listings.c.is_claim),
        "matched": _matched,
    }
    return and_(of[name], _there, listings.c.changed_at < older_than, ~_waits(older_than))


def _waits(older_than: datetime) -> ColumnElement[bool]:
    """Find listings of which an alert waits that is not too old itself: a channel may have no webhook any more."""
    of_it = letters.c.listing_id == listings.c.id, letters.c.target == outbox.SLACK
    return exists().where(*of_it, ~letters.c.dead, letters.c.queued_at >= older_than)


def _old_letter(older_than: datetime) -> ColumnElement[bool]:
    held = exists().where(listings.c.id == letters.c.listing_id, _held)
    return and_(letters.c.dead, letters.c.queued_at < older_than, ~held)


def _old_site_event(older_than: datetime) -> ColumnElement[bool]:
    """All but the newest of each subject, which says how the site is now."""
    newest = select(func.max(site_events.c.id)).group_by(site_events.c.site, site_events.c.subject)
    return and_(site_events.c.at < older_than, site_events.c.id.not_in(newest))


def _count(conn: Connection, where: ColumnElement[bool]) -> int:
    return conn.execute(select(func.count()).select_from(listings).where(where)).scalar_one()


def _count_held(conn: Connection, older_than: Mapping[str, datetime]) -> int:
    return sum(_count(conn, and_(_of_class(name, at), _held)) for name, at in _listings(older_than))


def _old_rows(name: str, at: datetime) -> list[tuple[Table, ColumnElement[bool]]]:
    if name == "letters":
        return [(letters, _old_letter(at))]
    return [(runs, runs.c.started_at < at), (site_events, _old_site_event(at))]


def _count_rows(conn: Connection, name: str, at: datetime) -> int:
    old = _old_rows(name, at)
    return sum(conn.execute(select(func.count()).select_from(table).where(rows)).scalar_one() for table, rows in old)


def _delete_rows(conn: Connection, name: str, at: datetime) -> int:
    return sum(conn.execute(delete(table).where(rows)).rowcount for table, rows in _old_rows(name, at))


def _forget_all(conn: Connection, where: ColumnElement[bool], now: datetime, targets: frozenset[str]) -> int:
    doomed = list(conn.execute(select(listings.c.id).where(where)).scalars())
    for start in range(0, len(doomed), _AT_ONCE):
        _forget(conn, doomed[start : start + _AT_ONCE], now, targets)
    return len(doomed)


def _forget(conn: Connection, ids: Sequence[str], now: datetime, targets: frozenset[str]) -> None:
    """Empty some listings, and have the documents of those deleted that may have one.

    A target that is off gets nothing, but for these deletions: what the ledger has forgotten no later run could find,
    and its document would stay in the cluster for good.
    """
    in_cluster = or_(listings.c.has_document, _matched) if outbox.ELASTICSEARCH in targets else listings.c.has_document
    indexed = list(conn.execute(select(listings.c.id).where(listings.c.id.in_(ids), in_cluster)).scalars())
    _keep_digests(conn, ids)
    forgotten = {**_nothing(), "purged_at": now, "revision": _newer(conn, now)}
    conn.execute(update(listings).where(listings.c.id.in_(ids)).values(forgotten))
    for table in (claim_countries, contacts, matches):
        conn.execute(delete(table).where(table.c.listing_id.in_(ids)))
    conn.execute(update(events).where(events.c.listing_id.in_(ids)).values(detail={}))
    _empty_triggers(conn, ids)
    conn.execute(delete(letters).where(letters.c.listing_id.in_(ids), letters.c.target == outbox.SLACK))
    for listing_id in indexed:
        outbox.queue_document(conn, listing_id, now)


def _keep_digests(conn: Connection, ids: Sequence[str]) -> None:
    """Keep by what the author's later posts are known again: those of now, and those that were forgotten before."""
    these, digests = listings.c.id.in_(ids), listings.c.forgotten_updates
    conn.execute(update(listings).where(these, digests.is_(None)).values(forgotten_updates=[]))
    wanted = select(listings.c.id, listings.c.updates, digests).where(these, listings.c.updates != [])
    for listing_id, updates, before in conn.execute(wanted).all():
        found = {*before, *codec.update_digests(codec.decode_updates(updates))}
        conn.execute(update(listings).where(listings.c.id == listing_id).values(forgotten_updates=sorted(found)))


def _empty_triggers(conn: Connection, ids: Sequence[str]) -> None:
    """Take what a price or a count came to out of alerts' triggers; the alert's own number keeps them apart."""
    telling = alerts.c.listing_id.in_(ids), alerts.c.trigger.contains(":")
    for alert_id, trigger in conn.execute(select(alerts.c.id, alerts.c.trigger).where(*telling)).all():
        emptied = f"{trigger.partition(':')[0]}:#{alert_id}"
        conn.execute(update(alerts).where(alerts.c.id == alert_id).values(trigger=emptied))


def _nothing() -> dict[str, object]:
    empty = dict.fromkeys(("title", "body", "folded"), "")
    unknown = dict.fromkeys(
        ("prefix", "price_text", "author", "standing", "records", "size_bytes", "price_amount", "price_currency",
         "price_usd", "usd_rate_at")
    )  # fmt: skip
    return {
        **empty, **unknown, "is_claim": False, "updates": [], "redactions": [], "claim": codec.encode_claim(Claim()),
    }  # fmt: skip
