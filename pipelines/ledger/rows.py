"""A finding as columns of `listings`, and the digest that tells whether what is shown of it changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pipelines.finding import Finding
from pipelines.ledger import codec
from pipelines.ledger.columns import clean, millis
from pipelines.reading.claim import Claim
from pipelines.reading.shadow import make
from spiders.listing import Listing, Moment

MOST_RECORDS = 10**12
"""A count above it is no count (docs/claim.md)."""

_PRECISIONS = ("second", "minute", "hour", "day")


def fixed(finding: Finding) -> dict[str, Any]:
    """Return what never changes of a listing."""
    listing = finding.listing
    return {
        "id": listing.listing_id,
        "site": listing.site,
        "generation": listing.generation,
        "kind": listing.kind,
        "native_id": listing.native_id,
    }


def passing(listing: Listing) -> dict[str, Any]:
    """Return what moves at every visit and is no change: an account's age, a resolved "10 minutes ago"."""
    return {
        "standing": listing.standing,
        "views": listing.views,
        **_moment("edited", listing.edited),
        **_moment("last_activity", listing.last_activity),
    }


def content(finding: Finding, posted: Moment | None) -> dict[str, Any]:
    """Return what is shown of a listing, in which a difference is a change."""
    listing = finding.listing
    return {
        "board": listing.board,
        "path": listing.path,
        "title": listing.title,
        "prefix": listing.prefix,
        "body": listing.body,
        "price_text": listing.price,
        "author": listing.author,
        "updates": codec.encode_updates(listing.updates),
        "replies": listing.replies,
        **_moment("posted", posted),
        **_claim(finding.reading.claim),
        "price_usd": finding.price_usd,
        "usd_rate_at": finding.usd_rate_at,
        "claim": codec.encode_claim(finding.reading.claim),
        "redactions": codec.encode_redactions(finding.reading.redactions),
    }


def content_digest(shown: Mapping[str, Any], rules: Iterable[str]) -> str:
    """Hash what is shown and which rules hold."""
    return codec.digest(json.dumps([shown, sorted(rules)], sort_keys=True, default=_plain))


def derived(finding: Finding) -> dict[str, Any]:
    """Return what follows from the texts: the one to search in, and the digest of the post's own words.

    Forgotten words leave the digest as it is, so that the post is not taken for edited when it is seen again.
    """
    listing = finding.listing
    digest = {"own_digest": codec.own_digest(listing)} if listing.title or listing.body else {}
    return {"folded": folded(listing), **digest}


def folded(listing: Listing) -> str:
    """Return all texts of a listing as one shadow text in lower case."""
    texts = (listing.title, listing.prefix, listing.body, listing.price, listing.author)
    return make(clean("\n".join(text for text in (*texts, *(each.text for each in listing.updates)) if text))).folded


def steadier(kept: Moment | None, new: Moment | None) -> Moment | None:
    """Choose between two showings of when a post was made: the first one, unless the new one is more precise.

    "3 hours ago" resolves to another time at every visit.
    """
    if kept is None or new is None:
        return kept or new
    return new if _PRECISIONS.index(new.precision) < _PRECISIONS.index(kept.precision) else kept


def countable(records: int | None) -> int | None:
    """Return a count of records; `None` also for what is too large to be one."""
    return records if records is not None and records <= MOST_RECORDS else None


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "is_claim": claim.is_claim,
        "records": countable(claim.records),
        "size_bytes": claim.size_bytes,
        "price_amount": None if claim.price is None else str(claim.price.amount),
        "price_currency": None if claim.price is None else claim.price.currency,
    }


def _moment(name: str, moment: Moment | None) -> dict[str, Any]:
    at, precision = (None, None) if moment is None else (moment.at, moment.precision)
    return {f"{name}_at": at, f"{name}_precision": precision}


def _plain(value: Any) -> int:
    return millis(value)
