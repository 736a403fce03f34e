"""Which threads are due, when a failing one is left alone, and how far a board was read."""

from __future__ import annotations

import tracemalloc
from datetime import timedelta

import pytest
from sqlalchemy import insert

from pipelines.ledger import Ledger, frontier, listings
from pipelines.ledger.frontier import BoardState, Thread, revisit
from pipelines.ledger.tables import threads
from tests.pipelines.ledger.making import ID, NONE, NOW, at, finding, news

KNOWN = Thread("1", ID, "leaks", "/1", "print", NOW, at(24), 0, quarantined=False, whole_at=NOW)


def fetched(ledger: Ledger, name: str = "1", **changes) -> None:
    values = {
        "listing_id": ID, "board": "leaks", "path": "/1", "fingerprint": "print", "now": NOW, "revisit_at": at(24), **changes,
    }  # fmt: skip
    ledger.run(lambda conn: frontier.fetched(conn, "forum", 1, name, **values))


def failed(ledger: Ledger, name: str = "1", hours: float = 0, *, came: bool = True) -> bool:
    where = name, "leaks", "/1"
    return ledger.run(lambda conn: frontier.failed(conn, "forum", 1, *where, at(hours), "TimeoutError", came=came))


def lookup(ledger: Ledger, *names: str, generation: int = 1) -> dict[str, Thread]:
    return ledger.read(lambda conn: frontier.lookup(conn, "forum", generation, names))


def due(ledger: Ledger, hours: float, limit: int = 9) -> list[str]:
    return [each.native_id for each in ledger.read(lambda conn: frontier.due(conn, "forum", 1, at(hours), limit))]


def test_a_fetched_thread_is_known_in_its_generation_only(ledger):
    fetched(ledger)
    assert lookup(ledger, "1", "2") == {"1": KNOWN}
    assert lookup(ledger, "1", generation=2) == {}
    assert lookup(ledger) == {}


def test_thousands_are_looked_up_at_once(ledger):
    fetched(ledger)
    assert lookup(ledger, *map(str, range(40_000))) == {"1": KNOWN}


def test_ids_with_characters_that_no_database_keeps_are_found_again(ledger):
    fetched(ledger, "a\x00\ud800")
    assert list(lookup(ledger, "a\x00\ud800")) == ["a\x00\ud800"]


def test_a_visit_without_a_row_keeps_the_fingerprint(ledger):
    fetched(ledger)
    fetched(ledger, fingerprint=None, now=at(1))
    assert (lookup(ledger, "1")["1"].fingerprint, lookup(ledger, "1")["1"].fetched_at) == ("print", at(1))


def test_due_are_the_oldest_first_within_the_limit(ledger):
    for name, hours in (("late", 9), ("early", 1), ("middle", 5), ("future", 99)):
        fetched(ledger, name, listing_id=name, revisit_at=at(hours))
    fetched(ledger, "never", revisit_at=None)
    assert due(ledger, 9) == ["early", "middle", "late"]
    assert due(ledger, 9, limit=2) == ["early", "middle"]
    assert due(ledger, 0.5) == []


def test_what_is_gone_is_not_due(ledger):
    def work(conn) -> None:
        listings.save(conn, finding(events=(news("removed"),)), now=NOW, run="r", targets=NONE)

    ledger.run(work)
    fetched(ledger)
    assert due(ledger, 99) == []


def test_an_entry_without_a_page_is_never_due(ledger):
    def fail(conn) -> bool:
        return frontier.failed(conn, "forum", 1, "1", "leaks", "/1", NOW, "TimeoutError", own_page=False)

    assert [ledger.run(fail) for _ in range(3)] == [False, False, True]
    assert due(ledger, 9999) == []


def test_a_thread_that_fails_rests_longer_each_time_and_then_for_good(ledger):
    assert [failed(ledger), due(ledger, 0.9), due(ledger, 1)] == [False, [], ["1"]]
    assert [failed(ledger, hours=1), due(ledger, 6.9), due(ledger, 7)] == [False, [], ["1"]]
    assert [failed(ledger, hours=7), due(ledger, 9999)] == [True, []]
    assert not failed(ledger, hours=8)
    thread = lookup(ledger, "1")["1"]
    assert (thread.failures, thread.quarantined, thread.fetched_at, thread.listing_id) == (4, True, None, None)


def test_pages_that_do_not_come_never_put_a_thread_into_quarantine(ledger):
    waits = []
    for _ in range(7):
        assert not failed(ledger, came=False)
        waits.append((lookup(ledger, "1")["1"].revisit_at - NOW) / timedelta(hours=1))
    assert waits == [1, 6, 24, 48, 96, 168, 168]
    assert [failed(ledger), failed(ledger), failed(ledger)] == [False, False, True]


def test_on_close_watch_are_as_many_as_the_share_allows_and_the_rest_of_the_budget_is_for_others(ledger):
    for number in range(60):
        fetched(ledger, f"watched{number:02}", now=at(-1), revisit_at=at(-1))
        fetched(ledger, f"other{number:02}", now=at(-30), revisit_at=at(-2))
    found = due(ledger, 0, limit=60)
    assert found == [f"watched{number:02}" for number in range(40)] + [f"other{number:02}" for number in range(20)]
    assert due(ledger, 0, limit=3) == ["watched00", "watched01", "watched02"]


def test_neither_looking_up_nor_choosing_the_due_loads_a_board_as_a_whole(ledger):
    keys = {"site": "forum", "generation": 1, "board": "leaks", "path": "/1"}
    many = [
        {**keys, "native_id": str(number), "fetched_at": NOW, "revisit_at": at(-number % 90)}
        for number in range(30_000)
    ]
    ledger.run(lambda conn: conn.execute(insert(threads), many))
    tracemalloc.start()
    try:
        assert len(due(ledger, 100, limit=60)) == 60
        assert len(lookup(ledger, *map(str, range(20)))) == 20
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3_000_000


def test_a_success_ends_the_failures(ledger):
    for _ in range(3):
        failed(ledger)
    fetched(ledger)
    assert lookup(ledger, "1") == {"1": KNOWN}
    assert not failed(ledger)


def test_a_failure_keeps_what_was_known(ledger):
    fetched(ledger)
    failed(ledger)
    thread = lookup(ledger, "1")["1"]
    assert (thread.fetched_at, thread.fingerprint, thread.failures, thread.revisit_at) == (NOW, "print", 1, at(1))


def test_a_board_goes_from_backfill_to_a_high_water_mark(ledger):
    def state(generation: int = 1) -> BoardState:
        return ledger.read(lambda conn: frontier.board(conn, "forum", generation, "leaks"))

    assert state() == BoardState(None, None)
    ledger.run(lambda conn: frontier.set_cursor(conn, "forum", 1, "leaks", "/page-3"))
    assert state() == BoardState("/page-3", None)
    ledger.run(lambda conn: frontier.complete(conn, "forum", 1, "leaks", NOW))
    assert state() == BoardState(None, NOW)
    ledger.run(lambda conn: frontier.set_cursor(conn, "forum", 1, "leaks", "/page-2"))
    assert state() == BoardState("/page-2", NOW)
    assert state(generation=2) == BoardState(None, None)


DAY = 24.0


@pytest.mark.parametrize(
    ("matched", "first_seen", "last_changed", "wait"),
    [
        (True, 0, None, 0),
        (True, -47.9, None, 0),
        (True, -48, None, 6),
        (True, -54, None, 12),
        (True, -66, None, DAY),
        (True, -90, None, 2 * DAY),
        (True, -138, None, 4 * DAY),
        (True, -500, None, 7 * DAY),
        (True, -500, -1, 6),
        (True, -500, -400, 7 * DAY),
        (False, 0, None, DAY),
        (False, -24, None, 2 * DAY),
        (False, -72, None, 4 * DAY),
        (False, -7 * DAY, None, 7 * DAY),
        (False, -900, -1, DAY),
    ],
)
def test_the_longer_a_listing_is_quiet_the_rarer_it_is_looked_at(matched, first_seen, last_changed, wait):
    changed = None if last_changed is None else at(last_changed)
    assert revisit(at(first_seen), matched, changed, NOW) == NOW + timedelta(hours=wait)


@pytest.mark.parametrize(
    ("matched", "hours"), [(True, [48, 54, 66, 90, 138, 234, 402, 570]), (False, [24, 72, 168, 336, 504])]
)
def test_a_listing_that_never_changes_is_looked_at_at_growing_intervals(matched, hours):
    visits, now = [], at(48) if matched else NOW
    if matched:
        visits.append(48.0)
    while len(visits) < len(hours):
        now = revisit(NOW, matched, None, now)
        visits.append((now - NOW) / timedelta(hours=1))
    assert visits == hours
