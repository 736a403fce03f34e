"""Findings for tests, from invented people and hosts; every part can be said otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from pipelines.finding import Alert, Event, Finding, Match
from pipelines.reading.claim import Candidate, Claim, Evidence, Price, Reading, Redaction, Text
from spiders.listing import Listing, Moment, Update, listing_id

NOW = datetime(2026, 3, 1, 12, 0, 0, 123000, tzinfo=UTC)
BOTH = frozenset({"elasticsearch", "slack"})
NONE: frozenset[str] = frozenset()
ID = listing_id("forum", 1, "thread", "1")
TEN_BTC = Price(Decimal(10), "BTC")


def at(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


def listing(**changes: Any) -> Listing:
    values: dict[str, Any] = {
        "site": "forum",
        "generation": 1,
        "kind": "thread",
        "native_id": "1",
        "board": "leaks",
        "path": "/showthread.php?tid=1",
        "title": "Acme customers",
        "body": "1 billion citizens for 10 BTC",
        "author": "mallory",
        "posted": Moment(at(-48), "minute"),
        "replies": 3,
        "views": 70,
        "seen": NOW,
        **changes,
    }
    return Listing(**values)


def claim(**changes: Any) -> Claim:
    values: dict[str, Any] = {
        "is_claim": True,
        "language": "en",
        "records": 10**9,
        "price": TEN_BTC,
        "countries": ("CN",),
        "data_types": ("name", "phone"),
        "evidence": {
            "records": (Evidence(10**9, "body", 0, 9, "1 billion"),),
            "price": (Evidence(TEN_BTC, "body", 23, 29, "10 BTC"),),
        },
        "candidates": {"records": (Candidate(10**9, "headline", "body", 0, 9),)},
        **changes,
    }
    return Claim(**values)


def reading(of: Listing, what: Claim | None = None) -> Reading:
    text = Text(
        title=of.title,
        body=of.body,
        prefix=of.prefix or "",
        price=of.price or "",
        author=of.author or "",
        updates=tuple(each.text for each in of.updates),
    )
    return Reading(text, (Redaction("body", 0, 1, "national_id", "cn.ric", "CN"),), claim() if what is None else what)


def finding(what: Claim | None = None, *, about: dict[str, Any] | None = None, **changes: Any) -> Finding:
    of = listing(**(about or {}))
    values: dict[str, Any] = {"first_seen": of.seen, **changes}
    return Finding(of, reading(of, what), **values)


def news(kind: str = "new", hours: float = 0, **detail: Any) -> Event:
    return Event(kind, at(hours), detail)  # type: ignore[arg-type]


def match(rule: str = "mass-breach", reason: str = "records 1,000,000,000 >= 1,000,000") -> Match:
    return Match(rule, (reason,), ("new",))


def alert(trigger: str = "new", rule: str = "mass-breach", channel: str = "soc") -> Alert:
    return Alert(rule, trigger, channel, {"text": "Acme"})


def update(text: str = "now 4 BTC", native_id: str | None = "77") -> Update:
    return Update(native_id, Moment(at(-1), "hour"), text)
