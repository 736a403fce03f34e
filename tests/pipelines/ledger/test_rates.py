"""The cache of rates: one row for a currency's day, and how each source last answered."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from alembic import command
from sqlalchemy import func, select

from crawler.rates import AGAIN, is_due
from pipelines.ledger import Ledger, rates, sites, tables
from pipelines.ledger.engines import Place
from pipelines.ledger.migrate import alembic_config
from pipelines.ledger.rates import SourceReport
from pipelines.rates import Rate
from tests.pipelines.ledger.making import NOW

DAY = date(2026, 5, 4)


def keep(ledger, source="ecb", **usd):
    found = {name: Rate(Decimal(value), DAY) for name, value in usd.items()}
    ledger.run(lambda conn: rates.keep(conn, source, found, NOW))


def test_what_was_kept_is_returned_digit_for_digit(ledger):
    keep(ledger, BTC="107000.123456789012", KZT="0.00190000000000001", XMR="1E-7")
    found = ledger.read(lambda conn: rates.newest(conn, DAY))
    assert {name: str(rate.usd) for name, rate in found.items()} == {
        "BTC": "107000.123456789012", "KZT": "0.00190000000000001", "XMR": "1E-7",
    }  # fmt: skip
    assert {rate.at for rate in found.values()} == {DAY}


def test_the_first_word_of_a_day_stands(ledger):
    keep(ledger, BTC="100")
    keep(ledger, source="other", BTC="101", ETH="7")
    found = ledger.read(lambda conn: rates.newest(conn, DAY))
    assert {name: rate.usd for name, rate in found.items()} == {"BTC": 100, "ETH": 7}
    assert ledger.read(lambda conn: conn.execute(select(func.count()).select_from(tables.rates)).scalar()) == 2


def test_the_newest_of_each_currency_is_returned_and_nothing_of_tomorrow(ledger):
    for days, usd in ((0, 1), (1, 2), (3, 4)):
        found = {"BTC": Rate(Decimal(usd), DAY + timedelta(days=days))}
        ledger.run(lambda conn, found=found: rates.keep(conn, "s", found, NOW))
    keep(ledger, XMR="9")
    found = ledger.read(lambda conn: rates.newest(conn, DAY + timedelta(days=2)))
    assert found == {"BTC": Rate(Decimal(2), DAY + timedelta(days=1)), "XMR": Rate(Decimal(9), DAY)}


def test_nothing_to_keep_is_nothing(ledger):
    keep(ledger)
    assert ledger.read(lambda conn: rates.newest(conn, DAY)) == {}


def test_a_source_is_remembered_with_its_trouble(ledger):
    later = NOW + timedelta(hours=1)
    ledger.run(lambda conn: rates.asked(conn, "ecb", NOW, good=True, trouble=None))
    assert ledger.read(rates.sources) == {"ecb": SourceReport(NOW, NOW, None)}
    ledger.run(lambda conn: rates.asked(conn, "ecb", later, good=False, trouble="HTTP 503"))
    (report,) = ledger.read(rates.sources).values()
    assert report == SourceReport(later, NOW, "HTTP 503")
    assert not report.good


@pytest.mark.parametrize(
    ("ago", "good", "every", "due"),
    [
        (None, True, timedelta(hours=12), True),
        (timedelta(hours=11), True, timedelta(hours=12), False),
        (timedelta(hours=12), True, timedelta(hours=12), True),
        (AGAIN - timedelta(minutes=1), False, timedelta(hours=12), False),
        (AGAIN, False, timedelta(hours=12), True),
        (timedelta(minutes=10), False, timedelta(minutes=10), True),
        (-timedelta(days=400), True, timedelta(hours=12), True),  # asked by a clock that was wrong
    ],
)
def test_when_a_source_is_asked_again(ago, good, every, due):
    report = None if ago is None else SourceReport(NOW - ago, NOW - ago if good else None, None)
    assert is_due(report, every, NOW) is due


def test_a_ledger_of_before_gets_the_tables_and_keeps_what_it_has(tmp_path):
    place = Place.of("ledger.sqlite3", tmp_path)
    place.prepare()
    old = Ledger(place)
    old.run(lambda conn: command.upgrade(alembic_config(conn), "0001"))
    old.run(lambda conn: sites.set_state(conn, "forum", "ok", "", NOW))
    old.close()
    with Ledger.open("ledger.sqlite3", tmp_path) as opened:
        assert opened.read(sites.states)["forum"].state == "ok"
        keep(opened, BTC="5")
        assert opened.read(lambda conn: rates.newest(conn, DAY))["BTC"].usd == 5
