"""Texts of non-claims are forgotten after their time, and that is no news when the post is seen again."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from pipelines.contacts import Sealed
from pipelines.finding import Event, Finding
from pipelines.ledger import Ledger, holds, listings, outbox, retention, site_events, sites
from pipelines.ledger.document import Stored, stored
from pipelines.reading.claim import Claim, Evidence
from pipelines.track import is_reset, track
from tests.pipelines.ledger.making import BOTH, ID, NONE, NOW, alert, at, claim, finding, match, news, update

CHATTER = finding(
    Claim(evidence={"seller": (Evidence("mallory", "author", 0, 7, "mallory"),)}),
    about={"title": "zebra", "body": "zebra", "prefix": "zebra", "price": "zebra", "updates": (update("zebra"),)},
)


def save(ledger: Ledger, what: Finding, hours: float = 0) -> bool:
    return ledger.run(lambda conn: listings.save(conn, what, now=at(hours), run="r", targets=BOTH)).changed


def kept(ledger: Ledger) -> Stored:
    found = ledger.read(lambda conn: stored(conn, ID))
    assert found is not None
    return found


def forget(ledger: Ledger, hours: float = 1) -> int:
    return purge(ledger, "non_claims", hours=hours)["non_claims"]


def purge(ledger: Ledger, *classes: str, hours: float = 1) -> dict[str, int]:
    older_than = dict.fromkeys(classes, at(hours))
    would = ledger.read(lambda conn: retention.due(conn, older_than))
    counted = ledger.run(lambda conn: retention.purge(conn, older_than, at(hours), targets=BOTH))
    assert counted == would, "a dry run says what the real one does"
    return counted


EMPTIED = ("matches", "claim_countries", "contacts", "alerts")
TOX = Sealed("tox", "1e" * 16)


def done_with_documents(ledger: Ledger) -> None:
    ledger.run(lambda conn: conn.execute(text("DELETE FROM outbox WHERE target = 'elasticsearch'")))


def documents(ledger: Ledger) -> list[str]:
    jobs = ledger.run(lambda conn: outbox.take(conn, outbox.ELASTICSEARCH, at(99), 9))
    return [job.listing_id or "" for job in jobs]


def test_old_texts_go_everywhere_and_once(ledger, tmp_path):
    save(ledger, CHATTER)
    assert forget(ledger, 0) == 0
    assert (forget(ledger), forget(ledger)) == (1, 0)
    row = ledger.read(lambda conn: conn.execute(text("SELECT * FROM listings")).one())
    assert "zebra" not in str(row)
    assert "mallory" not in str(row)
    assert kept(ledger).reading.claim == Claim()


@pytest.mark.parametrize(
    "what", [finding(claim()), finding(Claim(), matches=(match(),))], ids=["a claim", "what a rule holds for"]
)
def test_what_matters_stays(ledger, what):
    save(ledger, what)
    assert forget(ledger) == 0
    assert kept(ledger).listing == what.listing


def test_what_a_rule_held_for_once_stays(ledger):
    save(ledger, finding(Claim(), matches=(match(),)))
    save(ledger, finding(Claim()))
    assert forget(ledger) == 0


def test_a_forgotten_post_that_is_seen_again_is_neither_new_nor_edited_nor_another(ledger):
    save(ledger, CHATTER)
    forget(ledger)
    before = ledger.read(lambda conn: listings.previous(conn, ID))
    assert before is not None
    assert track(before, CHATTER, NOW) == ()
    assert not is_reset(before, CHATTER.listing)
    assert not save(ledger, CHATTER, 2)
    assert kept(ledger).listing.body == ""


def test_a_forgotten_post_that_was_gone_and_comes_back_was_not_edited(ledger):
    save(ledger, CHATTER)
    forget(ledger)
    ledger.run(lambda conn: listings.gone(conn, ID, at(2), run="r", targets=NONE))
    before = ledger.read(lambda conn: listings.previous(conn, ID))
    assert [event.kind for event in track(before, CHATTER, at(3))] == ["restored"]


def test_thousands_are_forgotten_at_once(ledger):
    def work(conn) -> None:
        for number in range(1200):
            what = finding(Claim(), about={"native_id": str(number)})
            listings.save(conn, what, now=NOW, run="r", targets=NONE)

    ledger.run(work)
    assert forget(ledger) == 1200


# --- other classes ---

CLAIM = finding(claim(), about={"body": "zebra 1 billion"}, events=(news("edited", before="zebra", after="zebra"),))
MATCHED = finding(
    claim(), about={"body": "zebra 1 billion"}, events=(news(note="zebra"),), matches=(match(),), alerts=(alert(),)
)


def rows(ledger: Ledger, *tables: str) -> str:
    found = [ledger.read(lambda conn, t=t: conn.execute(text(f"SELECT * FROM {t}")).all()) for t in tables]
    return str(found)


def test_a_claim_goes_with_its_values_and_its_events_details(ledger):
    save(ledger, CLAIM)
    assert purge(ledger, "non_claims", "matched")["matched"] == 0
    assert purge(ledger, "claims")["claims"] == 1
    assert "zebra" not in rows(ledger, "listings", "events", "claim_countries")
    assert kept(ledger).reading.claim == Claim()
    assert [event.kind for event in kept(ledger).events] == ["edited"]
    assert rows(ledger, "claim_countries") == "[[]]"
    assert documents(ledger) == []


def test_a_match_goes_with_its_document(ledger):
    save(ledger, MATCHED)
    assert purge(ledger, "non_claims", "claims", "matched", hours=0)["matched"] == 0, "it is young"
    ledger.run(lambda conn: outbox.done(conn, [job.id for job in outbox.take(conn, "slack", at(1), 9)], at(1)))
    assert documents(ledger) == [ID]
    before = kept(ledger).revision
    assert purge(ledger, "matched")["matched"] == 1
    assert "zebra" not in rows(ledger, "listings", "events", "outbox", "matches")
    assert kept(ledger).purged_at == at(1)
    assert kept(ledger).revision > before
    assert documents(ledger) == [ID], "to be deleted"


def test_an_alert_that_nobody_fetches_spares_its_listing_only_while_it_is_young(ledger):
    save(ledger, finding(claim(), matches=(match(),)))
    save(ledger, finding(claim(), matches=(match(),), alerts=(alert("late", channel="nobodys"),)), 5)
    assert purge(ledger, "matched", hours=4)["matched"] == 0
    assert purge(ledger, "matched", hours=5)["matched"] == 0
    assert purge(ledger, "matched", hours=6)["matched"] == 1
    assert ledger.read(lambda conn: outbox.pending(conn, outbox.SLACK)) == 0


def test_the_values_that_alerts_were_raised_for_go_too(ledger):
    prices = [Event("price_changed", NOW, {"after": {"amount": each, "currency": "BTC"}}) for each in ("31", "32")]
    raised = (alert("new"), *(alert(each.trigger) for each in prices), alert(prices[0].trigger, "other"))
    save(ledger, finding(claim(), matches=(match(),), alerts=raised))
    assert "31" in rows(ledger, "alerts")
    ledger.run(lambda conn: retention.forget(conn, at(1), ids=[ID], targets=BOTH))
    kept = ledger.read(lambda conn: conn.execute(text("SELECT trigger FROM alerts ORDER BY id")).scalars().all())
    assert kept == ["new", "price_changed:#2", "price_changed:#3", "price_changed:#4"]


def test_what_was_forgotten_is_no_news_and_raises_nothing_when_it_is_seen_again(ledger):
    save(ledger, finding(claim()))
    purge(ledger, "claims")
    again = finding(claim())
    before = ledger.read(lambda conn: listings.previous(conn, ID))
    assert before is not None
    assert track(before, again, at(2)) == ()
    assert not save(ledger, again, 2)
    assert kept(ledger).purged_at == at(1)


@pytest.mark.parametrize("by_name", [False, True])
def test_a_document_is_deleted_also_where_elasticsearch_is_off_when_its_listing_goes(ledger, by_name):
    save(ledger, finding(claim(), matches=(match(),)))
    assert documents(ledger) == [ID]
    done_with_documents(ledger)
    if by_name:
        assert ledger.run(lambda conn: retention.forget(conn, at(1), ids=[ID], targets=NONE)) == 1
    else:
        ledger.run(lambda conn: retention.purge(conn, {"matched": at(1)}, at(1), targets=NONE))
    assert ledger.read(outbox.deletions) == 1
    assert documents(ledger) == [ID]


def test_where_no_document_was_ever_sent_none_waits_to_be_deleted(ledger):
    what = finding(claim(), matches=(match(),))
    ledger.run(lambda conn: listings.save(conn, what, now=NOW, run="r", targets=NONE))
    assert ledger.run(lambda conn: retention.forget(conn, at(1), ids=[ID], targets=NONE)) == 1
    assert (ledger.read(outbox.deletions), documents(ledger)) == (0, [])


SEEN_AGAIN = {
    "the same": finding(claim(), matches=(match(),), alerts=(alert("new"),)),
    "more replies": finding(claim(), about={"replies": 99, "prefix": "[HOT]"}, matches=(match(),)),
    "another reader": finding(claim(records=7, countries=("US",)), matches=(match("other"),), contacts=(TOX,)),
    "known updates": finding(claim(), about={"updates": (update("now 3 BTC"), update("zebra", None))}),
    "fewer pages": finding(claim(), about={"whole": False, "updates": (update("zebra", None),)}),
}


@pytest.mark.parametrize("again", SEEN_AGAIN)
def test_a_forgotten_post_that_is_seen_again_is_not_stored_again(ledger, again):
    said = (update("now 4 BTC"), update("zebra", None))
    save(ledger, finding(claim(), about={"updates": said}, matches=(match(),)))
    assert documents(ledger) == [ID]
    assert purge(ledger, "matched")["matched"] == 1
    before, emptied = rows(ledger, *EMPTIED), kept(ledger)
    done_with_documents(ledger)
    assert not save(ledger, SEEN_AGAIN[again], 2)
    assert rows(ledger, *EMPTIED) == before
    assert kept(ledger).purged_at == at(1)
    assert kept(ledger).reading == emptied.reading
    assert kept(ledger).last_seen == SEEN_AGAIN[again].listing.seen
    assert documents(ledger) == []
    assert purge(ledger, "non_claims", "claims", "matched", hours=9) == dict.fromkeys(
        ("non_claims", "claims", "matched", "held"), 0
    )


def test_a_forgotten_post_with_a_new_update_is_kept_again(ledger):
    save(ledger, finding(claim(), about={"updates": (update("now 4 BTC", "77"),)}))
    purge(ledger, "claims")
    again = finding(claim(), about={"updates": (update("now 4 BTC", "77"), update("now 2 BTC", "78"))})
    assert save(ledger, again, 2)
    assert kept(ledger).listing.updates == again.listing.updates
    purge(ledger, "claims", hours=3)
    assert not save(ledger, finding(claim(), about={"updates": (update("now 4 BTC", "77"),)}), 4), "forgotten earlier"


def test_a_forgotten_post_that_is_removed_stays_forgotten_and_tells_nothing(ledger):
    save(ledger, finding(claim(), matches=(match(),)))
    purge(ledger, "matched")
    done_with_documents(ledger)
    told = []
    gone = ledger.run(lambda conn: listings.gone(conn, ID, at(2), run="r", targets=BOTH, complete=told.append))
    assert gone is not None
    assert [event.kind for event in gone.events] == ["removed"]
    assert (kept(ledger).removed_at, kept(ledger).purged_at, told) == (at(2), at(1), [])
    assert documents(ledger) == [], "the document that was deleted is not indexed again"
    assert [event.kind for event in kept(ledger).events] == ["removed"]
    again = finding(claim(records=5), matches=(match(),), alerts=(alert("restored"),), events=(news("restored", 3),))
    before = ledger.read(lambda conn: listings.previous(conn, ID))
    assert [event.kind for event in track(before, again, at(3))] == ["restored"]
    saved = ledger.run(lambda conn: listings.save(conn, again, now=at(3), run="r", targets=BOTH))
    assert (saved.changed, saved.alerts, kept(ledger).removed_at) == (False, 0, None)
    assert ledger.read(outbox.pending) == 0
    assert purge(ledger, "matched", "claims", "non_claims", hours=9)["matched"] == 0


def test_what_was_forgotten_and_changes_is_kept_again(ledger):
    save(ledger, finding(claim()))
    purge(ledger, "claims")
    assert save(ledger, finding(claim(records=5), about={"body": "another text"}), 2)
    assert kept(ledger).purged_at is None
    assert kept(ledger).listing.body == "another text"


@pytest.mark.parametrize("where", [{"ids": [ID]}, {"sites": ["forum"]}, {"rules": ["mass-breach"]}])
def test_what_is_on_hold_stays_and_is_counted(ledger, where):
    save(ledger, finding(claim(), matches=(match(),)))
    assert ledger.run(lambda conn: holds.hold(conn, "case 7", **where)) == 1
    assert ledger.run(lambda conn: holds.hold(conn, "case 8", **where)) == 0
    assert purge(ledger, "non_claims", "claims", "matched") == {"non_claims": 0, "claims": 0, "matched": 0, "held": 1}
    assert ledger.run(lambda conn: retention.forget(conn, at(1), ids=[ID], sites=["forum"], targets=BOTH)) == 0
    assert [(each.listing_id, each.why) for each in ledger.read(holds.held)] == [(ID, "case 7")]
    assert kept(ledger).listing.body
    assert ledger.run(lambda conn: holds.release(conn, **where)) == 1
    assert purge(ledger, "matched")["matched"] == 1
    assert ledger.read(holds.held) == []


def test_a_hold_outlives_changes(ledger):
    save(ledger, finding(claim()))
    ledger.run(lambda conn: holds.hold(conn, "case 7", ids=[ID]))
    save(ledger, finding(claim(records=5), about={"body": "another text"}), 1)
    assert purge(ledger, "claims", hours=9)["held"] == 1


def test_what_is_named_goes_whatever_its_age_and_nothing_else(ledger):
    for number in ("1", "2", "3"):
        save(ledger, finding(claim(), about={"native_id": number, "site": "other" if number == "3" else "forum"}))
    would = ledger.read(lambda conn: retention.chosen(conn, ids=[ID]))
    assert would == {"listings": 1, "held": 0}
    assert ledger.run(lambda conn: retention.forget(conn, NOW, ids=[ID], targets=NONE)) == 1
    assert ledger.run(lambda conn: retention.forget(conn, NOW, sites=["other"], targets=NONE)) == 1
    left = ledger.read(
        lambda conn: conn.execute(text("SELECT native_id FROM listings WHERE folded != ''")).scalars().all()
    )
    assert left == ["2"]


def test_dead_letters_go_but_not_those_that_wait_or_are_on_hold(ledger):
    for number in ("1", "2", "3"):
        save(ledger, finding(claim(), about={"native_id": number}, matches=(match(),), alerts=(alert(),)))
    jobs = ledger.run(lambda conn: outbox.take(conn, "slack", NOW, 9))
    for job in jobs[:2]:
        ledger.run(lambda conn, job=job: outbox.bury(conn, job.id, "gone"))
    ledger.run(lambda conn: holds.hold(conn, "case 7", ids=[jobs[0].listing_id or ""]))
    assert purge(ledger, "letters")["letters"] == 1
    assert [letter.job.id for letter in ledger.read(outbox.dead)] == [jobs[0].id]


def test_old_runs_go_and_how_sites_are_now_stays(ledger):
    for hours in (0, 5):
        run = f"run-{hours}"
        ledger.run(lambda conn, run=run, hours=hours: sites.start_run(conn, run, "crawl", at(hours)))
        ledger.run(lambda conn, run=run, hours=hours: sites.end_run(conn, run, {}, 0, at(hours)))
        noted = ("forum", "state", "ok" if hours else "down", "", at(hours), run)
        ledger.run(lambda conn, noted=noted: site_events.note(conn, *noted))
    assert purge(ledger, "runs", hours=3)["runs"] == 2
    assert "run-5" in rows(ledger, "runs", "site_events")
    assert purge(ledger, "runs", hours=9)["runs"] == 1
    assert "run-5" in rows(ledger, "site_events"), "how the site is now"


def test_nothing_of_it_is_left_in_the_file(tmp_path):
    words = " ".join(f"zebra{number}" for number in range(20_000))
    with Ledger.open("ledger.sqlite3", tmp_path) as ledger:
        save(ledger, finding(claim(), about={"body": words, "title": "zebra"}))
        save(ledger, finding(claim(), about={"body": words, "title": "zebra", "native_id": "2"}))
        purge(ledger, "claims")
    files = list(tmp_path.glob("ledger.sqlite3*"))
    assert files
    assert [file.name for file in files if b"zebra" in file.read_bytes()] == []
