"""One malicious site beside nine good ones, in one crawl over the private Tor network: nine finish, the tenth is named."""

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.settings import RETRY_TIMES
from tests.boards.discourse import Discourse
from tests.boards.fluxbb import FluxBB
from tests.boards.invision import Invision
from tests.boards.mybb import MyBB
from tests.boards.phpbb import PhpBB
from tests.boards.serving import BoardSite, Software
from tests.boards.smf import Smf
from tests.boards.test_crawl import everything, write_folder
from tests.boards.vanilla import Vanilla
from tests.boards.vbulletin4 import VBulletin4
from tests.boards.world import make_world
from tests.boards.xenforo import XenForo
from tests.crawler.malicious import ATTACKS, Forum, attack
from tests.crawler.tor.attacks import Server
from tests.crawler.tor.fake_socks import serving
from tests.services.program import Program
from tests.services.tor import BOARDS, TestNetwork

GOOD = (Discourse, FluxBB, Invision, MyBB, PhpBB, Smf, Vanilla, VBulletin4, XenForo)
LIMIT = 512.0
"""Megabytes (10^6 bytes)."""
PAGES = 56
LONGEST = 15 * 60.0
"""Seconds that the crawl may take, of which its visits have 8 minutes."""
SHOWN = ("A page.", "A good one.", "Bait", "deep", "9 Jan Jan", "xxx", "trap", "ab9ab9")
"""What the pages of the tenth show: titles, texts, an author."""


@dataclass
class Crawled:
    softwares: dict[str, Software]
    found: dict[str, list[str]]
    """Native ids in the ledger, by site."""
    summaries: dict[str, dict[str, Any]]
    said: str
    peak: float
    """Megabytes, of the crawl's process, as the system counts them."""
    code: int
    asked: list[str]
    """Paths of the malicious site."""


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory, tor_network: TestNetwork) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("hostile") / "operator"
    world = make_world(datetime.now(UTC))
    with ExitStack() as stack:
        sites = [
            stack.enter_context(BoardSite(made(world), tor_network.ports[name]))
            for made, name in zip(GOOD, BOARDS, strict=False)
        ]
        softwares = {each.software.site: each.software for each in sites}
        write_folder(folder, softwares, dict(zip(softwares, map(tor_network.onion, BOARDS), strict=False)), tor_network)
        tenth = BOARDS[len(GOOD)]
        server = Server(Forum())
        stack.enter_context(serving(server, tor_network.ports[tenth]))
        (folder / "sites" / "harbour.yml").write_text(json.dumps({
            "id": "harbour", "engine": "mybb", "addresses": [f"http://{tor_network.onion(tenth)}"],
            "boards": [{"id": "all", "path": "/forumdisplay.php?fid=2"}], "delay": 0, "concurrency": 4,
            "budgets": {"pages": PAGES, "minutes": 8},
        }))  # fmt: skip
        program = Program(folder)

        code, out, err, peak = watched(program, "crawl", "--json")
        with program.ledger() as ledger:
            found = {name: [each.listing.native_id for each in everything(ledger, name)] for name in softwares}
        yield Crawled(softwares, found, json.loads(out), err, peak, code, server.asked)


def watched(program: Program, *arguments: str) -> tuple[int, str, str, float]:
    """Run it to its end; its code, its outputs, and the most memory that the system gave it (VmHWM), in megabytes."""
    with program.start(*arguments) as process:
        peaks = [0.0]
        watching = threading.Thread(target=watch, args=(process.pid, peaks), daemon=True)
        watching.start()
        try:
            out, err = process.communicate(timeout=LONGEST)
        finally:
            if process.poll() is None:
                process.kill()
    watching.join()
    return process.returncode, out, err, max(peaks)


def watch(pid: int, peaks: list[float]) -> None:
    """Note the most memory that a process had, over and over, while it runs."""
    while True:
        try:
            lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        except (OSError, ValueError):
            return
        if lines["State"].split()[0] == "Z":
            return
        peaks.append(float(lines.get("VmHWM", "0 kB").split()[0]) * 1024 / 1e6)
        time.sleep(0.1)


@pytest.mark.parametrize("made", GOOD, ids=lambda made: made.site)
def test_the_nine_finish_with_all_that_they_serve(made: type[Software], crawled: Crawled) -> None:
    software = crawled.softwares[made.site]
    assert Counter(crawled.found[made.site]) == {software.native_id(each): 1 for each in software.threads()}
    summary = crawled.summaries[made.site]
    assert (summary["state"], summary["lost"], summary["unread"], summary["ended"]) == ("ok", {}, {}, None)


def test_memory_stays_within_its_bound(crawled: Crawled) -> None:
    assert 50 < crawled.peak < LIMIT


def test_the_tenth_is_named_with_its_state_and_the_next_step(crawled: Crawled) -> None:
    line = next(line for line in crawled.said.splitlines() if line.startswith("harbour: ok, "))
    for part in (
        "PageTooLarge",
        "HeadTooLarge",
        "BrokenEncoding",
        f"budget of {PAGES} pages used up",
        "next time it goes on with all at",
    ):
        assert part in line
    assert "look at it in Tor Browser" in line
    assert crawled.summaries["harbour"]["ended"] == "pages"


def test_its_sessions_and_endless_pages_cost_no_more_than_its_budget(crawled: Crawled) -> None:
    assert not [path for path in crawled.asked if "sid=" in path]
    asked = Counter(path for path in crawled.asked if path.startswith(("/forumdisplay", "/showthread")))
    assert len(asked) <= PAGES
    again = {path: times for path, times in asked.items() if times > 1}
    assert all(map(behind, again)), "what came is asked for again"
    assert max(again.values()) <= 1 + RETRY_TIMES


def test_each_attack_was_tried(crawled: Crawled) -> None:
    assert {behind(path) for path in crawled.asked} - {None} == set(ATTACKS)


def behind(path: str) -> str | None:
    """Name the attack behind a path; `None`: a page as it should be."""
    tid = re.search(r"^/showthread\.php\?tid=(\d+)$", path)
    return attack(tid[1]) if tid else None


def test_nothing_of_its_pages_is_said(crawled: Crawled) -> None:
    assert "Traceback" not in crawled.said
    assert not [words for words in SHOWN if words in crawled.said]
    assert "Gave up" not in crawled.said
