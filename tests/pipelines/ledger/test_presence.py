"""What a killed process had leased is free at once; what a living one has leased is its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.ledger import Ledger, leases, listings, outbox, presence, sites
from tests.pipelines.ledger.making import BOTH, NOW, alert, at, finding, match

TTL = timedelta(hours=1)

HOLDS = """
import sys
from datetime import timedelta
from pathlib import Path
from pipelines.ledger import Ledger, leases, outbox, presence
from tests.pipelines.ledger.making import NOW

with Ledger.open("ledger.sqlite3", Path(sys.argv[1])) as ledger:
    with (
        presence.at_work(ledger, presence.CRAWL, leases.release_all),
        presence.at_work(ledger, presence.DELIVER, outbox.give_all_back),
    ):
        ledger.run(lambda conn: leases.acquire(conn, ["a"], "dead", NOW, timedelta(hours=1)))
        ledger.run(lambda conn: outbox.take(conn, outbox.SLACK, NOW, 9))
        print("at work", flush=True)
        sys.stdin.read()
"""


@contextmanager
def holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has leased site "a" and the messages, and is at work until it is killed."""
    command = [sys.executable, "-c", HOLDS, str(folder)]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, cwd=root, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "at work\n"
            yield process
        finally:
            process.kill()


def acquire(ledger: Ledger) -> list[str]:
    with presence.at_work(ledger, presence.CRAWL, leases.release_all):
        return ledger.run(lambda conn: leases.acquire(conn, ["a"], "two", at(0.1), TTL))


def take(ledger: Ledger) -> int:
    with presence.at_work(ledger, presence.DELIVER, outbox.give_all_back):
        return len(ledger.run(lambda conn: outbox.take(conn, outbox.SLACK, NOW, 9)))


@pytest.fixture
def full(ledger: Ledger) -> Ledger:
    """Two messages wait."""
    what = finding(matches=(match(),), alerts=(alert("a"), alert("b")))
    ledger.run(lambda conn: listings.save(conn, what, now=NOW, run="r", targets=BOTH))
    return ledger


def test_what_a_killed_process_had_leased_is_free_at_once(full: Ledger, tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        process.kill()
        process.wait()
        assert acquire(full) == ["a"]
        assert take(full) == 2


def test_what_a_living_process_has_leased_is_its_own(full: Ledger, tmp_path: Path) -> None:
    with holder(tmp_path):
        assert acquire(full) == []
        assert take(full) == 0
        assert full.read(sites.states)["a"].lease_owner == "dead"


def test_who_ends_by_himself_leaves_the_others_at_work(full: Ledger, tmp_path: Path) -> None:
    """Another one who comes and goes meanwhile, and was not alone, is no reason to take the first one for dead."""
    with holder(tmp_path):
        assert [acquire(full), acquire(full)] == [[], []]


def test_kinds_of_work_do_not_see_each_other(full: Ledger) -> None:
    with presence.at_work(full, presence.DELIVER, outbox.give_all_back):
        full.run(lambda conn: leases.acquire(conn, ["a"], "dead", NOW, TTL))
        assert acquire(full) == ["a"]


def test_what_was_put_off_stays_put_off(full: Ledger) -> None:
    with presence.at_work(full, presence.DELIVER, outbox.give_all_back):
        first, _ = full.run(lambda conn: outbox.take(conn, outbox.SLACK, NOW, 9))
        full.run(lambda conn: outbox.again(conn, first.id, at(1), "busy"))
    assert take(full) == 1


def test_the_lock_is_for_its_owner_alone_and_no_child_gets_it(full: Ledger, tmp_path: Path) -> None:
    with presence.at_work(full, presence.CRAWL, leases.release_all):
        file = tmp_path / "ledger.sqlite3-crawl.lock"
        assert file.stat().st_mode & 0o077 == 0
        child = subprocess.Popen(["sleep", "600"])
    try:
        full.run(lambda conn: leases.acquire(conn, ["a"], "dead", NOW, TTL))
        assert acquire(full) == ["a"]
    finally:
        child.kill()
        child.wait()


def test_where_there_can_be_no_lock_leases_run_out(full: Ledger, tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite3-crawl.lock").mkdir()
    full.run(lambda conn: leases.acquire(conn, ["a"], "dead", NOW, TTL))
    assert acquire(full) == []
