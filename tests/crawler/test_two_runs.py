"""Two runs at once on one ledger: each site is visited by one of them, and nothing is stored or told twice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.crawler.walled import Shown, stage

SITES = {"first": "mybb", "second": "xenforo", "third": "smf"}


def held(site: Shown, asked: threading.Event, go_on: threading.Event) -> None:
    """Let a site answer nobody until it is told to go on."""
    answer = site.answer

    def wait(path: str) -> tuple[str, int]:
        asked.set()
        assert go_on.wait(300)
        return answer(path)

    site.answer = wait  # type: ignore[method-assign]


def test_a_site_that_is_named_twice_is_visited_once(tmp_path: Path) -> None:
    with stage(tmp_path / "folder", {"harbour": "mybb"}) as found:
        site, asked = found.sites["harbour"], list[str]()
        answer = site.answer
        site.answer = lambda path: asked.append(path) or answer(path)  # type: ignore[method-assign, func-returns-value]
        done = found.crawl("--site", "harbour", "--site", "harbour", code=0)
        assert done["harbour"]["state"] == "ok"
        assert asked.count(site.kind.board) == 1


def test_two_runs_share_the_sites_and_nothing_is_there_twice(tmp_path: Path) -> None:
    asked, go_on = threading.Event(), threading.Event()
    with stage(tmp_path / "folder", SITES) as found, ThreadPoolExecutor(1) as pool:
        held(found.sites["first"], asked, go_on)
        try:
            one = pool.submit(found.crawl, "--site", "first", code=0)
            assert asked.wait(240)
            two = found.crawl(code=0)
            assert sorted(two.keys() - {""}) == ["second", "third"]
            assert "no site is due, or another run is visiting them all" in found.crawl("--site", "first", code=75)[""]
        finally:
            go_on.set()
        assert one.result(timeout=240).keys() - {""} == {"first"}
        assert {visit["state"] for name, visit in (two | one.result()).items() if name} == {"ok"}
        assert found.rows("SELECT DISTINCT site FROM listings ORDER BY site") == [(name,) for name in sorted(SITES)]
        assert found.rows("SELECT count(*) FROM events") == found.rows("SELECT count(*) FROM listings")
        assert found.rows("SELECT count(*) FROM sites WHERE lease_owner IS NOT NULL") == [(0,)]
