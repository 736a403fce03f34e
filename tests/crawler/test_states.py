"""Sites that show a wall, through the crawl: their state, its advice, one message, nothing read and nothing removed."""

from pathlib import Path

import pytest

from demo.blockkit import as_text, fault
from pipelines.deliver.digest import wire
from pipelines.ledger import Ledger
from spiders.contract import ADVICE
from spiders.listing import SiteState
from tests.crawler.walled import KINDS, stage

WALLS = {
    "login-required": "<title>Log in</title><h1>Log in</h1><form action='/login'><input name='u'><input type='password'></form>",
    "captcha": "<title>One moment</title><form><img src='/captcha.png'><input name='answer'></form>",
    "queue": "<title>Queue</title><meta http-equiv='refresh' content='9'><h1>You are in the queue</h1><p>Please wait.</p>",
    "banned": "<title>Harbour</title><p>You have been banned from this board. Reason: canary-of-a-page</p>",
    "down": "<title>Harbour</title><h1>Maintenance</h1><p>The board is down for maintenance.</p>",
    "layout-changed": "<title>Harbour</title><main><p>Welcome to the new harbour, all is different now.</p></main>",
    "empty": "",
}
FORUMS = [kind for kind in KINDS if kind != "market"]


def state(wall: str) -> SiteState:
    return SiteState(wall.replace("-", "_"))


@pytest.mark.timeout(600)
def test_each_wall_is_told_once_and_nothing_is_read_or_removed(tmp_path: Path) -> None:
    names = {f"{kind}-{wall}": kind for kind in ("mybb", "xenforo", "market") for wall in WALLS}
    with stage(tmp_path / "folder", names) as found:
        first = found.crawl(code=0)
        assert {first[name]["state"] for name in names} == {"ok"}
        stored = found.rows("SELECT site, count(*) FROM listings GROUP BY site ORDER BY site")
        assert [site for site, _ in stored] == sorted(names)
        assert found.messages() == []

        for name, site in found.sites.items():
            wall = name.partition("-")[2]
            site.all = (WALLS[wall], 503 if wall in ("down", "queue") else 200)
        walled = found.crawl(code=3)
        for name in names:
            wanted = state(name.partition("-")[2])
            assert (name, walled[name]["state"]) == (name, wanted.value)
            assert walled[name]["advice"] == f"board all: {ADVICE[wanted]}"
            assert (walled[name]["rows"], walled[name]["listings"], walled[name]["events"]) == (0, 0, {})
        [digest] = found.messages()  # a burst is one message
        assert digest["text"].startswith(f"{len(names)} changes at once: {len(names)} worse")

        found.crawl(code=0)  # not worse than before, and nobody is told again
        assert len(found.messages()) == 1
        assert found.rows("SELECT count(*) FROM listings WHERE removed_at IS NOT NULL") == [(0,)]
        assert found.rows("SELECT site, count(*) FROM listings GROUP BY site ORDER BY site") == stored
        assert found.rows("SELECT DISTINCT kind FROM events") == [("new",)]

        for site in found.sites.values():
            site.all = None
        due(found.folder)
        again = found.crawl(code=0)
        assert {again[name]["state"] for name in names} == {"ok"}
        assert found.messages()[1]["text"].startswith(f"{len(names)} changes at once: 0 worse, {len(names)} ok again")
        assert "canary-of-a-page" not in "".join(
            [str(found.messages()), walled[""], str(found.rows("SELECT * FROM site_events"))]
        )


@pytest.mark.timeout(300)
def test_a_change_and_its_end_are_a_message_each_with_the_next_step_and_flapping_is_none(tmp_path: Path) -> None:
    with stage(tmp_path / "folder", {"harbour": "mybb"}) as found:
        found.crawl(code=0)
        site = found.sites["harbour"]
        site.all = (WALLS["captcha"], 200)
        assert "captcha (was ok)" in found.crawl(code=3)[""]
        site.all = None
        found.crawl(code=0)
        for _ in range(2):
            site.all = (WALLS["captcha"], 200)
            found.crawl(code=3)
            site.all = None
            found.crawl(code=0)
        told = found.messages()
        assert [message["text"] for message in told] == [
            "harbour: captcha (was ok)",
            "harbour: ok again after 1 minute (captcha)",
        ]
        assert all(fault(wire(message)) is None for message in told)
        assert ADVICE[SiteState.CAPTCHA] in as_text(wire(told[0])).replace("[.]", ".")
        states = found.rows("SELECT after, told_at IS NOT NULL FROM site_events WHERE subject='state' ORDER BY id")
        assert states == [("ok", 0), ("captcha", 1), ("ok", 1), ("captcha", 0), ("ok", 0), ("captcha", 0), ("ok", 0)]


PRIVATE = "<title>Harbour</title><div><p>You must be logged in to view this topic.</p></div>"
HIDES = {
    "mybb": "The specified thread does not exist.",
    "smf": "The topic or board you are looking for appears to be either missing or off limits to you.",
    "phpbb": "The requested topic does not exist.",
}


@pytest.mark.timeout(300)
def test_threads_that_hide_behind_a_wall_are_the_site_s_state_and_not_removed(tmp_path: Path) -> None:
    names = {**{f"{kind}-wall": kind for kind in FORUMS}, **{f"{kind}-missing": kind for kind in HIDES}}
    with stage(tmp_path / "folder", names) as found:
        found.crawl(code=0)
        for name, site in found.sites.items():
            kind, _, how = name.partition("-")
            site.threads = (PRIVATE if how == "wall" else f"<title>x</title><p>{HIDES[kind]}</p>", 200)
        due(found.folder)
        walled = found.crawl(code=3)
        assert {name: walled[name]["state"] for name in names} == dict.fromkeys(names, "login_required")
        assert found.rows("SELECT count(*) FROM listings WHERE removed_at IS NOT NULL") == [(0,)]
        assert found.rows("SELECT count(*) FROM threads WHERE quarantined") == [(0,)]


def test_a_board_that_closes_takes_no_thread_with_it_and_one_that_loses_a_thread_does(tmp_path: Path) -> None:
    with stage(tmp_path / "folder", {"closed": "smf", "loses": "smf"}) as found:
        found.crawl(code=0)
        gone = f"<title>x</title><p>{HIDES['smf']}</p>"
        found.sites["closed"].all = (gone, 200)
        found.sites["loses"].threads = (gone, 200)
        kept = found.sites["loses"].answer(KINDS["smf"].board)[0]
        ids = found.rows("SELECT native_id FROM listings WHERE site='loses' ORDER BY native_id")
        lost = ids[0][0]
        found.sites["loses"].board = (kept.replace(f"topic={lost}.", "action=nothing"), 200)
        due(found.folder, lost)
        done = found.crawl(code=3)
        assert (done["closed"]["state"], done["loses"]["state"]) == ("login_required", "ok")
        assert found.rows("SELECT site, native_id FROM listings WHERE removed_at IS NOT NULL") == [("loses", lost)]


def other(html: str) -> str:
    """Another thread under the same id: of another title, by somebody else, from another year."""
    html = html.replace("Ferry passengers", "Canal pilots").replace("Seekarten", "Lotsen").replace("tide_9", "heron_4")
    return html.replace("2025", "2019").replace('="174', '="154')


def test_ids_that_mean_other_threads_are_a_reset_that_edits_and_removes_nothing(tmp_path: Path) -> None:
    names = {kind: kind for kind in ("mybb", "phpbb", "xenforo")}
    with stage(tmp_path / "folder", names) as found:
        found.crawl(code=0)
        stored = found.rows("SELECT site, native_id, title, author FROM listings ORDER BY id")
        for site in found.sites.values():
            site.threads = (other(site.answer("/thread")[0]), 200)
        due(found.folder)
        reset = found.crawl(code=3)
        assert {name: reset[name]["state"] for name in names} == dict.fromkeys(names, "identity_reset")
        assert all("'generation'" in reset[name]["advice"] for name in names)
        assert found.rows("SELECT site, native_id, title, author FROM listings ORDER BY id") == stored
        assert found.rows("SELECT DISTINCT kind FROM events") == [("new",)]
        assert [each["text"] for each in found.messages()] == [f"{name}: identity_reset (was ok)" for name in names]


def due(folder: Path, only: str | None = None) -> None:
    """Let threads be due again, and their sites."""
    with Ledger.open("ledger.sqlite3", folder) as ledger:
        where = f" WHERE native_id='{only}'" if only else ""
        ledger.run(lambda conn: conn.exec_driver_sql(f"UPDATE threads SET revisit_at=1{where}"))
        ledger.run(lambda conn: conn.exec_driver_sql("UPDATE sites SET due_at=NULL"))
