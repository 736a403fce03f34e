"""Boards made, or grown, to keep a crawler busy: a visit ends, says what ended it, and the next one goes on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.ledger import quarantine
from tests.crawler.front.stage import HOST, Player, Stage, site
from tests.crawler.front.world import PER_PAGE, Forum, MyBB, Reply, Thread

BOARD = "/forumdisplay.php?fid=2"


def stage_of(player: Player, folder: Path, forum: Forum, **more: object) -> Stage:
    return Stage(player, folder, forum, site(**more))


class Endless(MyBB):
    """Board 2 has a next page for ever, each with threads that nobody saw before."""

    def rows(self, board: str, page: int) -> tuple[list[Thread], int]:
        if board != "2":
            return super().rows(board, page)
        first = 10_000 + page * PER_PAGE
        return [
            Thread(tid, f"Bait {tid}", [(tid, "trap", "Bait.")]) for tid in range(first, first + PER_PAGE)
        ], page + 1

    def page(self, path: str, query: dict[str, str]) -> Reply:
        tid = int(query.get("tid", 0))
        if tid < 10_000:
            return super().page(path, query)
        return Reply(self.topic(Thread(tid, f"Bait {tid}", [(tid, "trap", "Bait.")]), 1))


def test_a_board_without_end_keeps_neither_the_others_nor_the_revisits_waiting(player: Player, tmp_path: Path) -> None:
    forum = Endless()
    forum.fill("3", 50)
    stage = stage_of(player, tmp_path, forum, boards=("2", "3"))
    first = stage.visit(pages=200)
    assert len(first.asked) <= 200
    assert first.threads >= set(range(1, 51)), "the other board is read"
    assert first.summary["ended"] == "pages"
    assert list(first.summary["goes_on"]) == ["b2"]
    assert "budget of 200 pages used up, next time it goes on with b2 at /forumdisplay.php?fid=2&page=" in " ".join(
        first.lines
    )
    stage.later(hours=30)
    second = stage.visit(pages=200, revisits=30)
    assert len(second.asked) <= 200
    assert len(second.threads & first.threads) >= 30, "what is due is looked at"
    assert first.summary["goes_on"]["b2"] in second.paths, "it went on where the first ended"


class Circles(MyBB):
    """Whatever page of a board is asked for, it is the last one, and has a next one."""

    def rows(self, board: str, page: int) -> tuple[list[Thread], int]:
        return super().rows(board, min(page, 3))[0], page + 1


class Wraps(MyBB):
    """Past the end of a board its first page is shown again."""

    def rows(self, board: str, page: int) -> tuple[list[Thread], int]:
        return super().rows(board, (page - 1) % 3 + 1)[0], page + 1


@pytest.mark.parametrize("kind", [Circles, Wraps])
def test_a_board_that_goes_in_circles_is_read_once(player: Player, tmp_path: Path, kind: type[MyBB]) -> None:
    forum = kind()
    forum.fill("2", 60)
    stage = stage_of(player, tmp_path, forum)
    first = stage.visit()
    assert first.threads == set(range(1, 61))
    assert len(first.listings) == 5
    assert first.summary["goes_on"] == {}
    assert len(stage.visit().asked) == 1


class LongThread(MyBB):
    """Past its end a thread shows its last page again, with a next one; or it has no end at all."""

    ever_new: bool = False

    def topic(self, thread: Thread, number: int) -> str:
        shown = thread.posts if number == 1 or not self.ever_new else [(number * 1000, thread.posts[0][1], "More.")]
        copy = Thread(thread.tid, thread.title, (thread.posts * 20)[:11] if not self.ever_new else shown * 11)
        return (
            super()
            .topic(Thread(copy.tid, copy.title, shown[:1] + copy.posts), 1)
            .replace("page=2", f"page={number + 1}")
        )


def test_a_thread_that_repeats_its_last_page_is_left(player: Player, tmp_path: Path) -> None:
    forum = LongThread()
    forum.fill("2", 1)
    visit = stage_of(player, tmp_path, forum).visit()
    assert len(visit.asked) == 3, "the board, the thread, and the page that showed nothing new"
    assert visit.summary["listings"] == 1


def test_a_thread_without_end_costs_a_hundred_pages_and_is_kept(player: Player, tmp_path: Path) -> None:
    forum = LongThread()
    forum.ever_new = True
    forum.fill("2", 1)
    visit = stage_of(player, tmp_path, forum).visit()
    assert len(visit.asked) == 101
    assert visit.summary["listings"] == 1


@pytest.mark.parametrize("where", [BOARD, "/showthread.php?tid=3"])
def test_a_loop_of_redirects_ends(player: Player, tmp_path: Path, where: str) -> None:
    forum = MyBB()
    forum.fill("2", 5)
    forum.broken[where] = Reply("", 302, f"http://{HOST}{where}&sortby=x")
    forum.broken[f"{where}&sortby=x"] = Reply("", 302, f"http://{HOST}{where}")
    visit = stage_of(player, tmp_path, forum).visit()
    assert len(visit.asked) < 20
    assert visit.summary["lost"] == {"IgnoreRequest": 1}
    assert visit.summary["state"] == ("down" if where == BOARD else "ok")


class Heavy(MyBB):
    """Each page weighs 50 kB more than its words."""

    def page(self, path: str, query: dict[str, str]) -> Reply:
        return Reply(super().page(path, query).body + "<!--" + "x" * 50_000 + "-->")


def test_bytes_are_a_budget_too(player: Player, tmp_path: Path) -> None:
    forum = Heavy()
    forum.fill("2", 60)
    stage = stage_of(player, tmp_path, forum)
    first = stage.visit(megabytes=1)
    assert 20 <= len(first.asked) <= 20 + 2 * stage.site.concurrency
    assert first.summary["ended"] == "megabytes"
    assert "budget of 1 megabytes used up, next time it goes on with b2 at /forumdisplay.php?fid=2" in " ".join(
        first.lines
    )
    assert first.threads | stage.visit().threads == set(range(1, 61))


@dataclass
class Calendar(MyBB):
    """A board whose next page is a calendar's next month, with a new session in every link."""

    sessions: int = 0

    def listing(self, fid: str, number: int, rows: list[Thread], more: bool) -> str:
        self.sessions += 1
        page = super().listing(fid, number, rows, more=more)
        return page.replace("tid=", f"sid={self.sessions:032x}&amp;tid=").replace(
            '<div class="pagination">',
            f'<div class="pagination"><a class="pagination_next" href="calendar.php?month={number}">Next</a>'
            f'<a class="pagination_next" href="forumdisplay.php?fid={fid}&amp;page={number + 1}&amp;day={number}">Next</a>',
        )


def test_neither_calendars_nor_sessions_make_pages(player: Player, tmp_path: Path) -> None:
    forum = Calendar()
    forum.fill("2", 60)
    stage = stage_of(player, tmp_path, forum)
    first = stage.visit()
    assert first.threads == set(range(1, 61))
    assert len(first.asked) == 63
    assert not any("sid=" in each or "calendar" in each or "day=" in each for each in first.asked)
    assert len(stage.visit().asked) == 1


def test_a_page_of_very_many_rows_is_read_within_the_budget_visit_by_visit(player: Player, tmp_path: Path) -> None:
    forum = WideBoard()
    forum.fill("2", 400)
    stage = stage_of(player, tmp_path, forum)
    read: set[int] = set()
    for number in range(4):
        visit = stage.visit(pages=151, revisits=0)
        assert len(visit.asked) <= 151
        assert (visit.summary["ended"] == "pages") is (number < 2), visit.lines
        read |= visit.threads
    assert read == set(range(1, 401))
    assert len(visit.asked) == 1


class WideBoard(MyBB):
    """All threads of a board on one page."""

    def rows(self, board: str, page: int) -> tuple[list[Thread], int]:
        return self.boards[board], 1


def test_a_row_that_leads_nowhere_costs_a_page_now_and_then(player: Player, tmp_path: Path) -> None:
    forum = MyBB()
    forum.fill("2", 60)
    forum.thread(60).hidden = forum.thread(30).hidden = True
    stage = stage_of(player, tmp_path, forum)
    stage.visit(revisits=0)
    asked = []
    for _ in range(4):
        asked.append(len(stage.visit(revisits=0).asked))
        stage.later(hours=1.1)
    assert asked == [1, 2, 1, 1], "the board, and once more the thread, whose wait then is six hours"
    forum = stage.forum
    forum.thread(60).hidden = False
    stage.later(hours=6)
    assert stage.visit(revisits=0).threads == {60}


def test_a_post_that_cannot_be_read_waits_then_is_in_quarantine_until_it_is_released(
    player: Player, tmp_path: Path
) -> None:
    forum = MyBB()
    forum.fill("2", 45)
    forum.broken["/showthread.php?tid=7"] = Reply("<html><body><p>Neither a thread nor a wall.</p></body></html>")
    stage = stage_of(player, tmp_path, forum)
    first = stage.visit()
    assert first.summary["unread"] == {"layout_changed": 1}
    assert first.summary["goes_on"] == {}, "the board is done with: the ledger brings the thread back"
    tries = []
    for _ in range(12):
        visit = stage.visit(revisits=5)
        tries.append(7 in visit.threads)
        stage.later(hours=1.01)
    assert tries == [False, True, *[False] * 5, True, *[False] * 4], "after an hour, and after six more"
    assert visit.summary["quarantined"] == 1
    assert "; 1 in quarantine" in " ".join(visit.lines)
    with stage.ledger() as ledger:
        assert ledger.run(lambda conn: quarantine.release(conn, stage.now)) == 1
    stage.forum.broken.clear()
    mended = stage.visit()
    assert 7 in mended.threads
    assert (mended.summary["quarantined"], stage.kept(7).listing.title) == (0, "Ship log 7")
