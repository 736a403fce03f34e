"""How readings and updates stand in the ledger's JSON columns: everything that `decode_*` needs to build them again.

This is the ledger's own form, not the product's: that one is made from the types, at delivery.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from pipelines.ledger.columns import EPOCH, clean, millis
from pipelines.reading.claim import Candidate, Claim, Evidence, Price, Redaction
from spiders.listing import Listing, Moment, Update

Json = Mapping[str, Any]
E = TypeVar("E", Evidence, Candidate)

_PLAIN = ("language", "records", "size_bytes", "victim", "domain", "cause", "provider", "seller")
_LISTS = ("countries", "data_types")


def encode_claim(claim: Claim) -> dict[str, Any]:
    """Turn a claim into JSON; what is not set is left out."""
    plain = {name: _value(getattr(claim, name)) for name in (*_PLAIN, "price")}
    lists = {name: [clean(each) for each in getattr(claim, name)] for name in _LISTS}
    found = {name: _by_field(getattr(claim, name)) for name in ("evidence", "candidates")}
    further = {**lists, **found, "parts": [encode_claim(part) for part in claim.parts]}
    return {
        "is_claim": claim.is_claim,
        **{name: value for name, value in plain.items() if value is not None},
        **{name: value for name, value in further.items() if value},
    }


def decode_claim(kept: Json) -> Claim:
    """Build the claim that `encode_claim` took."""
    plain: dict[str, Any] = {name: kept.get(name) for name in _PLAIN}
    lists: dict[str, Any] = {name: tuple(kept.get(name, ())) for name in _LISTS}
    return Claim(
        is_claim=kept["is_claim"],
        price=_decoded(kept.get("price")),
        parts=tuple(map(decode_claim, kept.get("parts", ()))),
        evidence=_found(Evidence, kept.get("evidence", {})),
        candidates=_found(Candidate, kept.get("candidates", {})),
        **plain,
        **lists,
    )


def encode_redactions(redactions: Iterable[Redaction]) -> list[dict[str, Any]]:
    """Turn masked spans into JSON."""
    return [dataclasses.asdict(each) for each in redactions]


def decode_redactions(kept: Sequence[Json]) -> tuple[Redaction, ...]:
    """Build the masked spans again."""
    return tuple(Redaction(**each) for each in kept)


def encode_updates(updates: Iterable[Update]) -> list[dict[str, Any]]:
    """Turn the author's later posts into JSON."""
    return [
        {
            "native_id": None if each.native_id is None else clean(each.native_id),
            "posted": None if each.posted is None else [millis(each.posted.at), each.posted.precision],
            "text": clean(each.text),
        }
        for each in updates
    ]


def decode_updates(kept: Sequence[Json]) -> tuple[Update, ...]:
    """Build the author's later posts again."""
    return tuple(Update(each["native_id"], _moment(each["posted"]), each["text"]) for each in kept)


def own_digest(listing: Listing) -> str:
    """Hash the post's own words, title and opening post; how they are broken into lines does not count."""
    return digest(" ".join(listing.title.split()), " ".join(listing.body.split()))


def update_digests(updates: Iterable[Update]) -> list[str]:
    """Hash by what each of the author's later posts is known again: its id, or its words where it has none."""
    return [
        digest("words", " ".join(each.text.split())) if each.native_id is None else digest("id", clean(each.native_id))
        for each in updates
    ]


def digest(*parts: str) -> str:
    """Hash texts to 32 hex digits, each with its length before it, so that no two lists of parts run together."""
    hashed = hashlib.blake2b(digest_size=16)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        hashed.update(len(raw).to_bytes(8, "big") + raw)
    return hashed.hexdigest()


def _by_field(found: Mapping[str, Iterable[Evidence | Candidate]]) -> dict[str, list[dict[str, Any]]]:
    return {name: [_span(each) for each in all_of_it] for name, all_of_it in found.items()}


def _span(each: Evidence | Candidate) -> dict[str, Any]:
    return {name: _value(value) for name, value in each._asdict().items()}


def _value(value: object) -> object:
    if isinstance(value, Price):
        return {"amount": str(value.amount), "currency": value.currency}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    return clean(value) if isinstance(value, str) else value


def _found(kind: type[E], kept: Mapping[str, Sequence[Json]]) -> dict[str, tuple[E, ...]]:
    return {
        name: tuple(kind(**{**each, "value": _decoded(each["value"])}) for each in found)
        for name, found in kept.items()
    }


def _decoded(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "decimal" in value:
        return Decimal(value["decimal"])
    return Price(Decimal(value["amount"]), value["currency"])


def _moment(kept: Sequence[Any] | None) -> Moment | None:
    return None if kept is None else Moment(_instant(kept[0]), kept[1])


def _instant(count: int) -> datetime:
    return EPOCH + timedelta(milliseconds=count)
