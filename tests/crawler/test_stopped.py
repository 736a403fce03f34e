"""A visit that is stopped from outside says nothing of the site but what it saw."""

from __future__ import annotations

import json
import signal
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from config.schema import Site
from crawler.health import Visit
from spiders.listing import Refused, SiteState
from tests.crawler.walled import Shown, Stage, stage
from tests.onions import invented
from tests.services.program import Program

WALL = Refused(SiteState.CAPTCHA, "")


@pytest.mark.parametrize(
    ("came", "judged"),
    [
        ({}, True),
        ({"rows": 3, "boards_read": 1, "stopped": True}, True),
        ({"refused": WALL, "stopped": True}, True),
        ({"stopped": True}, False),
        ({"stopped": True, "boards_read": 1}, False),  # one board of several, and that one empty
        ({"stopped": True, "lost": Counter(DownloadFailedError=1)}, False),
        ({"ended": "minutes"}, False),
        ({"ended": "minutes", "lost": Counter(DownloadTimeoutError=1)}, True),
        ({"ended": "minutes", "boards_read": 1}, True),
        ({"ended": "megabytes"}, True),
    ],
)
def test_what_was_not_seen_in_a_visit_that_was_cut_says_nothing(came: dict[str, Any], judged: bool) -> None:
    site = Site.model_validate(
        {"id": "a", "engine": "mybb", "addresses": [f"http://{invented('a')}"], "boards": [{"id": "b", "path": "/"}]}
    )
    assert Visit(site, **came).judged is judged


def ended(found: Stage, slow: Shown, *, threads_only: bool) -> dict[str, Any]:
    """Crawl, and tell it to end while a page of the site has been asked for and does not come."""
    over, usual = threading.Event(), slow.answer

    def answer(path: str) -> tuple[str, int]:
        if threads_only and path == slow.kind.board:
            return usual(path)
        over.wait(60)
        raise ConnectionAbortedError

    slow.answer = answer  # type: ignore[method-assign]
    try:
        with Program(found.folder).start("crawl", "--json", STALLWATCH_TARGETS="slack:ops") as process:
            until = time.monotonic() + 60
            while len(slow.headers) < 1 + threads_only and time.monotonic() < until:
                time.sleep(0.05)
            process.send_signal(signal.SIGTERM)
            time.sleep(1)
            over.set()
            out, err = process.communicate(timeout=120)
    finally:
        over.set()
        slow.answer = usual  # type: ignore[method-assign]
    assert process.returncode == 0, err
    return {**json.loads(out), "": err}


def test_a_site_whose_page_was_on_its_way_when_all_ended_is_not_dead(tmp_path: Path) -> None:
    with stage(tmp_path / "folder", {"harbour": "mybb"}) as found:
        cut = ended(found, found.sites["harbour"], threads_only=False)
        assert (cut["harbour"]["state"], cut["harbour"]["stopped"]) == (None, True)
        assert "harbour: not seen, 0 rows" in cut[""]
        assert "stopped from outside" in cut[""]
        assert "is the site up" not in cut[""]
        assert found.rows("SELECT state, visit_state, due_at, down_visits, lease_owner FROM sites") == [
            (None, None, None, 0, None)
        ]
        assert found.rows("SELECT * FROM site_events WHERE subject='state'") == []
        assert found.messages() == []


def test_what_a_visit_that_was_cut_did_not_get_to_is_no_breach(tmp_path: Path) -> None:
    with stage(tmp_path / "folder", {"harbour": "mybb"}) as found:
        file = found.folder / "sites" / "harbour.yml"
        file.write_text(json.dumps({**json.loads(file.read_text()), "expect": {"listings": [3, 900]}}))
        cut = ended(found, found.sites["harbour"], threads_only=True)
        assert (cut["harbour"]["state"], cut["harbour"]["changes"][0]["after"]) == ("ok", "ok")
        assert "listings seen" not in cut[""]
        assert found.messages() == []
