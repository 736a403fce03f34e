"""A clock that ran ahead and was set back: nothing waits for a time that is weeks away, and nothing is passed over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from config.schema import Board
from crawler.frontier import Scan, unchanged
from pipelines.deliver import answer, slack
from pipelines.ledger import Ledger, clock, frontier, leases, listings, outbox, rates, sites
from pipelines.ledger.columns import millis
from spiders.listing import Row
from tests.pipelines.ledger.making import BOTH, NOW, alert, at, finding, match, news

AHEAD = 24 * 400
"""Hours by which the clock was wrong."""


def settle(ledger: Ledger, hours: float = 0) -> int:
    return ledger.run(lambda conn: clock.settle(conn, at(hours)))


def save(ledger: Ledger, hours: float, **about) -> None:
    what = finding(about=about, matches=(match(),), alerts=(alert(f"new:{hours}"),), events=(news("edited", hours),))
    ledger.run(lambda conn: listings.save(conn, what, now=at(hours), run="r", targets=BOTH))


def take(ledger: Ledger, target: str, hours: float = 0) -> list[outbox.Job]:
    return ledger.run(lambda conn: outbox.take(conn, target, at(hours), 9))


def test_the_limits_are_those_of_what_waits():
    assert timedelta(seconds=answer.LONGEST_WAIT) == clock.LONGEST_DELAY
    assert clock.LONGEST_HOLD == slack.LONGEST_HOLD


def test_revisions_grow_whatever_the_clock_says(ledger):
    seen = []
    for hours in (0, AHEAD, -AHEAD, -AHEAD, 1):
        save(ledger, hours, body=f"changed at {hours}, {len(seen)}")
        seen.append(ledger.read(lambda conn: conn.exec_driver_sql("SELECT revision FROM listings").scalar()))
    assert seen == sorted(set(seen))
    assert seen[1] == millis(at(AHEAD))


@pytest.mark.parametrize("target", ["elasticsearch", "slack"])
def test_what_was_queued_in_the_future_goes_out_now(ledger, target):
    save(ledger, AHEAD)
    assert take(ledger, target) == []
    assert settle(ledger) > 0
    assert len(take(ledger, target)) == 1
    assert settle(ledger) == 0


def test_what_was_put_off_leased_and_held_in_the_future_goes_out_now(ledger):
    save(ledger, 0)
    (job,) = take(ledger, "slack", AHEAD)
    assert settle(ledger) == 1
    assert take(ledger, "slack") != []
    ledger.run(lambda conn: outbox.again(conn, job.id, at(AHEAD), "HTTP 500"))
    ledger.run(lambda conn: outbox.hold(conn, "soc", at(AHEAD), NOW))
    assert settle(ledger) == 2
    assert [each.attempts for each in take(ledger, "slack")] == [1]


@pytest.mark.parametrize("hours", [0.1, 3, 5.9])
def test_a_channel_that_a_clock_some_hours_ahead_told_to_wait_is_open_when_it_is_set_back(ledger, hours):
    """A second after a message is a second by the clock of then."""
    second = 1 / 3600
    save(ledger, 0)
    ledger.run(lambda conn: outbox.hold(conn, "soc", at(hours + second), at(hours)))
    assert take(ledger, "slack") == []
    assert settle(ledger) == 1
    assert len(take(ledger, "slack")) == 1
    assert settle(ledger) == 0


def test_what_waits_for_its_time_goes_on_waiting(ledger):
    save(ledger, 0)
    (job,) = take(ledger, "slack")
    ledger.run(lambda conn: outbox.again(conn, job.id, at(1), "HTTP 500"))
    ledger.run(lambda conn: outbox.hold(conn, "soc", at(6), NOW))
    ledger.run(lambda conn: leases.acquire(conn, ["forum"], "other", NOW, leases.LEASE))
    ledger.run(lambda conn: leases.visited(conn, "down", "down", NOW, False, at(24)))
    fetched(ledger, "1", 0, revisit=24 * 7)
    ledger.run(lambda conn: frontier.complete(conn, "forum", 1, "leaks", NOW))
    assert settle(ledger) == 0


# --- sites ---


def test_a_site_leased_in_the_future_is_free_and_its_visit_due(ledger):
    ledger.run(lambda conn: leases.acquire(conn, ["forum"], "dead run", at(AHEAD), leases.LEASE))
    ledger.run(lambda conn: leases.visited(conn, "forum", "down", at(AHEAD), True, at(AHEAD + 24)))
    acquire = lambda conn: leases.acquire(conn, ["forum"], "run", NOW, leases.LEASE)  # noqa: E731
    assert ledger.run(acquire) == []
    settle(ledger)
    assert ledger.run(acquire) == ["forum"]
    assert ledger.read(lambda conn: leases.last_good(conn, "forum")) == NOW
    assert ledger.read(sites.states)["forum"].last_visit == NOW


def test_rates_asked_in_the_future_are_asked_again_in_time(ledger):
    ledger.run(lambda conn: rates.asked(conn, "bank", at(AHEAD), good=True, trouble=None))
    settle(ledger)
    assert ledger.read(rates.sources)["bank"].asked_at == NOW


# --- the frontier ---


def fetched(ledger: Ledger, name: str, hours: float, revisit: float | None = None, **more) -> None:
    save(ledger, hours, native_id=name)
    what = {"listing_id": finding(about={"native_id": name}).listing.listing_id, "board": "leaks", "path": f"/{name}"}
    when = None if revisit is None else at(revisit)
    ledger.run(
        lambda conn: frontier.fetched(
            conn, "forum", 1, name, fingerprint=row(name).fingerprint(), now=at(hours), revisit_at=when, **what, **more
        )
    )


def row(name: str) -> Row:
    return Row(native_id=name, url=f"http://forum.example/{name}", title=name)


def known(ledger: Ledger, *names: str) -> dict[str, frontier.Thread]:
    return ledger.read(lambda conn: frontier.lookup(conn, "forum", 1, names))


def test_a_thread_fetched_in_the_future_is_looked_at_again_and_its_row_is_known(ledger):
    fetched(ledger, "1", AHEAD, revisit=AHEAD + 24)
    fetched(ledger, "2", AHEAD, revisit=None)
    due = lambda conn: [each.native_id for each in frontier.due(conn, "forum", 1, at(0.01), 10)]  # noqa: E731
    assert ledger.read(due) == []
    settle(ledger)
    assert ledger.read(due) == ["1"]
    threads = known(ledger, "1", "2")
    assert unchanged(row("1"), threads)
    assert {each.fetched_at for each in threads.values()} == {each.whole_at for each in threads.values()} == {NOW}
    assert threads["2"].revisit_at is None


def test_a_thread_that_failed_in_the_future_does_not_rest_till_then(ledger):
    ledger.run(lambda conn: frontier.failed(conn, "forum", 1, "1", "leaks", "/1", at(AHEAD), "ResponseFailed"))
    settle(ledger)
    assert not known(ledger, "1")["1"].rests(at(0.01))


def test_an_interrupted_scan_is_not_cut_short_by_a_mark_in_the_future(ledger):
    """Its rows were fetched when the clock was right again; the scan that ended in the future saw none of them."""
    ledger.run(lambda conn: frontier.complete(conn, "forum", 1, "leaks", at(AHEAD)))
    fetched(ledger, "2", 0, revisit=24)
    board = Board(id="leaks", path="/leaks")

    def goes_on() -> bool:
        before = ledger.read(lambda conn: frontier.board(conn, "forum", 1, "leaks"))
        return Scan(board, before).goes_on("tail", [row("2")], known(ledger, "2"))

    assert not goes_on()
    settle(ledger)
    assert goes_on()
