"""A site is visited by one run at a time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from pipelines.ledger import Ledger, leases, sites
from tests.pipelines.ledger.making import NOW, at

TTL = timedelta(hours=1)


def acquire(ledger: Ledger, *names: str, owner: str = "one", hours: float = 0) -> list[str]:
    return ledger.run(lambda conn: leases.acquire(conn, names, owner, at(hours), TTL))


def visited(ledger: Ledger, site: str, *, good: bool = True, hours: float = 0, due: float | None = None) -> None:
    next_due = None if due is None else at(due)
    ledger.run(lambda conn: leases.visited(conn, site, "ok" if good else "down", at(hours), good, next_due))


def test_free_sites_are_leased_in_the_order_given_and_once(ledger):
    assert acquire(ledger, "b", "a", "b") == ["b", "a"]
    assert acquire(ledger, "a", "b", "c", owner="two") == ["c"]
    assert acquire(ledger, "a") == []
    assert acquire(ledger) == []


def test_a_lease_that_ran_out_is_taken_over_and_not_given_back_by_its_old_owner(ledger):
    acquire(ledger, "a")
    assert acquire(ledger, "a", owner="two", hours=0.99) == []
    assert acquire(ledger, "a", owner="two", hours=1) == ["a"]
    assert not ledger.run(lambda conn: leases.renew(conn, "a", "one", at(1), TTL))
    assert not ledger.run(lambda conn: leases.release(conn, "a", "one"))
    assert ledger.read(sites.states)["a"].lease_owner == "two"


def test_a_renewed_lease_lasts(ledger):
    acquire(ledger, "a")
    assert ledger.run(lambda conn: leases.renew(conn, "a", "one", at(0.9), TTL))
    assert acquire(ledger, "a", owner="two", hours=1.5) == []


def test_a_lease_given_back_is_free(ledger):
    acquire(ledger, "a")
    assert ledger.run(lambda conn: leases.release(conn, "a", "one"))
    assert acquire(ledger, "a", owner="two") == ["a"]


def test_a_site_that_is_not_due_is_not_leased(ledger):
    visited(ledger, "a", due=6)
    assert acquire(ledger, "a", hours=5.9) == []
    assert acquire(ledger, "a", hours=6) == ["a"]


def test_only_good_visits_count_as_good(ledger):
    assert ledger.read(lambda conn: leases.last_good(conn, "a")) is None
    visited(ledger, "a")
    visited(ledger, "a", good=False, hours=3)
    assert ledger.read(lambda conn: leases.last_good(conn, "a")) == NOW
    report = ledger.read(sites.states)["a"]
    assert (report.last_visit, report.last_good, report.state) == (at(3), NOW, None)


def test_of_many_runs_at_once_one_gets_each_site(tmp_path):
    names = [f"site-{number}" for number in range(20)]
    start = threading.Barrier(4)

    def run(owner: str) -> list[str]:
        with Ledger.open("ledger.sqlite3", tmp_path) as ledger:
            start.wait(60)
            return [got for name in names for got in acquire(ledger, name, owner=owner)]

    with ThreadPoolExecutor(4) as pool:
        got = [name for names_got in pool.map(run, "abcd") for name in names_got]
    assert sorted(got) == sorted(names)
