"""What an analyst finds without any server."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.ledger import Ledger, LedgerError, browse, listings, outbox
from pipelines.reading.claim import Claim, Price
from spiders.listing import Moment
from tests.pipelines.ledger.making import BOTH, ID, NOW, TEN_BTC, alert, at, claim, finding, match, news, update

LISTINGS = {
    "china": finding(
        claim(), about={"native_id": "1", "posted": None}, matches=(match(),), price_usd=201000.0, first_seen=at(-9)
    ),
    "norway": finding(
        claim(records=5000, countries=("NO", "SE"), price=Price(Decimal(300), "USD")),
        about={
            "native_id": "2",
            "title": "100% fresh_data ＡＣＭＥ",
            "body": "上海公安数据库 и продажа",
            "site": "market",
        },
        price_usd=300.0,
        first_seen=at(-3),
    ),
    "silent": finding(
        claim(records=None, countries=(), price=None),
        about={"native_id": "3", "title": "100 fresh data", "posted": Moment(at(-500), "day")},
    ),
    "chatter": finding(Claim(), about={"native_id": "4", "title": "hello", "body": "looking for data"}),
}
NAMES = {each.listing.listing_id: name for name, each in LISTINGS.items()}


@pytest.fixture
def full(ledger: Ledger) -> Ledger:
    for each in LISTINGS.values():
        ledger.run(lambda conn, each=each: listings.save(conn, each, now=NOW, run="r", targets=BOTH))
    return ledger


def found(ledger: Ledger, **conditions) -> list[str]:
    return [NAMES[hit.listing_id] for hit in ledger.read(lambda conn: browse.search(conn, **conditions))]


@pytest.mark.parametrize(
    ("conditions", "names"),
    [
        ({}, ["china", "norway", "silent"]),
        ({"claims_only": False}, ["china", "chatter", "norway", "silent"]),
        ({"limit": 1}, ["china"]),
        ({"country": "NO"}, ["norway"]),
        ({"country": "no"}, ["norway"]),
        ({"country": "DE"}, []),
        ({"records_at_least": 5000}, ["china", "norway"]),
        ({"records_at_least": 5001}, ["china"]),
        ({"records_at_least": 10**24}, []),
        ({"price_usd_at_least": 300.0}, ["china", "norway"]),
        ({"price_usd_at_least": 300.01}, ["china"]),
        ({"newer_than": at(-3)}, ["norway", "silent"]),
        ({"rule": "mass-breach"}, ["china"]),
        ({"rule": "other"}, []),
        ({"site": "market"}, ["norway"]),
        ({"text": "acme"}, ["norway", "china"]),
        ({"text": "ACME customers"}, ["china"]),
        ({"text": "上海"}, ["norway"]),
        ({"text": "公安"}, ["norway"]),
        ({"text": "ПРОДАЖА"}, ["norway"]),
        ({"text": "100%"}, ["norway"]),
        ({"text": "fresh_data"}, ["norway"]),
        ({"text": "a\\"}, []),
        ({"text": "mallory", "country": "CN"}, ["china"]),
        ({"text": "  "}, ["china", "norway", "silent"]),
        ({"text": "looking"}, []),
        ({"text": "looking", "claims_only": False}, ["chatter"]),
    ],
)
def test_search(full, conditions, names):
    assert sorted(found(full, **conditions)) == sorted(names)


def test_the_newest_come_first_by_when_they_were_posted_else_first_seen(full):
    assert found(full) == ["china", "norway", "silent"]


def test_a_hit_says_what_a_table_needs(full):
    hit = full.read(lambda conn: browse.search(conn, country="CN"))[0]
    assert (hit.listing_id, hit.site, hit.board, hit.title) == (ID, "forum", "leaks", "Acme customers")
    assert (hit.records, hit.price, hit.price_usd, hit.countries) == (10**9, TEN_BTC, 201000.0, ("CN",))
    assert (hit.rules, hit.posted, hit.first_seen, hit.sold_at) == (("mass-breach",), None, at(-9), None)
    assert "Acme" not in repr(hit)


def test_a_rule_that_holds_no_more_is_not_found(full):
    over = finding(about={"native_id": "1"})
    full.run(lambda conn: listings.save(conn, over, now=at(1), run="r", targets=BOTH))
    assert found(full, rule="mass-breach") == []


# --- one listing ---


def test_everything_of_one_listing(ledger):
    what = finding(about={"updates": (update(),)}, events=(news(),), matches=(match(),), alerts=(alert(),))
    ledger.run(lambda conn: listings.save(conn, what, now=NOW, run="r", targets=BOTH))
    ledger.run(lambda conn: outbox.done(conn, [job.id for job in outbox.take(conn, "slack", NOW, 9)], at(1)))
    shown = ledger.read(lambda conn: browse.show(conn, ID[:6].upper()))
    assert shown is not None
    assert (shown.stored.listing, shown.stored.reading, shown.stored.events) == (
        what.listing,
        what.reading,
        what.events,
    )
    assert [(each.rule, each.trigger, each.channel, each.raised_at, each.sent_at) for each in shown.alerts] == [
        ("mass-breach", "new", "soc", NOW, at(1))
    ]


@pytest.mark.parametrize("prefix", ["zz", "%", "_" * 32, "' OR 1=1", ID + "0"])
def test_an_id_that_is_none(full, prefix):
    assert full.read(lambda conn: browse.show(conn, prefix)) is None


def test_an_id_that_is_too_short(full):
    with pytest.raises(LedgerError, match="several listings begin so: give more of the id"):
        full.read(lambda conn: browse.show(conn, ""))
