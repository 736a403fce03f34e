"""The way through a board: little is asked for twice, nothing is ever missed, however often a scan is cut short."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.schema import Board
from crawler.frontier import Scan, revisit_of, unchanged, visit_of, wanted
from pipelines.ledger.frontier import BoardState, Thread
from spiders.listing import Row

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
PER_PAGE = 3


def row(name: str, replies: int = 0, *, sticky: bool = False, moved: bool = False) -> Row:
    return Row(native_id=name, url=f"http://f.example/{name}", title=name, replies=replies, sticky=sticky, moved=moved)


def minute(number: float) -> datetime:
    return EPOCH + timedelta(minutes=number)


def thread(
    name: str, replies: int = 0, *, at: int = 0, fetched: bool = True, quarantined: bool = False, rests_until: int = -1
) -> Thread:
    when = minute(at) if fetched else None
    print_ = row(name, replies).fingerprint() if fetched else None
    failures = 3 if quarantined else int(rests_until >= 0)
    return Thread(name, None, "db", f"/{name}", print_, when, minute(rests_until), failures, quarantined, when)


def known(*threads: Thread) -> dict[str, Thread]:
    return {each.native_id: each for each in threads}


def scan(*, cursor: str | None = None, mark: int | None = None, ordered_by: str = "activity") -> Scan:
    board = Board.model_validate({"id": "db", "path": "/db", "ordered_by": ordered_by})
    return Scan(board, BoardState(cursor, None if mark is None else EPOCH + timedelta(minutes=mark)))


def test_new_and_changed_rows_are_wanted_and_moved_pointers_are_not() -> None:
    rows = [row("new"), row("same"), row("bumped", 5), row("elsewhere", moved=True), row("failed"), row("poison")]
    seen = known(
        thread("same"),
        thread("bumped", 4),
        thread("failed", fetched=False),
        thread("poison", fetched=False, quarantined=True),
    )
    assert wanted(rows, seen, EPOCH) == ["new", "bumped", "failed"]


@pytest.mark.parametrize(("at", "expected"), [(59, []), (60, ["a", "b"])])
def test_a_thread_that_failed_rests_even_if_its_row_changes(at: int, expected: list[str]) -> None:
    seen = known(thread("a", fetched=False, rests_until=60), thread("b", rests_until=60))
    assert wanted([row("a"), row("b", 1)], seen, minute(at)) == expected


def test_a_new_thread_is_read_whole_and_a_known_one_at_its_edges() -> None:
    assert visit_of(None) == "whole"
    assert visit_of(thread("a", fetched=False)) == "whole"
    assert visit_of(thread("a")) == "edges"


@pytest.mark.parametrize(("hours", "expected"), [(23, "edges"), (24, "whole")])
def test_a_due_revisit_reads_all_of_a_thread_once_a_day(hours: int, expected: str) -> None:
    assert revisit_of(thread("a"), minute(60 * hours)) == expected


def test_a_relative_date_is_no_change() -> None:
    assert unchanged(row("a"), known(thread("a")))


@pytest.mark.parametrize(
    ("way", "cursor", "mark", "rows", "expected"),
    [
        ("head", None, None, ["a", "b"], True),  # first scan: to the end
        ("head", None, 10, ["a", "b"], False),  # nothing new: the way ends
        ("head", None, 10, ["a", "x"], True),  # one new row: further down there may be more
        ("head", "/db?page=3", None, ["a", "b"], False),  # an interrupted first scan: the tail has the rest
        ("tail", "/db?page=3", None, ["a", "b"], True),  # no mark yet: to the end
        ("tail", "/db?page=3", 10, ["late"], True),  # fetched after the mark: more of the interrupted scan may follow
        ("tail", "/db?page=3", 10, ["a", "b"], False),  # fetched before the mark: all below was seen then
        ("head", None, 10, [], False),  # an empty page past the end
    ],
)
def test_where_a_way_ends(way: str, cursor: str | None, mark: int | None, rows: list[str], expected: bool) -> None:
    seen = known(thread("a"), thread("b"), thread("late", at=20))
    assert scan(cursor=cursor, mark=mark).goes_on(way, [row(name) for name in rows], seen) is expected  # type: ignore[arg-type]


def test_a_sticky_row_says_nothing_about_the_rest() -> None:
    seen = known(thread("old"), thread("a"))
    assert scan(mark=10).goes_on("head", [row("old", sticky=True)], seen)
    assert scan(mark=10).goes_on("head", [row("old", sticky=True), row("new")], seen)
    assert not scan(mark=10).goes_on("head", [row("fresh", sticky=True), row("a")], seen)


def test_a_row_of_an_earlier_page_neither_ends_nor_prolongs_the_way() -> None:
    book = scan(mark=10)
    seen = known(thread("announced", 1), thread("a"), thread("b"), thread("c"))
    assert book.goes_on("head", [row("news"), row("announced", 9), row("new")], seen)
    # The announcements look changed here as well, until they are stored.
    assert not book.goes_on("head", [row("news"), row("announced", 9), row("a")], seen)


def test_a_page_of_rows_that_slid_down_does_not_end_the_way() -> None:
    book = scan(mark=10)
    seen = known(thread("a"))
    assert book.goes_on("head", [row("x"), row("y")], seen)
    stored = known(thread("a"), thread("x", at=20), thread("y", at=20))
    assert book.goes_on("head", [row("y"), row("x")], stored)


@pytest.mark.parametrize("ordered_by", ["activity", "nothing"])
def test_pages_that_go_in_circles_end_a_way(ordered_by: str) -> None:
    book = scan(ordered_by=ordered_by)
    assert [book.goes_on("head", rows, {}) for rows in ([row("a")], [row("b")], [row("a")], [row("b")])] == [
        True, True, True, False,
    ]  # fmt: skip


def test_an_announcement_that_is_newer_than_the_mark_does_not_lead_a_tail_to_the_boards_end() -> None:
    book = scan(cursor="/db?page=3", mark=10)
    seen = known(thread("announced", at=20), thread("a"), thread("b"), thread("late", at=20))
    assert book.goes_on("tail", [row("announced"), row("late")], seen)
    assert not book.goes_on("tail", [row("announced"), row("a"), row("b")], seen)


def test_a_thread_that_fails_does_not_lead_to_the_boards_end() -> None:
    seen = known(thread("a"), thread("poison", fetched=False, rests_until=0))
    assert not scan(mark=10).goes_on("head", [row("poison"), row("a")], seen)


def test_a_board_that_is_not_ordered_is_read_to_its_end() -> None:
    assert scan(mark=10, ordered_by="nothing").goes_on("head", [row("a")], known(thread("a")))


PERSONAL = ("/?page=2&u=ann.lee@gull.example", "/?page=3&tel=+44-7700-900123", "/forums/ann.lee@gull.example.2/page-4")


def test_no_cursor_is_a_page_whose_address_may_hold_somebodys_data() -> None:
    book = scan(cursor="/db?page=9")
    for path in ("/db", "/db?page=2", *PERSONAL, "/db?page=5"):
        book.ask("head", path)
    for path in ("/db", "/db?page=2", *PERSONAL[:2]):
        book.arrived("head", path, [])
    assert book.cursor == "/db?page=2"
    book.arrived("head", PERSONAL[2], [])
    assert book.cursor == "/db?page=2"
    book.arrived("head", "/db?page=5", [])
    assert book.cursor is None
    book.ask("tail", PERSONAL[0].replace("2", "7"))  # as an older version kept it
    assert book.cursor == "/db"


def test_a_page_is_asked_for_once_and_the_cursor_is_the_page_before_the_first_that_is_not_done() -> None:
    book = scan()
    assert book.ask("head", "/db")
    assert not book.ask("tail", "/db")
    book.arrived("head", "/db", ["a", "b"])
    book.ask("head", "/db?page=2")
    assert book.cursor == "/db"
    book.stored("a")
    book.stored("b")
    assert book.cursor == "/db"
    book.arrived("head", "/db?page=2", ["c"])
    book.ask("head", "/db?page=3")
    book.stored("c")
    assert book.cursor == "/db?page=2", "a thread that was removed meanwhile lets one slide up to it"
    book.arrived("head", "/db?page=3", [])
    assert book.cursor is None


def test_a_scan_whose_cursor_is_no_page_any_more_starts_over() -> None:
    book = scan(cursor="/db?page=9", mark=10)
    book.ask("tail", "/db?page=9")
    book.ask("head", "/db")
    book.arrived("head", "/db", [])
    book.start_over()
    assert book.cursor == "/db"
    again = scan(cursor=book.cursor, mark=10)
    assert again.ask("tail", "/db")
    assert again.goes_on("tail", [row("late")], known(thread("late", at=20))), "down to what was there at the mark"


class Forum:
    """A board ordered by activity, and a ledger that remembers what was fetched of it."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.replies: dict[str, int] = {}
        self.ledger: dict[str, Thread] = {}
        self.state = BoardState(None, None)
        self.minute = 0

    def post(self, name: str) -> None:
        self.order = [name, *(each for each in self.order if each != name)]
        self.replies[name] = self.replies.get(name, -1) + 1

    def page(self, path: str) -> list[Row]:
        start = int(path) * PER_PAGE
        return [row(name, self.replies[name]) for name in self.order[start : start + PER_PAGE]]

    def run(self, budget: int) -> int:
        """One run that may fetch this many pages and threads; returns how many it fetched."""
        self.minute += 1
        book = Scan(Board(id="db", path="/db"), self.state)
        queue = ([("tail", self.state.cursor)] if self.state.cursor else []) + [("head", "0")]
        queue = [(way, path) for way, path in queue if book.ask(way, path)]  # type: ignore[arg-type]
        spent = 0
        while queue and spent < budget:
            way, path = queue.pop(0)
            spent += 1
            rows = self.page(path)
            names = wanted(rows, self.ledger, EPOCH)
            book.arrived(way, path, names)  # type: ignore[arg-type]
            if (
                book.goes_on(way, rows, self.ledger)
                and self.page(str(int(path) + 1))
                and book.ask(way, str(int(path) + 1))
            ):  # type: ignore[arg-type]
                queue.append((way, str(int(path) + 1)))
            for name in names:
                if spent >= budget:
                    break
                spent += 1
                self.ledger[name] = thread(name, self.replies[name], at=self.minute)
                book.stored(name)
        at = EPOCH + timedelta(minutes=self.minute)
        done = book.cursor is None
        self.state = BoardState(None, at) if done else BoardState(book.cursor, self.state.high_water)
        return spent

    def missed(self) -> list[str]:
        return [
            name
            for name in self.order
            if self.ledger.get(name, thread(name, -9)).fingerprint != row(name, self.replies[name]).fingerprint()
        ]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(st.lists(st.integers(0, 30), max_size=12), st.integers(0, 25)),
        min_size=1,
        max_size=12,
    )
)
def test_nothing_is_missed_whatever_is_posted_and_however_runs_are_cut_short(
    history: list[tuple[list[int], int]],
) -> None:
    forum = Forum()
    for posts, budget in history:
        for number in posts:
            forum.post(f"t{number}")
        forum.run(budget)
    forum.run(10_000)
    assert forum.missed() == []
    assert forum.run(10_000) <= 1 + bool(forum.state.cursor)


def test_a_second_run_over_an_unchanged_board_asks_for_one_page() -> None:
    forum = Forum()
    for number in range(200):
        forum.post(f"t{number}")
    first = forum.run(10_000)
    assert first == 200 + 67
    assert forum.run(10_000) == 1
