"""The outbox gives each job to one deliverer, keeps what fails, and forgets only what was delivered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from pipelines.finding import Alert
from pipelines.ledger import Ledger, listings, outbox
from pipelines.ledger.outbox import Job, Webhook
from pipelines.ledger.tables import alerts
from tests.pipelines.ledger.making import BOTH, ID, NOW, alert, at, finding, match

LEASE = outbox.LEASE / timedelta(hours=1)


def save(ledger: Ledger, hours: float = 0, raised: tuple[Alert, ...] = (), **about) -> None:
    what = finding(about=about, matches=(match(),), alerts=raised)
    ledger.run(lambda conn: listings.save(conn, what, now=at(hours), run="r", targets=BOTH))


def take(ledger: Ledger, target: str = "slack", hours: float = 0, limit: int = 9) -> list[Job]:
    return ledger.run(lambda conn: outbox.take(conn, target, at(hours), limit))


def pending(ledger: Ledger, target: str | None = None) -> int:
    return ledger.read(lambda conn: outbox.pending(conn, target))


@pytest.fixture
def full(ledger: Ledger) -> Ledger:
    """One document, and three messages for two channels."""
    save(ledger, raised=(alert("a"), alert("b"), alert("c", channel="fraud")))
    return ledger


def test_a_message_carries_what_is_sent_and_a_document_does_not(full):
    message, document = take(full)[0], take(full, "elasticsearch")[0]
    assert (message.listing_id, message.channel, message.payload, message.attempts) == (ID, "soc", {"text": "Acme"}, 0)
    assert (document.listing_id, document.channel, document.payload) == (ID, None, None)
    assert "Acme" not in repr(message)


def test_what_is_taken_is_not_given_twice_until_its_lease_runs_out(full):
    assert len(take(full, limit=2)) == 2
    assert [job.channel for job in take(full)] == ["fraud"]
    assert take(full, hours=LEASE * 0.9) == []
    assert len(take(full, hours=LEASE)) == 3


def test_a_deliverer_that_is_slower_than_its_lease_holds_only_what_nobody_took_since(full):
    first, second, _ = slow = take(full)
    assert full.run(lambda conn: outbox.still_held(conn, slow)) == [job.id for job in slow]
    assert full.run(lambda conn: outbox.still_held(conn, [])) == []
    full.run(lambda conn: outbox.bury(conn, second.id, "gone"))
    quick = take(full, hours=LEASE, limit=1)
    assert [job.id for job in quick] == [first.id]
    assert full.run(lambda conn: outbox.still_held(conn, slow)) == [slow[2].id]
    assert full.run(lambda conn: outbox.still_held(conn, quick)) == [first.id]
    full.run(lambda conn: outbox.give_back(conn, [first.id]))
    assert full.run(lambda conn: outbox.still_held(conn, quick)) == [], "it is nobody's"


def test_what_is_given_back_is_due_at_once_and_no_attempt(full):
    jobs = take(full)
    full.run(lambda conn: outbox.give_back(conn, [job.id for job in jobs]))
    assert take(full) == jobs


def test_deliverers_at_once_share_the_jobs(tmp_path):
    with Ledger.open("ledger.sqlite3", tmp_path) as ledger:
        save(ledger, raised=tuple(alert(str(number)) for number in range(40)))

    def deliver(_: int) -> list[int]:
        with Ledger.open("ledger.sqlite3", tmp_path) as ledger:
            return [job.id for _ in range(10) for job in take(ledger, limit=3)]

    with ThreadPoolExecutor(3) as pool:
        got = [each for ids in pool.map(deliver, range(3)) for each in ids]
    assert len(got) == len(set(got)) == 40


def test_what_is_delivered_is_forgotten_and_its_alert_marked(full):
    jobs = take(full)
    full.run(lambda conn: outbox.done(conn, [job.id for job in jobs[:1]], at(1)))
    full.run(lambda conn: outbox.done(conn, []))
    assert pending(full, "slack") == 2
    sent = full.read(lambda conn: conn.execute(select(alerts.c.sent_at).order_by(alerts.c.id)).scalars().all())
    assert sent == [at(1), None, None]


def test_what_failed_comes_again_when_it_is_due_with_its_attempts(full):
    first = take(full)[0]
    full.run(lambda conn: outbox.again(conn, first.id, at(2), "429"))
    assert first.id not in [job.id for job in take(full, hours=1.9)]
    again = next(job for job in take(full, hours=4) if job.id == first.id)
    assert again.attempts == 1


def test_dead_letters_are_kept_are_not_pending_and_can_be_tried_again(full):
    job = take(full)[0]
    full.run(lambda conn: outbox.bury(conn, job.id, "invalid_blocks " * 100))
    assert (pending(full, "slack"), pending(full)) == (2, 3)
    letters = full.read(outbox.dead)
    assert [(each.job, each.reason, each.queued_at) for each in letters] == [
        (job, ("invalid_blocks " * 100)[:500], NOW)
    ]
    assert full.run(lambda conn: outbox.requeue(conn, at(1))) == 1
    assert full.read(outbox.dead) == []
    assert job in take(full, hours=1)


# --- documents ---


def test_a_change_while_a_document_waits_is_the_same_job(full):
    save(full, 1, replies=9)
    assert pending(full, "elasticsearch") == 1


@pytest.mark.parametrize("hours", [0.001, 5])
def test_a_change_while_a_document_is_being_delivered_is_a_job_of_its_own(full, hours):
    """Also when its deliverer is slower than its lease: what it rendered is older than the change."""
    taken = take(full, "elasticsearch")
    save(full, hours, replies=9)
    full.run(lambda conn: outbox.done(conn, [job.id for job in taken]))
    assert pending(full, "elasticsearch") == 1


def test_a_change_after_a_document_was_put_off_is_the_same_job(full):
    job = take(full, "elasticsearch")[0]
    full.run(lambda conn: outbox.again(conn, job.id, at(2), "429"))
    save(full, 1, replies=9)
    assert pending(full, "elasticsearch") == 1


def test_a_change_after_a_document_died_is_a_new_job(full):
    job = take(full, "elasticsearch")[0]
    full.run(lambda conn: outbox.bury(conn, job.id, "mapper_parsing_exception"))
    save(full, 1, replies=9)
    assert pending(full, "elasticsearch") == 1


def test_reindex_queues_what_matched_once(full):
    save(full, native_id="2")
    unmatched = finding(about={"native_id": "3"})
    full.run(lambda conn: listings.save(conn, unmatched, now=NOW, run="r", targets=BOTH))
    jobs = take(full, "elasticsearch")
    full.run(lambda conn: outbox.done(conn, [job.id for job in jobs]))
    assert full.run(lambda conn: outbox.reindex(conn, at(1))) == 2
    assert full.run(lambda conn: outbox.reindex(conn, at(1))) == 0
    assert {job.listing_id for job in take(full, "elasticsearch", 1)} == {job.listing_id for job in jobs}


# --- channels ---


def test_a_channel_on_hold_waits_and_the_others_do_not(full):
    full.run(lambda conn: outbox.hold(conn, "soc", at(1), NOW))
    full.run(lambda conn: outbox.hold(conn, "soc", at(0.5), NOW))
    assert full.read(lambda conn: outbox.webhook(conn, "soc")) == Webhook("soc", at(1), None)
    assert [job.channel for job in take(full, hours=0.9)] == ["fraud"]
    assert [job.channel for job in take(full, hours=1)].count("soc") == 2


def test_the_messages_of_a_dead_channel_are_counted_dead_letters(full):
    bury = lambda conn: [(each.channel, each.count) for each in outbox.bury_for_the_dead(conn, ["soc", "fraud"])]  # noqa: E731
    assert full.run(bury) == []
    full.run(lambda conn: outbox.mark_dead(conn, "soc", "channel_is_archived"))
    assert full.run(bury) == [("soc", 2)]
    save(full, 1, raised=(alert("d"),))
    assert [job.channel for job in take(full, hours=1)] == ["fraud"]
    assert full.run(bury) == [("soc", 1)]
    assert full.run(bury) == []
    assert [each.reason for each in full.read(outbox.dead)] == ["channel_is_archived"] * 3
    assert full.run(lambda conn: outbox.requeue(conn, at(2))) == 3
    assert full.read(lambda conn: outbox.webhook(conn, "soc")) == Webhook("soc", None, None)
    assert [job.channel for job in take(full, hours=2)].count("soc") == 3


def test_a_dead_channel_lives_again_with_another_webhook_only(full):
    full.run(lambda conn: outbox.mark_dead(conn, "soc", "no_service", "one"))
    full.run(lambda conn: outbox.bury_for_the_dead(conn, ["soc"]))
    assert full.run(lambda conn: outbox.revive(conn, "soc", "one", NOW)) is None
    assert full.run(lambda conn: outbox.revive(conn, "fraud", "other", NOW)) is None
    assert full.run(lambda conn: outbox.revive(conn, "soc", "other", NOW)) == 2
    assert full.run(lambda conn: outbox.revive(conn, "soc", "other", NOW)) is None
    assert [job.channel for job in take(full)].count("soc") == 2


def test_a_channel_that_was_never_heard_of_is_open(ledger):
    assert ledger.read(lambda conn: outbox.webhook(conn, "soc")) == Webhook("soc", None, None)
