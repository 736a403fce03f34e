"""Rows whose place says nothing, and boards that move while they are read: nothing ends too soon, nothing goes on for ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawler.front.stage import Player, Stage, site
from tests.crawler.front.world import Forum, MyBB, PhpBB, Reply


def stage_of(player: Player, folder: Path, forum: Forum, **more: object) -> Stage:
    return Stage(player, folder, forum, site(**more))


def test_announcements_on_every_page_of_every_board_cost_one_page_each(player: Player, tmp_path: Path) -> None:
    forum = PhpBB()
    forum.fill("2", 100)
    forum.fill("3", 100, first=201)
    for tid in (901, 902):
        forum.post("*", tid, announcement=True)
    stage = stage_of(player, tmp_path, forum, engine="phpbb", boards=("2", "3"))
    first = stage.visit()
    assert first.threads == {*range(1, 101), *range(201, 301), 901, 902}
    assert len(first.asked) == len(set(first.paths)) == 202 + 10
    assert len(stage.visit().asked) == 2
    # A new one, one that is replied to, and nothing else: the next pages say nothing new.
    stage.forum.post("*", 903, announcement=True)
    stage.forum.reply(901)
    changed = stage.visit()
    assert changed.threads == {901, 903}
    assert len(changed.listings) <= 4
    assert len(stage.visit().asked) == 2


def test_an_announcement_that_is_never_readable_does_not_lead_through_the_whole_board(
    player: Player, tmp_path: Path
) -> None:
    forum = PhpBB()
    forum.fill("2", 200)
    forum.post("2", 901, announcement=True)
    stage = stage_of(player, tmp_path, forum, engine="phpbb")
    assert len(stage.visit().listings) == 10
    stage.forum.post("2", 902, announcement=True)
    stage.forum.broken["/viewtopic.php?f=2&t=902"] = stage.forum.page("/viewtopic.php", {"t": "no such"})
    assert len(stage.visit().listings) <= 2
    assert len(stage.visit().listings) == 1


@pytest.mark.parametrize("kind", ["mybb", "phpbb"])
def test_sticky_rows_neither_end_the_way_nor_prolong_it(player: Player, tmp_path: Path, kind: str) -> None:
    forum: Forum = MyBB() if kind == "mybb" else PhpBB()
    forum.fill("2", 60)
    for tid in range(900, 925):
        forum.post("2", tid, sticky=True)
    stage = stage_of(player, tmp_path, forum, engine=kind)
    first = stage.visit()
    assert first.threads == {*range(1, 61), *range(900, 925)}
    stage.forum.fill("2", 3, first=61)
    news = stage.visit()
    assert news.threads == {61, 62, 63}, "a first page of nothing but sticky rows did not end the way"
    assert len(news.listings) <= 3


def test_pointers_of_moved_threads_are_left_to_their_new_board(player: Player, tmp_path: Path) -> None:
    forum = MyBB()
    forum.fill("2", 50)
    for tid in range(700, 725):
        forum.post("2", tid, moved=True)
    stage = stage_of(player, tmp_path, forum)
    assert stage.visit().threads == set(range(1, 51))
    assert len(stage.visit().listings) == 2, "a page of nothing else says nothing"


class Bumped(MyBB):
    """A forum where somebody replies while it is read: to a thread further down, and to one that was read."""

    def asked(self, path: str) -> None:
        if path.endswith("&page=3"):
            self.reply(15, author="gull15", words="Sold.")
            self.reply(95)
        if path.endswith("&page=4"):
            self.post("2", 500)


def test_what_is_bumped_while_we_page_is_not_lost(player: Player, tmp_path: Path) -> None:
    forum = Bumped()
    forum.fill("2", 120)
    stage = stage_of(player, tmp_path, forum)
    first = stage.visit()
    second = stage.visit()
    assert first.threads | second.threads == {*range(1, 121), 500}
    assert second.threads >= {15, 500}
    assert stage.kept(15).sold_at is not None
    assert len(first.asked) - len(first.listings) == len(first.threads), "what slid down is not opened again"
    assert len(stage.visit().asked) == 1


def test_a_thread_that_two_boards_show_is_opened_once_and_keeps_no_board_open(player: Player, tmp_path: Path) -> None:
    forum = MyBB()
    forum.fill("2", 45)
    forum.fill("3", 45, first=101)
    both = forum.thread(20)
    forum.boards["3"].insert(0, both)
    stage = stage_of(player, tmp_path, forum, boards=("2", "3"))
    first = stage.visit()
    assert first.paths.count("/showthread.php?tid=20") == 1
    assert first.summary["goes_on"] == {}
    assert len(stage.visit().asked) == 2


def test_threads_that_are_removed_between_two_runs_hide_none_of_those_that_slide_up(
    player: Player, tmp_path: Path
) -> None:
    forum = MyBB()
    forum.fill("2", 120)
    stage = stage_of(player, tmp_path, forum)
    half = stage.visit(pages=60)
    assert half.summary["ended"] == "pages"
    for tid in range(110, 118):
        stage.forum.boards["2"].remove(stage.forum.thread(tid))
    assert half.threads | stage.visit().threads == set(range(1, 121))


def test_a_scan_goes_on_from_the_top_when_its_board_became_shorter(player: Player, tmp_path: Path) -> None:
    forum = MyBB()
    forum.fill("2", 200)
    stage = stage_of(player, tmp_path, forum)
    half = stage.visit(pages=150)
    cursor = half.summary["goes_on"]["b2"]
    stage.forum.boards["2"] = stage.forum.boards["2"][100:]
    stage.forum.broken[cursor] = Reply("<html><body><p>There is no such page of this board.</p></body></html>")
    over = stage.visit()
    assert (over.summary["state"], over.summary["goes_on"]) == ("ok", {"b2": stage.site.boards[0].path})
    rest = stage.visit()
    assert half.threads | over.threads | rest.threads == set(range(1, 201))
    assert rest.summary["goes_on"] == {}
    assert len(stage.visit().asked) == 1
