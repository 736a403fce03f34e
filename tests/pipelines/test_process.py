"""The order of the stages: what leaves the reader is redacted, and what was known decides what is raised."""

import dataclasses
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from config.schema import Rule
from pipelines.finding import Finding
from pipelines.ledger import codec
from pipelines.ledger.listings import Previous
from pipelines.process import Circumstances, process, read_listing
from pipelines.reading.claim import Price
from spiders.listing import Listing, Moment, Update
from spiders.plain_address import is_hidden

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
MAIL = "w.thistlewood@post.example"
RULE = Rule.model_validate(
    {
        "id": "big", "title": "Big", "on": ["new", "price_changed", "edited"], "then": "alert", "channel": "soc",
        "when": {"records": {"at_least": 1000}},
    }
)  # fmt: skip


def listing(**changes: Any) -> Listing:
    base = Listing(
        site="forum", generation=1, kind="thread", native_id="7", board="db", path="/t?tid=7", seen=NOW,
        title="Heathmoor Dairy, 45,000 customers", body="45,000 customers with name and phone. Price: $900", author="newt",
        posted=Moment(NOW - timedelta(hours=2), "minute"),
    )  # fmt: skip
    return dataclasses.replace(base, **changes)


def previous(finding: Finding, **changes: Any) -> Previous:
    claim = finding.reading.claim
    base = Previous(
        title=finding.listing.title, author="newt", posted=finding.listing.posted, edited=None,
        own_digest=codec.own_digest(finding.listing), price=claim.price, price_usd=900.0, usd_rate_at="2026-05-01",
        records=claim.records, sold=False, removed_at=None, first_seen=NOW - timedelta(days=1),
        changed_at=NOW - timedelta(days=1), matched=True, forgotten=False,
    )  # fmt: skip
    return dataclasses.replace(base, **changes)


def given(**changes: Any) -> Circumstances:
    return Circumstances(**{"rules": (RULE,), "now": NOW, **changes})


@pytest.mark.parametrize("source", ["title", "body", "prefix", "price", "author", "standing"])
def test_nothing_personal_leaves_the_reader(source: str) -> None:
    finding = read_listing(listing(**{source: f"ask {MAIL} for it"}))
    assert MAIL not in str(dataclasses.asdict(finding))
    assert "█" in str(getattr(finding.listing, source))


@pytest.mark.parametrize(
    ("title", "path", "is_kept"),
    [
        ("Ann Sample (SSN 987-65-4320) leaked", "/leak/Ann-Sample-leaked", False),
        ("Password: Winter!2020", "/leak/password-winter-2020", False),
        ("Ann Sample (SSN 987-65-4320) leaked", "/leak/9f3a", True),
        ("Acme, 45,000 customers", "/leak/acme-45-000-customers", True),
    ],
)
def test_an_address_that_tells_what_is_masked_in_the_title_is_not_kept(title: str, path: str, is_kept: bool) -> None:
    found = read_listing(listing(title=title, path=path)).listing
    assert (found.path == path, found.own_page, is_hidden(found.path)) == (is_kept, is_kept, not is_kept)


def test_updates_are_redacted_in_their_order() -> None:
    raw = listing(updates=(Update("8", None, f"mail {MAIL}"), Update("9", None, "now $700")))
    finding = read_listing(raw)
    assert [update.native_id for update in finding.listing.updates] == ["8", "9"]
    assert MAIL not in str(dataclasses.asdict(finding))
    assert finding.reading.claim.price == Price(Decimal(700), "USD")


def test_a_new_listing_alerts_once_for_each_rule() -> None:
    done = process(read_listing(listing()), None, given())
    assert [event.kind for event in done.events] == ["new"]
    assert [(alert.rule, alert.trigger, alert.channel) for alert in done.alerts] == [("big", "new", "soc")]
    assert done.price_usd == 900.0
    assert done.first_seen == NOW


def test_what_is_seen_again_unchanged_raises_nothing() -> None:
    finding = read_listing(listing())
    done = process(finding, previous(finding), given())
    assert done.events == ()
    assert done.alerts == ()
    assert done.matches


def test_a_rate_is_frozen_while_the_price_stands() -> None:
    finding = read_listing(listing(body="45,000 customers. Price: 2 BTC"))
    kept = previous(finding, price_usd=77_000.0, usd_rate_at="2026-01-01")
    assert process(finding, kept, given()).price_usd == 77_000.0
    moved = dataclasses.replace(kept, price=Price(Decimal(3), "BTC"))
    assert process(finding, moved, given()).price_usd != 77_000.0


def test_a_changed_price_alerts_with_its_own_trigger() -> None:
    finding = read_listing(listing())
    done = process(finding, previous(finding, price=Price(Decimal(1500), "USD")), given())
    assert [event.kind for event in done.events] == ["price_changed"]
    assert [alert.trigger.partition(":")[0] for alert in done.alerts] == ["price_changed"]


def test_a_silent_reading_raises_nothing_and_matches_all_the_same() -> None:
    finding = read_listing(listing())
    done = process(finding, previous(finding, price=Price(Decimal(1500), "USD")), given(silent=True))
    assert (done.events, done.alerts) == ((), ())
    assert [match.rule for match in done.matches] == ["big"]
