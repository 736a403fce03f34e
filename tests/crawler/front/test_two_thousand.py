"""A board of 2,000 threads, read by the real crawl: what a second run costs, and that nothing that changed is missed."""

from __future__ import annotations

import random
from pathlib import Path

from tests.crawler.front.stage import Player, Stage, site
from tests.crawler.front.world import MyBB

COUNT = 2000
LONG = (31, 777, 1204, 1950, 1999)
"""Threads of three pages."""
PAGES = 100 + COUNT + 2 * len(LONG)


def board() -> MyBB:
    forum = MyBB()
    for tid in range(1, COUNT + 1):
        forum.post("2", tid, posts=25 if tid in LONG else 1)
    return forum


def change(forum: MyBB) -> tuple[set[int], set[int]]:
    """Change twenty threads: fifteen so that their rows show it, three by an edit, two deep inside."""
    deep = [1950, 1999]
    chosen = random.Random(5).sample([tid for tid in range(1, COUNT - 100) if tid not in LONG], 15)
    silent = [1990, 1975, 1930]  # of those that were read first, so that their turn comes soon
    for number, tid in enumerate(chosen):
        if number < 5:
            forum.thread(tid).title += ", now in port"
            forum.reply(tid)
        elif number < 10:
            forum.reply(tid, author=f"gull{tid}", words="Sold.")
        else:
            forum.reply(tid)
    for tid in silent:
        forum.edit(tid, f"Log of ship {tid}, 5 million records.")
    for tid in deep:
        pid, _, _ = forum.thread(tid).posts[14]
        forum.thread(tid).posts[14] = (pid, f"gull{tid}", "Deep down: sold.")
    return set(chosen), {*silent, *deep}


def look(stage: Stage) -> None:
    """What holds once all was read: unchanged, a run is cheap; changed, all is found, at once or at its time."""
    again = stage.visit()
    assert len(again.asked) <= PAGES * 2 // 100
    assert again.summary["listings"] == 0
    assert isinstance(stage.forum, MyBB)
    shown, silent = change(stage.forum)
    stage.later(hours=1)
    changed = stage.visit()
    assert changed.threads == shown
    assert len(changed.asked) <= PAGES * 2 // 100
    assert changed.summary["events"]["sold"] == 5
    found: set[int] = set()
    stage.later(hours=3)
    for _ in range(6):  # a day after its first visit each is due, within 60 a run
        run = stage.visit()
        assert len(run.threads) <= 60
        found |= run.threads & silent
        stage.later(hours=1)
    assert found == silent
    assert [stage.kept(tid).reading.text.body for tid in (1990, 1975, 1930)] == [
        f"Log of ship {tid}, 5 million records." for tid in (1990, 1975, 1930)
    ]
    assert [stage.kept(tid).sold_at is not None for tid in (1950, 1999)] == [True, True]


def test_a_second_run_costs_two_in_a_hundred_and_misses_nothing(player: Player, tmp_path: Path) -> None:
    stage = Stage(player, tmp_path, board(), site())
    first = stage.visit()
    assert first.threads == set(range(1, COUNT + 1))
    assert len(first.asked) == PAGES
    assert first.summary["events"] == {"new": COUNT}
    look(stage)


def test_the_same_holds_when_the_first_scan_was_interrupted_twice(player: Player, tmp_path: Path) -> None:
    """Once by its budget, once by a kill in the middle of a transaction or between two."""
    stage = Stage(player, tmp_path, board(), site())
    half = stage.visit(pages=800)
    assert (half.summary["ended"], len(half.asked)) == ("pages", 800)
    assert stage.visit(die_after=500).lines == ["killed"]
    stage.later(minutes=11)  # until the dead run's lease has run out
    rest = stage.visit()
    assert half.summary["listings"] + rest.summary["listings"] < COUNT - 400, "what the killed run read is not lost"
    assert len(stage.threads(*range(1, COUNT + 1))) == COUNT
    look(stage)
