"""Sites that do not answer: asked for one page, ever more seldom; their other addresses are tried, and looked at first."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from pipelines.ledger import sites
from tests.crawler.front.stage import HOST, MIRROR, Player, Stage, site
from tests.crawler.front.world import Forum, MyBB, Reply

SECOND = {"addresses": [f"http://{HOST}", f"http://{MIRROR}/board"]}
MAINTENANCE = Reply("<html><body><h1>Scheduled maintenance</h1></body></html>", 503)


def board(count: int = 30) -> MyBB:
    forum = MyBB()
    forum.fill("2", count)
    return forum


def stage_of(player: Player, folder: Path, forum: Forum | None = None, **more: object) -> Stage:
    return Stage(player, folder, forum or board(), site(**more))


def due_in_hours(stage: Stage) -> float:
    with stage.ledger() as ledger:
        due_at = ledger.read(sites.states)["harbour"].due_at
    assert due_at is not None
    return (due_at - stage.now).total_seconds() / 3600


def test_a_dead_site_is_asked_for_one_page_ever_more_seldom_until_it_is_back(player: Player, tmp_path: Path) -> None:
    stage = stage_of(player, tmp_path, boards=("2", "3"))
    stage.visit()
    stage.forum.down.add(HOST)
    died = stage.visit()
    assert (died.summary["state"], len(died.asked)) == ("down", 6), "both boards, three times each"
    waits = []
    for _ in range(9):
        waits.append(due_in_hours(stage))
        assert stage.visit().asked == [], "it is not due"
        stage.later(hours=waits[-1] + 0.1)
        assert len(stage.visit().asked) == 1
    assert all(one * 1.1 < other for one, other in itertools.pairwise(waits[:7]))
    assert waits[0] < 0.4
    assert 17 < waits[-1] < 31
    assert len({round(each / 24, 3) for each in waits[-2:]}) == 2, "no two waits are the same"
    stage.forum.down.clear()
    stage.forum.fill("2", 1, first=99)
    stage.later(hours=31)
    back = stage.visit(revisits=0)
    assert (back.summary["state"], back.threads) == ("ok", {99})
    assert len(back.listings) == 3, "the page that asked, the next one of its board, and the other board's"
    stage.forum.down.add(HOST)
    stage.visit()
    assert due_in_hours(stage) < 0.4, "a good visit has ended the waits"


def test_who_names_a_site_does_not_wait(player: Player, tmp_path: Path) -> None:
    stage = stage_of(player, tmp_path)
    stage.forum.down.add(HOST)
    stage.visit()
    assert stage.visit().exit == 75
    assert len(stage.visit(only=True).asked) == 1


def test_maintenance_counts_as_dead_and_a_wall_does_not(player: Player, tmp_path: Path) -> None:
    stage = stage_of(player, tmp_path)
    path = stage.site.boards[0].path
    stage.forum.broken[path] = MAINTENANCE
    assert stage.visit().summary["state"] == "down"
    assert stage.visit().exit == 75
    stage.later(hours=1)
    stage.forum.broken[path] = Reply('<html><body><form><input type="password"></form></body></html>')
    assert stage.visit().summary["state"] == "login_required"
    assert len(stage.visit().asked) == 1, "due at every run: it is the operator who must act"


@pytest.mark.parametrize("dead", ["no answer", "maintenance"])
def test_the_next_address_is_used_and_remembered_and_the_first_tried_again_later(
    player: Player, tmp_path: Path, dead: str
) -> None:
    stage = stage_of(player, tmp_path, **SECOND)
    stage.visit()
    stage.forum.fill("2", 2, first=90)
    if dead == "maintenance":
        stage.forum.broken[stage.site.boards[0].path] = MAINTENANCE
    else:
        stage.forum.down.add(HOST)
    moved = stage.visit()
    assert (moved.summary["state"], moved.threads) == ("ok", {90, 91})
    assert moved.hosts[:3] == [HOST] * 3
    assert set(moved.hosts[3:]) == {MIRROR}
    assert all("/board/" in each for each in moved.asked[3:])
    assert stage.threads(90)["90"].path == "/showthread.php?tid=90"
    assert set(stage.visit().hosts) == {MIRROR}, "what answered last is asked first"
    stage.later(hours=25)
    again = stage.visit(revisits=0)
    assert (again.hosts[0], again.hosts[1], again.hosts[-1]) == (HOST, MIRROR, MIRROR), "the first one once"
    stage.forum.down.clear()
    stage.forum.broken.clear()
    stage.later(hours=25)
    assert set(stage.visit(revisits=0).hosts) == {HOST}
    assert set(stage.visit(revisits=0).hosts) == {HOST}


def test_an_address_that_dies_in_the_middle_of_a_visit_loses_nothing(player: Player, tmp_path: Path) -> None:
    stage = stage_of(player, tmp_path, DiesAfter(), **SECOND)
    assert isinstance(stage.forum, DiesAfter)
    stage.forum.fill("2", 100)
    first = stage.visit()
    assert MIRROR in first.hosts
    stage.later(hours=2)
    second = stage.visit()
    assert first.threads | second.threads == set(range(1, 101))
    assert set(stage.threads(*range(1, 101))) == {str(each) for each in range(1, 101)}
    assert all(each.fetched_at for each in stage.threads(*range(1, 101)).values())


class DiesAfter(MyBB):
    """A forum whose first address dies after some answers."""

    answers: int = 0

    def asked(self, path: str) -> None:
        self.answers += 1
        if self.answers == 50:
            self.down.add(HOST)


class Clone(MyBB):
    """Another forum at the second address, with the ids of the first."""

    def answer(self, url: str) -> Reply | None:
        if MIRROR not in url:
            return super().answer(url)
        other = MyBB()
        other.fill("2", 25, first=1 if self.same_ids else 500)
        for thread in other.boards["2"]:
            thread.title = f"Cheap watches {thread.tid}"
            thread.posts = [(pid, "seller", "Watches.") for pid, _, _ in thread.posts]
            other.reply(thread.tid)
        other.dates = "01-01-2026, 01:00 AM"
        return other.answer(url)

    same_ids: bool = True


@pytest.mark.parametrize("same_ids", [True, False])
def test_an_address_that_shows_another_site_is_refused_and_nothing_is_taken_from_it(
    player: Player, tmp_path: Path, same_ids: bool
) -> None:
    forum = Clone()
    forum.same_ids = same_ids
    forum.fill("2", 30)
    stage = stage_of(player, tmp_path, forum, **SECOND)
    stage.visit()
    stage.forum.down.add(HOST)
    stage.later(hours=1)
    refused = stage.visit()
    assert refused.summary["state"] == "identity_reset"
    assert "address 2 of its file" in refused.summary["advice"]
    assert refused.summary["events"] == {}
    assert not stage.threads(*range(500, 526)).keys() & {str(each) for each in range(500, 526)}
    assert stage.kept(30).listing.title == "Ship log 30"
    stage.forum.down.clear()
    stage.later(hours=1)
    assert stage.visit().summary["state"] == "ok"


def test_where_nothing_is_known_yet_any_address_of_the_file_will_do(player: Player, tmp_path: Path) -> None:
    stage = stage_of(player, tmp_path, **SECOND)
    stage.forum.down.add(HOST)
    assert stage.visit().summary["listings"] == 30


def test_an_address_is_recognised_by_a_thread_when_all_rows_have_changed(player: Player, tmp_path: Path) -> None:
    stage = stage_of(player, tmp_path, **SECOND)
    stage.visit()
    stage.forum.down.add(HOST)
    stage.forum.fill("2", 25, first=200)
    found = stage.visit()
    assert found.summary["state"] == "ok"
    assert found.threads >= set(range(200, 225))
