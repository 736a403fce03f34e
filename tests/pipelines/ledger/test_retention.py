"""Texts of non-claims are forgotten after their time, and that is no news when the post is seen again."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from pipelines.finding import Finding
from pipelines.ledger import Ledger, listings, retention
from pipelines.ledger.document import Stored, stored
from pipelines.reading.claim import Claim, Evidence
from pipelines.track import is_reset, track
from tests.pipelines.ledger.making import BOTH, ID, NONE, NOW, at, claim, finding, match, update

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
    return ledger.run(lambda conn: retention.forget_non_claims(conn, at(hours)))


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
