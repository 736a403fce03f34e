"""One finding is one transaction: listing, events, matches, alerts and outbox, each written when it should be."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text

from pipelines.finding import Finding, Match
from pipelines.ledger import Ledger, frontier, listings, outbox
from pipelines.ledger.document import Stored, stored
from pipelines.ledger.listings import Saved
from pipelines.ledger.tables import alerts, claim_countries, events
from pipelines.ledger.tables import outbox as queue
from pipelines.reading.claim import Claim, Price
from spiders.listing import Moment
from tests.pipelines.ledger.making import (
    BOTH,
    ID,
    NONE,
    NOW,
    TEN_BTC,
    alert,
    at,
    claim,
    finding,
    match,
    news,
    update,
)

FULL = finding(events=(news(),), matches=(match(),), alerts=(alert(),), price_usd=201000.0, usd_rate_at="2026-02-28")


def save(ledger: Ledger, what: Finding, hours: float = 0, targets: frozenset[str] = BOTH, version: str = "") -> Saved:
    return ledger.run(
        lambda conn: listings.save(conn, what, now=at(hours), run="run-1", targets=targets, reader_version=version)
    )


def kept(ledger: Ledger, listing_id: str = ID) -> Stored:
    found = ledger.read(lambda conn: stored(conn, listing_id))
    assert found is not None
    return found


def count(ledger: Ledger, table) -> int:
    return ledger.read(lambda conn: conn.execute(select(func.count()).select_from(table)).scalar_one())


def waiting(ledger: Ledger, target: str) -> int:
    return ledger.read(lambda conn: outbox.pending(conn, target))


def seen_again(what: Finding, hours: float, **about) -> Finding:
    """The same listing at a later visit: no events, the same matches."""
    listing = dataclasses.replace(what.listing, seen=at(hours), **about)
    return dataclasses.replace(what, listing=listing, events=(), alerts=())


# --- what is stored ---


def test_all_parts_come_back(ledger):
    assert save(ledger, FULL, version="7") == Saved(changed=True, alerts=1)
    found = kept(ledger)
    assert found.listing == FULL.listing
    assert found.reading == FULL.reading
    assert found.events == FULL.events
    assert (found.price_usd, found.usd_rate_at, found.reader_version) == (201000.0, "2026-02-28", "7")
    assert (found.first_seen, found.last_seen, found.changed_at) == (NOW, NOW, NOW)
    assert (found.removed_at, found.sold_at) == (None, None)
    assert [(each.rule, each.active, each.since, each.ended_at) for each in found.matches] == [
        ("mass-breach", True, NOW, None)
    ]


def test_what_is_unknown_is_none(ledger):
    assert ledger.read(lambda conn: stored(conn, ID)) is None
    assert ledger.read(lambda conn: listings.previous(conn, ID)) is None
    assert ledger.read(lambda conn: listings.updates(conn, ID)) == ()


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"records": 10**24}, "records", None),
        ({"records": 10**12}, "records", 10**12),
        ({"size_bytes": 10**24}, "size_bytes", 2**63 - 1),
        ({"price": Price(Decimal("1E+400"), "BTC")}, "price_amount", "1E+400"),
        ({"price": Price(Decimal("0.10"), "XMR")}, "price_amount", "0.10"),
        ({"price": Price(Decimal(0), None)}, "price_currency", None),
    ],
)
def test_no_number_is_too_large(ledger, change, field, value):
    save(ledger, finding(claim(**change)))
    assert ledger.read(lambda conn: conn.execute(text(f"SELECT {field} FROM listings")).scalar()) == value
    assert kept(ledger).reading.claim == claim(**change)


@pytest.mark.parametrize("usd", [float("inf"), float("nan")])
def test_what_is_no_amount_is_not_stored(ledger, usd):
    save(ledger, finding(price_usd=usd, usd_rate_at="2026-02-28"))
    assert kept(ledger).price_usd is None


def test_hostile_characters_are_stored_one_for_one(ledger):
    save(
        ledger,
        finding(about={"title": "a\x00b\ud800c", "body": "\U0001f4b0 上海", "author": "\udfff", "replies": 10**30}),
    )
    found = kept(ledger)
    assert (found.listing.title, found.listing.body, found.listing.author) == ("a�b�c", "\U0001f4b0 上海", "�")
    assert found.listing.replies == 2**63 - 1


def test_countries_follow_the_claim(ledger):
    save(ledger, finding(claim(countries=("CN", "NO"))))
    save(ledger, finding(claim(countries=("DE",))))
    assert ledger.read(lambda conn: conn.execute(select(claim_countries.c.country)).scalars().all()) == ["DE"]


def test_what_was_known_before(ledger):
    save(ledger, FULL)
    before = ledger.read(lambda conn: listings.previous(conn, ID))
    assert before is not None
    assert (before.title, before.author, before.posted) == ("Acme customers", "mallory", Moment(at(-48), "minute"))
    assert (before.price, before.price_usd, before.usd_rate_at) == (TEN_BTC, 201000.0, "2026-02-28")
    assert (before.records, before.sold, before.removed_at, before.matched) == (10**9, False, None, True)
    assert (before.first_seen, before.changed_at) == (NOW, NOW)
    assert "Acme" not in repr(before)
    assert "mallory" not in repr(before)


def test_later_posts_come_back(ledger):
    nameless = dataclasses.replace(update("sold", None), posted=None)
    save(ledger, finding(about={"updates": (update(), nameless)}))
    assert ledger.read(lambda conn: listings.updates(conn, ID)) == (update(), nameless)


# --- what counts as a change ---


def test_a_listing_seen_again_only_moves_last_seen(ledger):
    save(ledger, FULL)
    first = kept(ledger)
    ledger.run(lambda conn: outbox.done(conn, [job.id for job in outbox.take(conn, "elasticsearch", NOW, 9)]))
    again = seen_again(FULL, 1, views=999, standing="1,204 posts", last_activity=Moment(at(1), "hour"))
    assert save(ledger, again, 1) == Saved(changed=False, alerts=0)
    after = kept(ledger)
    assert (after.last_seen, after.changed_at, after.revision) == (at(1), NOW, first.revision)
    assert waiting(ledger, "elasticsearch") == 0


def test_an_older_visit_does_not_turn_last_seen_back(ledger):
    save(ledger, seen_again(FULL, 2), 2)
    save(ledger, seen_again(FULL, 1), 3)
    assert kept(ledger).last_seen == at(2)


CHANGES = {
    "an edit": finding(about={"body": "2 billion citizens"}),
    "a reply": finding(about={"replies": 4}),
    "an update": finding(about={"updates": (update(),)}),
    "a claim": finding(claim(countries=("DE",))),
    "a rule that holds no more": dataclasses.replace(finding(), matches=()),
    "another rule": finding(matches=(match(), match("other"))),
    "an event": finding(events=(news("sold", 1),)),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_shown_and_changes_gets_a_new_revision(ledger, name):
    before = finding(matches=(match(),))
    save(ledger, before)
    first = kept(ledger).revision
    after = CHANGES[name]
    after = after if "rule" in name else dataclasses.replace(after, matches=(match(),))
    assert save(ledger, after, 1).changed
    assert kept(ledger).revision > first
    assert kept(ledger).changed_at == at(1)


def test_reasons_that_age_are_no_change(ledger):
    """ "rate of DATE, 3 days old" reads otherwise every day."""
    save(ledger, FULL)
    older = Match("mass-breach", ("price in USD 201,000 (rate of 2026-02-28, 2 days old)",), ())
    assert not save(ledger, dataclasses.replace(seen_again(FULL, 24), matches=(older,)), 24).changed
    assert kept(ledger).matches[0].reasons == older.reasons


@pytest.mark.parametrize(
    ("first", "second", "stays"),
    [
        (Moment(at(-3), "hour"), Moment(at(-2), "hour"), Moment(at(-3), "hour")),
        (Moment(at(-3), "hour"), Moment(at(-2.9), "minute"), Moment(at(-2.9), "minute")),
        (Moment(at(-3), "minute"), Moment(at(-12), "day"), Moment(at(-3), "minute")),
        (Moment(at(-3), "minute"), None, Moment(at(-3), "minute")),
        (None, Moment(at(-3), "minute"), Moment(at(-3), "minute")),
    ],
)
def test_the_time_of_posting_does_not_wander(ledger, first, second, stays):
    save(ledger, finding(about={"posted": first}))
    save(ledger, finding(about={"posted": second}), 1)
    assert kept(ledger).listing.posted == stays


def test_a_revision_is_the_time_in_milliseconds_and_always_grows(ledger):
    save(ledger, finding())
    first = kept(ledger).revision
    assert first == int(NOW.timestamp() * 1000)
    save(ledger, finding(about={"replies": 4}))
    assert kept(ledger).revision == first + 1
    save(ledger, finding(about={"replies": 5}), -24)
    assert kept(ledger).revision == first + 2


def test_a_restored_old_copy_still_wins(tmp_path):
    with Ledger.open("ledger.sqlite3", tmp_path) as ledger:
        save(ledger, FULL)
        backup = tmp_path / "backup.sqlite3"
        ledger.read(lambda conn: conn.execute(text("SELECT 1")))
    backup.write_bytes((tmp_path / "ledger.sqlite3").read_bytes())
    with Ledger.open("ledger.sqlite3", tmp_path) as ledger:
        for reply in range(4, 40):
            save(ledger, finding(about={"replies": reply}), 1)
        sent = kept(ledger).revision
    with Ledger.open("backup.sqlite3", tmp_path) as restored:
        assert kept(restored).revision < sent
        save(restored, finding(about={"replies": 40}), 2)
        assert kept(restored).revision > sent


# --- events, matches, alerts ---


def test_sold_removed_and_restored_leave_their_times(ledger):
    save(ledger, FULL)
    save(ledger, finding(events=(news("sold", 1),)), 1)
    save(ledger, finding(events=(news("removed", 2),)), 2)
    assert (kept(ledger).sold_at, kept(ledger).removed_at) == (at(1), at(2))
    save(ledger, finding(events=(news("restored", 3),)), 3)
    assert (kept(ledger).sold_at, kept(ledger).removed_at) == (at(1), None)
    assert [event.kind for event in kept(ledger).events] == ["new", "sold", "removed", "restored"]


def test_a_match_that_ends_stays_and_may_begin_again(ledger):
    save(ledger, FULL)
    save(ledger, finding(), 1)
    assert [(each.active, each.since, each.ended_at) for each in kept(ledger).matches] == [(False, NOW, at(1))]
    assert waiting(ledger, "elasticsearch") == 1
    save(ledger, finding(matches=(match(),)), 2)
    assert [(each.active, each.since, each.ended_at) for each in kept(ledger).matches] == [(True, at(2), None)]


def test_an_alert_is_raised_once(ledger):
    assert save(ledger, FULL).alerts == 1
    assert save(ledger, FULL, 1).alerts == 0
    assert save(ledger, finding(alerts=(alert("price_changed:4"), alert("new"), alert("new", "other"))), 2).alerts == 2
    assert (count(ledger, alerts), waiting(ledger, "slack")) == (3, 3)


def test_a_rerun_after_a_crash_before_the_commit_raises_the_alert(ledger):
    def work(conn) -> None:
        listings.save(conn, FULL, now=NOW, run="run-1", targets=BOTH)
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        ledger.run(work)
    assert [count(ledger, table) for table in (alerts, events, queue)] == [0, 0, 0]
    assert save(ledger, FULL) == Saved(changed=True, alerts=1)


@pytest.mark.parametrize(
    ("targets", "elasticsearch", "slack"),
    [
        (BOTH, 1, 1),
        (NONE, 0, 0),
        (frozenset({"elasticsearch"}), 1, 0),
        (frozenset({"slack:soc"}), 0, 1),
        (frozenset({"slack:other"}), 0, 0),
    ],
)
def test_a_target_that_is_off_gets_nothing(ledger, targets, elasticsearch, slack):
    assert save(ledger, FULL, targets=targets).alerts == slack
    assert (waiting(ledger, "elasticsearch"), waiting(ledger, "slack")) == (elasticsearch, slack)
    save(ledger, FULL, 1)
    assert waiting(ledger, "slack") == slack


def test_what_never_matched_is_not_indexed(ledger):
    save(ledger, finding(events=(news(),)))
    assert waiting(ledger, "elasticsearch") == 0


def test_changes_before_delivery_become_one_document(ledger):
    for reply in range(5):
        save(ledger, finding(about={"replies": reply}, matches=(match(),)), reply)
    assert waiting(ledger, "elasticsearch") == 1


# --- gone ---


def gone(ledger: Ledger, hours: float, **options) -> Finding | None:
    return ledger.run(lambda conn: listings.gone(conn, ID, at(hours), run="run-2", targets=BOTH, **options))


def test_what_is_gone_is_told_once_and_keeps_its_matches(ledger):
    save(ledger, FULL)
    told = gone(ledger, 5, complete=lambda found: dataclasses.replace(found, alerts=(alert("removed"),)))
    assert told is not None
    assert [event.kind for event in told.events] == ["removed"]
    assert gone(ledger, 6) is None
    found = kept(ledger)
    assert (found.removed_at, found.last_seen, found.matches[0].active) == (at(5), NOW, True)
    assert found.reading == FULL.reading
    assert count(ledger, alerts) == 2


def test_what_was_never_known_cannot_be_gone(ledger):
    assert gone(ledger, 5) is None
    assert count(ledger, events) == 0


def test_a_gone_thread_counts_as_changed_when_its_board_shows_it_again(ledger):
    save(ledger, FULL)
    place = {"listing_id": ID, "board": "leaks", "path": "/1", "fingerprint": "f", "now": NOW, "revisit_at": NOW}
    ledger.run(lambda conn: frontier.fetched(conn, "forum", 1, "1", **place))
    gone(ledger, 5)
    assert ledger.read(lambda conn: frontier.lookup(conn, "forum", 1, ["1"]))["1"].fingerprint is None
    assert ledger.read(lambda conn: frontier.due(conn, "forum", 1, at(9), 9)) == []


# --- reading again ---


def test_what_another_reader_read_is_found_in_steps(ledger):
    for name in "abc":
        save(ledger, finding(about={"native_id": name}), version="1")
    save(ledger, finding(about={"native_id": "d"}), version="2")
    first = ledger.read(lambda conn: listings.outdated(conn, "2", limit=2))
    rest = ledger.read(lambda conn: listings.outdated(conn, "2", after=first[-1], limit=2))
    assert (len(first), len(rest)) == (2, 1)
    assert ledger.read(lambda conn: listings.outdated(conn, "1")) != []


def test_a_silent_reading_leaves_no_events_and_no_alerts(ledger):
    save(ledger, FULL, version="1")
    save(ledger, seen_again(dataclasses.replace(finding(Claim(is_claim=False)), matches=()), 0), 5, version="2")
    found = kept(ledger)
    assert (found.reading.claim.is_claim, found.reader_version, found.last_seen) == (False, "2", NOW)
    assert (count(ledger, events), count(ledger, alerts)) == (1, 1)
