"""A stored listing as a search document. A pure function: the same listing always gives the same document.

Names are the Elastic Common Schema's where it has one (https://www.elastic.co/docs/reference/ecs), else `listing.*`,
`claim.*` (the keys of docs/claim.md) and `match.*`. `config/elasticsearch/template.json` knows each of them.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from urllib.parse import urlsplit

from pipelines.finding import Event
from pipelines.ledger.columns import LARGEST, clean
from pipelines.ledger.document import Stored, StoredMatch
from pipelines.ledger.rows import countable
from pipelines.links import unlinked
from pipelines.reading.as_json import claim_json
from pipelines.reading.claim import Claim
from spiders.listing import Moment, Update

ECS_VERSION = "8.17.0"

Document = dict[str, object]

_MOST_DIGITS = 300
"""Before or after the point: what a double holds."""

_PART = (
    "records", "size_bytes", "price", "countries", "victim", "domain", "data_types", "cause", "provider", "seller",
)  # fmt: skip
"""Keys of a claim that its parts keep: values to search for."""


def render(stored: Stored, *, onion_links: bool = False) -> Document:
    """Make the document of a listing: JSON types only, redacted text only, unknown values left out.

    `onion_links`: leave addresses of onions in its texts as they are; else they are no links, their length kept.
    `@timestamp` is when it was posted, else first seen. When it was last seen is not in it: a visit that finds nothing
    new sends nothing. Its id is the listing's, its version the revision.
    """
    listing = stored.listing
    when = listing.posted.at if listing.posted else stored.first_seen
    document: Document = {
        "@timestamp": _instant(when),
        "ecs": {"version": ECS_VERSION},
        "event": _event(stored),
        "message": listing.title,
        "url": _url(listing.path),
        "listing": _listing(stored),
        "claim": _claim(stored),
        "match": _match(stored.matches),
        "redactions": [dataclasses.asdict(each) for each in stored.reading.redactions],
    }
    filled = _filled(document, clean if onion_links else _harmless)
    return filled if isinstance(filled, dict) else {}


def _event(stored: Stored) -> Document:
    last = stored.events[-1] if stored.events else None
    return {
        "kind": "enrichment",
        "category": ["threat"],
        "type": ["indicator"],
        "module": "stallwatch",
        "dataset": "stallwatch.listing",
        "id": stored.listing.listing_id,
        "action": last.kind if last else None,
        "created": _instant(stored.first_seen),
    }


def _url(path: str) -> Document:
    """Split path and query; no host, since mirrors share it."""
    try:
        parts = urlsplit(path)
    except ValueError:
        return {"path": path}
    return {"path": parts.path, "query": parts.query or None}


def _listing(stored: Stored) -> Document:
    listing = stored.listing
    return {
        "id": listing.listing_id,
        "site": listing.site,
        "generation": listing.generation,
        "kind": listing.kind,
        "native_id": listing.native_id,
        "board": listing.board,
        "title": listing.title,
        "prefix": listing.prefix,
        "body": listing.body,
        "author": listing.author,
        "standing": listing.standing,
        "price_text": listing.price,
        "contacts": [dataclasses.asdict(each) for each in stored.contacts],
        **_moment("posted", listing.posted),
        **_moment("edited", listing.edited),
        **_moment("last_activity", listing.last_activity),
        "replies": _long(listing.replies),
        "views": _long(listing.views),
        "updates": [_update(each) for each in listing.updates],
        "first_seen": _instant(stored.first_seen),
        "changed_at": _instant(stored.changed_at),
        "removed_at": _instant(stored.removed_at),
        "sold_at": _instant(stored.sold_at),
        "revision": stored.revision,
        "reader_version": stored.reader_version or None,
        "events": [_happened(each) for each in stored.events],
    }


def _claim(stored: Stored) -> Document:
    claim = claim_json(_payable(stored.reading.claim))
    values = _checked(claim)
    if isinstance(price := values["price"], dict):
        values["price"] = {**price, "usd": stored.price_usd, "usd_rate_at": stored.usd_rate_at}
    parts = [_checked({key: part[key] for key in _PART}) for part in claim["parts"]]
    return {**values, "parts": parts}


def _payable(claim: Claim) -> Claim:
    """Leave out a price that no number of the index holds, and with it what was read as a price."""
    amount = Decimal(0) if claim.price is None else claim.price.amount
    if amount.is_finite() and abs(amount.adjusted()) <= _MOST_DIGITS:
        return claim
    evidence = {name: found for name, found in claim.evidence.items() if name != "price"}
    candidates = {name: found for name, found in claim.candidates.items() if name != "price"}
    return dataclasses.replace(claim, price=None, evidence=evidence, candidates=candidates)


def _checked(claim: Document) -> Document:
    """Leave out what a field of the index cannot hold, for it would refuse the whole document."""
    return {**claim, "records": countable(_whole(claim["records"])), "size_bytes": _long(_whole(claim["size_bytes"]))}


def _match(matches: Iterable[StoredMatch]) -> Document:
    """Tell which rules hold and which once did; a listing whose last match ended stays, with `active: false`."""
    every = tuple(matches)
    holding = [each for each in every if each.active]
    return {
        "active": bool(holding),
        "rules": [each.rule for each in holding],
        "ended_rules": [each.rule for each in every if not each.active],
        "reasons": [reason for each in (holding or every) for reason in each.reasons],
        "since": _instant(min((each.since for each in holding), default=None)),
        "history": [
            {
                "rule": each.rule,
                "active": each.active,
                "since": _instant(each.since),
                "ended_at": _instant(each.ended_at),
                "reasons": list(each.reasons),
            }
            for each in every
        ],
    }


def _happened(event: Event) -> Document:
    return {"kind": event.kind, "at": _instant(event.at), "detail": dict(event.detail)}


def _update(update: Update) -> Document:
    return {"native_id": update.native_id, **_moment("posted", update.posted), "text": update.text}


def _moment(name: str, moment: Moment | None) -> Document:
    return {} if moment is None else {f"{name}_at": _instant(moment.at), f"{name}_precision": moment.precision}


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _long(value: int | None) -> int | None:
    """Return a number that a `long` holds; a larger one refuses the whole document, so it is left out."""
    return value if value is not None and 0 <= value <= LARGEST else None


def _harmless(text: str) -> str:
    return unlinked(clean(text))


def _filled(value: object, text: Callable[[str], str]) -> object:
    """Turn a value into JSON types, without what is unknown and what no JSON in UTF-8 can hold. `text`: for texts."""
    if isinstance(value, Mapping):
        return {clean(str(key)): _filled(each, text) for key, each in value.items() if each is not None and each != []}
    if isinstance(value, (list, tuple)):
        return [_filled(each, text) for each in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return text(value) if isinstance(value, str) else value
