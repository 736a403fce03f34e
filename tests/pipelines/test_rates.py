"""Which rate is used: the newest that is known, and a price's own for as long as it stands."""

import dataclasses
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from config.schema import Rule
from pipelines.process import Circumstances, process
from pipelines.rates import Rate, in_usd, rate, shipped_days
from pipelines.reading.claim import Price
from tests.pipelines.test_process import listing, previous, read_listing

TODAY = date(2026, 5, 5)
NEW = Rate(Decimal("91234.5"), date(2026, 5, 4))


@pytest.mark.parametrize(
    ("currency", "known", "expected"),
    [
        ("USD", {"USD": NEW}, (Decimal(1), TODAY)),
        ("BTC", {}, (Decimal(107000), date(2025, 6, 30))),
        ("BTC", {"BTC": NEW}, (NEW.usd, NEW.at)),
        ("BTC", {"XMR": NEW}, (Decimal(107000), date(2025, 6, 30))),
        ("BTC", {"BTC": Rate(Decimal(9), date(2025, 6, 29))}, (Decimal(107000), date(2025, 6, 30))),  # the cache is older
        ("BTC", {"BTC": Rate(Decimal(9), date(2025, 6, 30))}, (Decimal(9), date(2025, 6, 30))),
        ("EUR", {"EUR": Rate(Decimal("1.2"), TODAY)}, (Decimal("1.2"), TODAY)),
        ("QQQ", {}, None),
        ("QQQ", {"QQQ": NEW}, (NEW.usd, NEW.at)),
    ],
)  # fmt: skip
def test_the_newest_rate_is_used(currency: str, known: dict[str, Rate], expected: tuple[Decimal, date] | None) -> None:
    found = rate(currency, TODAY, known)
    assert (found and (found.usd, found.at)) == expected


def test_the_shipped_tables_have_their_days() -> None:
    bank, own = shipped_days(TODAY)
    assert bank is not None
    assert bank <= TODAY
    assert own == date(2025, 6, 30)
    assert rate("EUR", TODAY) == rate("EUR", bank)


@pytest.mark.parametrize("amount", ["1E+40", "1E+9999", "9" * 500, "1E-40", "0.004"])
def test_no_amount_that_a_post_claims_stops_its_reading(amount: str) -> None:
    found = in_usd(Price(Decimal(amount), "BTC"), TODAY, {"BTC": NEW})
    assert found is None or found[0] >= 0


def test_cents_are_exact() -> None:
    assert in_usd(Price(Decimal("0.1"), "XMR"), TODAY, {"XMR": Rate(Decimal("1.15"), TODAY)}) == (0.12, "2026-05-05")
    assert in_usd(Price(Decimal(3), "BTC"), TODAY, {"BTC": NEW}) == (273703.5, "2026-05-04")


def test_a_later_rate_changes_nothing_of_a_price_that_stands() -> None:
    given = Circumstances((), datetime(2026, 5, 5, 12, tzinfo=UTC), rates={"BTC": NEW})
    first = process(read_listing(listing(body="45,000 customers. Price: 2 BTC")), None, given)
    assert (first.price_usd, first.usd_rate_at) == (182469.0, "2026-05-04")
    later = dataclasses.replace(
        given, now=datetime(2026, 6, 1, tzinfo=UTC), rates={"BTC": Rate(Decimal(50_000), date(2026, 6, 1))}
    )
    known = previous(first, price=Price(Decimal(2), "BTC"), price_usd=first.price_usd, usd_rate_at=first.usd_rate_at)
    again = process(read_listing(listing(body="45,000 customers, fresh. Price: 2 BTC")), known, later)
    assert [event.kind for event in again.events] == ["edited"]
    assert (again.price_usd, again.usd_rate_at) == (182469.0, "2026-05-04")
    lowered = process(read_listing(listing(body="45,000 customers. Price: 1 BTC")), known, later)
    assert (lowered.price_usd, lowered.usd_rate_at) == (50_000.0, "2026-06-01")


def test_an_old_rate_still_decides_and_the_reason_says_how_old() -> None:
    rule = Rule.model_validate(
        {"id": "dear", "title": "Dear", "then": "alert", "channel": "soc", "when": {"price_usd": {"at_least": 100_000}}}
    )
    given = Circumstances((rule,), datetime(2026, 5, 7, 12, tzinfo=UTC), rates={"BTC": NEW})
    done = process(read_listing(listing(body="45,000 customers. Price: 2 BTC", posted=None)), None, given)
    assert done.matches[0].reasons == ("price in USD 182,469.00 >= 100,000 (rate of 2026-05-04, 3 days old)",)
    assert "rate of 2026-05-04, 3 days old" in str(done.alerts[0].payload)
