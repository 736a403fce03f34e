"""Known ids that name other threads: one of them is a moderator's work, several are another site's."""

from __future__ import annotations

from pathlib import Path

from pipelines.ledger import quarantine
from tests.crawler.front.stage import Player, Stage, site
from tests.crawler.front.world import MyBB, Reply

PATH = "/showthread.php?tid={0}"


def forum(*more: int, title: str = "Ship log", author: str = "gull") -> MyBB:
    """Of threads 1 to 30 on one board, and of further ones beside the newest of them."""
    found = MyBB()
    found.fill("2", 29)
    for tid in (*more, 30):
        found.post("2", tid)
    for thread in found.boards["2"]:
        thread.title = f"{title} {thread.tid}"
        thread.posts = [(pid, f"{author}{thread.tid}", words) for pid, _, words in thread.posts]
    return found


def merged(stage: Stage, tid: int) -> None:
    """Let a moderator put a thread into another one, which keeps its id."""
    thread = next(each for each in stage.forum.boards["2"] if each.tid == tid)
    thread.title, thread.posts[0] = "Canal pilots wanted", (7, "heron", "Pilots, please.")
    stage.forum.reply(tid)
    shown = stage.forum.answer(f"http://harbour.example{PATH.format(tid)}")
    assert shown is not None
    stage.forum.broken[PATH.format(tid)] = Reply(shown.body.replace(stage.forum.dates, "01-03-2019, 04:00 PM"))


def test_one_thread_that_became_another_is_left_alone_and_the_site_goes_on(player: Player, tmp_path: Path) -> None:
    stage = Stage(player, tmp_path, forum(), site())
    stage.visit()
    merged(stage, 7)
    for number, hours in enumerate((1, 7, 30), 101):
        stage.forum.post("2", number)
        found = stage.visit()
        assert found.summary["state"] == "ok"
        assert stage.kept(number).listing.title == f"Ship log {number}"  # what is new beside it is not held up
        stage.later(hours=hours + 0.1)
    assert stage.kept(7).listing.title == "Ship log 7"
    with stage.ledger() as ledger:
        assert ledger.read(lambda conn: quarantine.count(conn, "harbour", 1)) == 1
    assert stage.visit().summary["unread"] == {}


def test_a_site_that_was_set_up_anew_is_told_and_nothing_of_it_is_stored(player: Player, tmp_path: Path) -> None:
    stage = Stage(player, tmp_path, forum(), site())
    stage.visit()
    before = stage.forum
    stage.forum = forum(99, title="Moon diary", author="owl")  # the second row is a new id
    stage.forum.dates = "01-03-2019, 04:00 PM"
    found = stage.visit()
    assert found.summary["state"] == "identity_reset"
    assert "'generation'" in found.summary["advice"]
    assert found.summary["events"] == {}
    assert stage.threads(99).get("99") is None or stage.threads(99)["99"].listing_id is None
    assert {stage.kept(tid).listing.title for tid in (1, 29, 30)} == {"Ship log 1", "Ship log 29", "Ship log 30"}
    stage.forum = before
    stage.later(hours=2)
    assert stage.visit().summary["state"] == "ok"
