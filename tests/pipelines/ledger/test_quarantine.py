"""Threads in quarantine are listed, counted and released, and nothing else is."""

from __future__ import annotations

import pytest

from pipelines.ledger import Ledger, frontier, quarantine
from tests.pipelines.ledger.making import NOW, at


@pytest.fixture
def full(ledger: Ledger) -> Ledger:
    def work(conn) -> None:
        for site, name, times in (("a", "1", 3), ("a", "2", 3), ("a", "3", 2), ("b", "1", 3)):
            for _ in range(times):
                frontier.failed(conn, site, 1, name, "leaks", f"/{name}", NOW, "ValueError")

    ledger.run(work)
    return ledger


def names(ledger: Ledger, site: str | None = None) -> list[str]:
    return [f"{each.site}{each.native_id}" for each in ledger.read(lambda conn: quarantine.quarantined(conn, site))]


def test_they_are_listed_with_what_was_wrong(full):
    assert names(full) == ["a1", "a2", "b1"]
    assert names(full, "a") == ["a1", "a2"]
    first = full.read(lambda conn: quarantine.quarantined(conn, "b"))[0]
    assert (first.reason, first.failures, first.failed_at, first.path, first.ever_read) == (
        "ValueError", 3, NOW, "/1", False,
    )  # fmt: skip
    assert full.read(lambda conn: quarantine.count(conn, "a", 1)) == 2


@pytest.mark.parametrize(
    ("site", "name", "left"),
    [("a", "1", ["a2", "b1"]), ("a", None, ["b1"]), (None, None, []), ("a", "3", ["a1", "a2", "b1"])],
)
def test_one_a_sites_or_all_are_released(full, site, name, left):
    count = full.run(lambda conn: quarantine.release(conn, at(1), site, name))
    assert (count, names(full)) == (3 - len(left), left)


def test_a_released_thread_is_due_at_once_and_has_all_its_tries_again(full):
    full.run(lambda conn: quarantine.release(conn, at(1), "a", "1"))
    assert [each.native_id for each in full.read(lambda conn: frontier.due(conn, "a", 1, at(1), 9))] == ["1"]
    again = [
        full.run(lambda conn: frontier.failed(conn, "a", 1, "1", "leaks", "/1", at(2), "ValueError")) for _ in range(3)
    ]
    assert again == [False, False, True]


def test_a_released_entry_without_a_page_is_left_to_its_listing_page(ledger):
    def fail(conn) -> bool:
        return frontier.failed(conn, "a", 1, "1", "leaks", "/", NOW, "ValueError", own_page=False)

    assert [ledger.run(fail) for _ in range(3)] == [False, False, True]
    assert ledger.run(lambda conn: quarantine.release(conn, at(1))) == 1
    assert ledger.read(lambda conn: frontier.due(conn, "a", 1, at(99), 9)) == []
    kept = ledger.read(lambda conn: frontier.lookup(conn, "a", 1, ["1"]))["1"]
    assert (kept.failures, kept.quarantined, kept.revisit_at) == (0, False, None)
