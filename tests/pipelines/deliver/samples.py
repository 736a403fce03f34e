"""Findings and stored listings with every field filled, for the tests of delivery. All names are invented."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from config.schema import Rule
from pipelines.contacts import Sealed
from pipelines.deliver.message import message
from pipelines.finding import Alert, Event, Finding, Match
from pipelines.ledger.document import Stored, StoredMatch
from pipelines.reading.claim import Candidate, Claim, Evidence, Price, Reading, Redaction, Text
from spiders.listing import Listing, Moment, Update

NOW = datetime(2022, 7, 3, 12, tzinfo=UTC)
TITLE = "1 Billion citizens of Harbour City"
BODY = "Police records, 23TB, 10 BTC. Ask DragonLedger. Row: ██████████████████ 上海"
CLAIM = Claim(
    is_claim=True,
    language="en",
    records=1_000_000_000,
    size_bytes=23 * 10**12,
    price=Price(Decimal(10), "BTC"),
    countries=("CN",),
    victim="Harbour City Police",
    domain="db.harbour.example",
    data_types=("name", "national_id"),
    cause="exposed_database",
    provider="alibaba_cloud",
    seller="DragonLedger",
    parts=(
        Claim(True, "en", 5, 6, Price(Decimal("1.5"), "USD"), ("JP",), "Acme", "acme.example", ("email",), "insider", "aws", "x"),
    ),
    evidence={
        "records": (Evidence(1_000_000_000, "title", 0, 9, "1 Billion"),),
        "size_bytes": (Evidence(23 * 10**12, "body", 16, 20, "23TB"),),
        "price": (Evidence(Price(Decimal(10), "BTC"), "body", 22, 28, "10 BTC", "weak"),),
    },
    candidates={"records": (Candidate(10**24, "revenue", "body", 0, 4), Candidate("many", "part", "update", 1, 2))},
)  # fmt: skip
TEXT = Text(title=TITLE, body=BODY, prefix="[SELL]", price="10 BTC", author="dl", updates=("now 4 BTC",))
REDACTION = Redaction("body", 53, 71, "national_id", "cn.ric", "CN")
MINUTE = timedelta(minutes=1)


def listing(native_id: str = "7", **changes: Any) -> Listing:
    base = Listing(
        site="forum-a", generation=1, kind="thread", native_id=native_id, board="databases", path="/Thread-harbour?page=1",
        title=TITLE, body=BODY, seen=NOW, prefix="[SELL]", author="dl", standing="12 posts", price="10 BTC",
        posted=Moment(NOW - 60 * MINUTE, "minute"), edited=Moment(NOW - 30 * MINUTE, "minute"),
        last_activity=Moment(NOW - 10 * MINUTE, "minute"), replies=3, views=400,
        updates=(Update("99", Moment(NOW - 5 * MINUTE, "minute"), "now 4 BTC"),),
    )  # fmt: skip
    return dataclasses.replace(base, **changes)


def finding(native_id: str = "7", *, title: str = TITLE, body: str = BODY, **claim: Any) -> Finding:
    text = dataclasses.replace(TEXT, title=title, body=body)
    return Finding(
        listing(native_id, title=title, body=body),
        Reading(text, (REDACTION,), dataclasses.replace(CLAIM, **claim)),
        first_seen=NOW,
        price_usd=201_000.0,
        usd_rate_at="2022-07-01",
        events=(Event("new", NOW),),
        matches=(Match("mass", ("records 1,000,000,000 >= 1,000,000",), ("new",)),),
    )


def rule(**changes: Any) -> Rule:
    given = {
        "id": "mass",
        "title": "A million people or more",
        "severity": "high",
        "then": "alert",
        "channel": "soc",
        "when": {},
    }
    return Rule.model_validate({**given, **changes})


def payload(found: Finding | None = None, event: Event | None = None, **changes: Any) -> dict[str, Any]:
    found = found or finding()
    return message(found, rule(**changes), found.matches[0], event or Event("new", NOW), NOW)


def alerting(native_id: str, channel: str = "soc", severity: str = "high", **claim: Any) -> Finding:
    found = finding(native_id, **claim)
    alert = Alert("mass", f"new:{native_id}", channel, payload(found, severity=severity))
    return dataclasses.replace(found, alerts=(alert,))


def stored(**changes: Any) -> Stored:
    found = finding()
    base = Stored(
        contacts=(Sealed("telegram", "0f" * 16), Sealed("tox", "1e" * 16, "AB" * 32)),
        listing=found.listing,
        reading=found.reading,
        first_seen=NOW - MINUTE,
        last_seen=NOW,
        changed_at=NOW,
        removed_at=NOW,
        sold_at=NOW,
        price_usd=201_000.0,
        usd_rate_at="2022-07-01",
        reader_version="1",
        purged_at=None, revision=1_656_849_600_000,
        events=(
            Event("new", NOW - MINUTE),
            Event("price_changed", NOW, {"before": {"amount": "10", "currency": "BTC"}, "after": {"amount": "4", "currency": "BTC"}}),
        ),
        matches=(
            StoredMatch("mass", ("records 1,000,000,000 >= 1,000,000",), True, NOW - MINUTE, None),
            StoredMatch("old", ("price in USD 201,000.00 >= 1",), False, NOW - 2 * MINUTE, NOW),
        ),
    )  # fmt: skip
    return dataclasses.replace(base, **changes)
