"""Rules: what holds, why, and which events are told."""

import dataclasses
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from config.schema import Rule
from pipelines.finding import Event, Finding
from pipelines.match import match
from pipelines.reading.claim import Claim, Price, Reading, Text
from spiders.listing import Listing, Moment

NOW = datetime(2022, 7, 3, 12, tzinfo=UTC)
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
)
TEXT = Text(title="1 billion citizens", body="Police data. Acme was not hit. 上海 数据", author="dl")


def finding(
    *, events: tuple[str, ...] = ("new",), posted: timedelta | None = timedelta(hours=1), **changes: Any
) -> Finding:
    listing = Listing(
        site="forum", generation=1, kind="thread", native_id="7", board="db", path="/t", title=TEXT.title, body=TEXT.body,
        seen=NOW, author="dl", posted=None if posted is None else Moment(NOW - posted, "minute"),
    )  # fmt: skip
    claim = dataclasses.replace(CLAIM, **changes.pop("claim", {}))
    base = Finding(listing, Reading(TEXT, (), claim), first_seen=NOW, price_usd=201_000.0, usd_rate_at="2022-07-01")
    return dataclasses.replace(base, events=tuple(Event(kind, NOW) for kind in events), **changes)  # type: ignore[arg-type]


def rule(when: dict[str, Any], **more: Any) -> Rule:
    return Rule.model_validate({"id": "r", "title": "R", "then": "alert", "channel": "soc", "when": when, **more})


def reasons(when: dict[str, Any], found: Finding | None = None, **more: Any) -> tuple[str, ...] | None:
    matches = match([rule(when, **more)], found or finding(), NOW).matches
    return matches[0].reasons if matches else None


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({}, ("every listing",)),
        ({"records": {"at_least": 1_000_000}}, ("records 1,000,000,000 >= 1,000,000",)),
        (
            {"records": {"at_least": 10**9, "at_most": 10**9}},
            ("records 1,000,000,000 >= 1,000,000,000 and <= 1,000,000,000",),
        ),
        ({"records": {"at_least": 10**9 + 1}}, None),
        ({"records": {"at_most": 999}}, None),
        ({"size_bytes": {"at_least": 10**13}}, ("size in bytes 23,000,000,000,000 >= 10,000,000,000,000",)),
        ({"price_usd": {"at_least": 1000}}, ("price in USD 201,000.00 >= 1,000 (rate of 2022-07-01, 2 days old)",)),
        ({"price_usd": {"at_least": 201_000.01}}, None),
        ({"countries": ["US", "CN"]}, ("country CN",)),
        ({"countries": ["US", "unspecified"]}, None),
        ({"data_types": ["phone", "national_id"]}, ("data types national_id",)),
        ({"data_types": ["phone"]}, None),
        ({"cause": ["exposed_database", "insider"]}, ("cause exposed_database",)),
        ({"cause": ["insider"]}, None),
        ({"provider": ["Alibaba"]}, ("provider Alibaba",)),
        ({"victim": ["harbour city"]}, ("victim harbour city",)),
        ({"victim": ["arbour"]}, None),
        ({"domains": ["harbour.example"]}, ("domain db.harbour.example",)),
        ({"domains": ["www.db.harbour.example"]}, ("domain db.harbour.example",)),
        ({"domains": ["bour.example"]}, None),
        ({"site": ["forum"]}, ("site forum",)),
        ({"site": ["market"]}, None),
        ({"board": ["db"]}, ("board db",)),
        ({"author": ["@dragonledger"]}, ("seller DragonLedger",)),
        ({"author": ["dl"]}, None),
        ({"language": ["en"]}, ("language en",)),
        ({"language": ["ru"]}, None),
        ({"is_claim": False}, None),
        ({"keywords": ["acme", "nothing"]}, ("keyword acme",)),
        ({"keywords": ["acm"]}, None),
        ({"keywords": ["数据"]}, ("keyword 数据",)),
        ({"records": {"at_least": 5}, "countries": ["US"]}, None),
        ({"records": {"at_least": 5}, "countries": ["CN"]}, ("records 1,000,000,000 >= 5", "country CN")),
    ],
)
def test_conditions(when: dict[str, Any], expected: tuple[str, ...] | None) -> None:
    assert reasons(when) == expected


@pytest.mark.parametrize(
    ("when", "unstated"),
    [
        ({"records": {"at_most": 10}}, {"records": None}),
        ({"size_bytes": {"at_least": 0}}, {"size_bytes": None}),
        ({"domains": ["harbour.example"]}, {"domain": None}),
        ({"victim": ["harbour"]}, {"victim": None}),
        ({"cause": ["insider"]}, {"cause": None}),
    ],
)
def test_what_is_not_stated_satisfies_nothing(when: dict[str, Any], unstated: dict[str, Any]) -> None:
    assert reasons(when, finding(claim=unstated)) is None


def test_no_price_in_dollars_satisfies_no_threshold() -> None:
    assert reasons({"price_usd": {"at_most": 10**9}}, finding(price_usd=None, usd_rate_at=None)) is None


def test_unspecified_means_no_country_clue_at_all() -> None:
    assert reasons({"countries": ["unspecified"]}, finding(claim={"countries": ()})) == ("country unspecified",)


def test_the_author_stands_in_for_a_seller_that_the_claim_does_not_name() -> None:
    assert reasons({"author": ["DL"]}, finding(claim={"seller": None})) == ("seller dl",)


@pytest.mark.parametrize("disguised", ["A\u200bcme", "ＡＣＭＥ", "ac\u00adme"])
def test_keywords_are_seen_through_disguises(disguised: str) -> None:
    text = dataclasses.replace(TEXT, body=f"about {disguised} only")
    found = dataclasses.replace(finding(), reading=Reading(text, (), CLAIM))
    assert reasons({"keywords": ["acme"]}, found) == ("keyword acme",)


LIST = (
    Claim(is_claim=True, victim="Acme", domain="acme.example", records=2_000_000, countries=("NO",)),
    Claim(is_claim=True, victim="Corner Shop", records=300),
)


@pytest.mark.parametrize(
    ("when", "held"),
    [
        ({"victim": ["acme"]}, True),
        ({"domains": ["acme.example"], "records": {"at_least": 1_000_000}, "countries": ["NO"]}, True),
        ({"victim": ["corner shop"], "author": ["DragonLedger"]}, True),  # the claim's seller offers all of them
        ({"victim": ["corner shop"], "records": {"at_least": 1_000}}, False),  # two databases do not add up to one
        ({"victim": ["acme"], "price_usd": {"at_least": 1}}, False),  # the dollars are the first one's
    ],
)
def test_a_rule_holds_for_one_database_of_a_list(when: dict[str, Any], held: bool) -> None:
    assert (reasons(when, finding(claim={"parts": LIST})) is not None) is held


def test_any_of_asks_for_one_block_more() -> None:
    either = [{"countries": ["US"]}, {"records": {"at_least": 10**9}}]
    assert reasons({"site": ["forum"]}, any_of=either) == ("site forum", "records 1,000,000,000 >= 1,000,000,000")
    assert reasons({"site": ["forum"]}, any_of=[{"countries": ["US"]}]) is None


def test_chatter_matches_only_rules_that_ask_for_it() -> None:
    chatter = finding(claim={"is_claim": False})
    assert reasons({"keywords": ["acme"]}, chatter) is None
    assert reasons({"keywords": ["acme"], "is_claim": None}, chatter) == ("keyword acme",)
    assert reasons({"keywords": ["acme"], "is_claim": False}, chatter) == ("keyword acme",)


def told(
    found: Finding, when: dict[str, Any] | None = None, outage: timedelta = timedelta(0), **more: Any
) -> tuple[str, ...]:
    (only,) = match([rule(when or {}, **more)], found, NOW, outage).matches
    return only.alerts


def test_only_the_asked_for_events_are_told() -> None:
    assert told(finding(events=("new",))) == ("new",)
    assert told(finding(events=("price_changed", "edited"))) == ()
    assert told(finding(events=("price_changed", "edited")), on=["price_changed"]) == ("price_changed",)
    assert told(finding(events=())) == ()
    assert told(finding(), then="index") == ()


@pytest.mark.parametrize(
    ("posted", "backfill", "when", "outage", "expected"),
    [
        (timedelta(days=400), False, {}, timedelta(0), ("new",)),
        (timedelta(days=400), True, {}, timedelta(0), ()),
        (timedelta(days=13), True, {}, timedelta(0), ("new",)),
        (timedelta(days=2), True, {"max_age": "1d"}, timedelta(0), ()),
        (timedelta(days=2), False, {"max_age": "1d"}, timedelta(0), ()),
        (timedelta(days=2), False, {"max_age": "1d"}, timedelta(days=3), ("new",)),
        (timedelta(days=2), True, {"max_age": "3d"}, timedelta(0), ("new",)),
        (None, True, {"max_age": "3d"}, timedelta(0), ()),
        (None, True, {}, timedelta(0), ()),
        (None, False, {"max_age": "3d"}, timedelta(0), ("new",)),
    ],
)
def test_age_limits_alerts(
    posted: timedelta | None, backfill: bool, when: dict[str, Any], outage: timedelta, expected: tuple[str, ...]
) -> None:
    assert told(finding(posted=posted, backfill=backfill), when, outage) == expected


def test_age_limits_no_index() -> None:
    assert reasons({"max_age": "1d"}, finding(posted=timedelta(days=900), backfill=True)) == ("every listing",)


def test_a_change_of_an_old_thread_is_young() -> None:
    old = finding(posted=timedelta(days=400), events=("price_changed",))
    assert told(old, {"max_age": "1d"}, on=["price_changed"]) == ("price_changed",)
