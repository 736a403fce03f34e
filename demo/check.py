"""Does the ledger hold what `expected.yml` says? Claims, alerts and events are compared whole, in both directions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from config.load import read_yaml
from pipelines.ledger import Ledger, browse, sites
from pipelines.ledger.browse import Shown
from pipelines.reading.claim import Claim

EXPECTED = Path(__file__).parent / "expected.yml"
"""Written by hand from the texts, before any code could compute it."""

Keys = Callable[[str, str], str]
"""Names a listing as `expected.yml` does, from its site and native id."""


def differences(ledger: Ledger, day: int, key_of: Keys) -> list[str]:
    """Return what differs from what is expected after a day, a sentence each; empty: nothing."""
    expected = read_yaml(EXPECTED)
    found = ledger.read(all_listings)
    keyed = {key_of(each.stored.listing.site, each.stored.listing.native_id): each for each in found}
    return [
        *_listings(wanted_listings(expected, day), keyed),
        *_compare("alert", _wanted_alerts(expected, day), set(_alerts(keyed))),
        *_compare("event", _wanted_events(expected, day), set(_events(keyed))),
        *_states(expected["site_states"][f"day{day}"], ledger),
    ]


def all_listings(conn: Connection) -> list[Shown]:
    """Read everything about every listing."""
    hits = browse.search(conn, claims_only=False, limit=100_000)
    return [shown for hit in hits if (shown := browse.show(conn, hit.listing_id)) is not None]


def wanted_listings(expected: dict[str, Any], day: int) -> dict[str, dict[str, Any]]:
    """Return what each listing's claim is expected to be on a day; a removed one stays as it was."""
    wanted: dict[str, dict[str, Any]] = dict(expected["listings"])
    for key, changes in expected["listings_day2"].items() if day > 1 else ():
        wanted[key] = {**wanted.get(key, {}), **changes}
    return wanted


def _listings(wanted: dict[str, dict[str, Any]], keyed: dict[str, Shown]) -> Iterator[str]:
    for key in sorted(wanted.keys() - keyed.keys()):
        yield f"{key}: not found"
    for key in sorted(keyed.keys() - wanted.keys()):
        yield f"{key}: found, but not expected"
    for key in sorted(wanted.keys() & keyed.keys()):
        claim = claim_values(keyed[key].stored.reading.claim)
        for field, value in wanted[key].items():
            if claim[field] != value:
                yield f"{key}: {field}: expected {value!r}, is {claim[field]!r}"


def claim_values(claim: Claim) -> dict[str, Any]:
    """Write down a claim as `expected.yml` does."""
    price = claim.price
    return {
        "is_claim": claim.is_claim,
        "records": claim.records,
        "size_bytes": claim.size_bytes,
        "price": None if price is None else {"amount": float(price.amount), "currency": price.currency},
        "countries": list(claim.countries),
        "victim": claim.victim,
        "data_types": list(claim.data_types),
    }


def _wanted_alerts(expected: dict[str, Any], day: int) -> set[tuple[str, ...]]:
    days = [expected["alerts"][f"day{number}"] for number in range(1, day + 1)]
    return {(each["rule"], each["listing"], each["event"]) for rows in days for each in rows}


def _alerts(keyed: dict[str, Shown]) -> Iterator[tuple[str, ...]]:
    for key, shown in keyed.items():
        for raised in shown.alerts:
            yield raised.rule, key, raised.trigger.partition(":")[0]


def _wanted_events(expected: dict[str, Any], day: int) -> set[tuple[str, ...]]:
    """Day 1 brings one `new` for each listing; day 2 what its script says."""
    new = {("new", key, "", "") for key in expected["listings"]}
    later = expected["events"]["day2"] if day > 1 else ()
    return new | {
        (each["kind"], each["listing"], _text(each.get("before")), _text(each.get("after"))) for each in later
    }


def _events(keyed: dict[str, Shown]) -> Iterator[tuple[str, ...]]:
    for key, shown in keyed.items():
        for event in shown.stored.events:
            # What an edit changed is told by digests of the texts, which nobody can write down by hand.
            detail = {} if event.kind == "edited" else event.detail
            yield event.kind, key, _text(detail.get("before")), _text(detail.get("after"))


def _text(value: Any) -> str:
    """Write a value so that 10, 10.0 and "10" are the same amount."""
    if isinstance(value, dict) and "amount" in value:
        value = {**value, "amount": float(value["amount"])}
    return "" if value is None else json.dumps(value, sort_keys=True)


def _compare(what: str, wanted: Iterable[tuple[str, ...]], found: set[tuple[str, ...]]) -> Iterator[str]:
    for each in sorted(set(wanted) - found):
        yield f"{what} missing: {' '.join(each).strip()}"
    for each in sorted(found - set(wanted)):
        yield f"{what} not expected: {' '.join(each).strip()}"


def _states(wanted: dict[str, str], ledger: Ledger) -> Iterator[str]:
    reports = ledger.read(sites.states)
    for site, state in wanted.items():
        is_now = reports[site].state if site in reports else None
        if is_now != state:
            yield f"{site}: expected state {state}, is {is_now}"
