"""A site of each software, all in one crawl through a real Tor network: what is found is what is served, none twice."""

import json
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from crawler.exits import Exit
from pipelines.ledger import Ledger
from pipelines.ledger.document import Stored, stored
from pipelines.ledger.tables import listings
from spiders.links import clean, path_of
from tests.boards.compare import read, told, wrong_times
from tests.boards.serving import BoardSite, Software
from tests.boards.softwares import SOFTWARES
from tests.boards.world import make_world
from tests.demo.theatre import summary
from tests.services.program import Program
from tests.services.tor import BOARDS, TestNetwork

pytestmark = pytest.mark.timeout(600)  # the first test waits for both crawls


@dataclass
class Crawled:
    """What two crawls of all sites came to; everything by the site's id."""

    softwares: dict[str, Software]
    """As they were served."""
    found: dict[str, list[Stored]]
    """What the ledger holds after both."""
    summaries: list[dict[str, dict[str, Any]]]
    """What each crawl said of itself."""
    asked: list[dict[str, list[str]]]
    """The paths that each crawl asked for."""


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory, tor_network: TestNetwork) -> Crawled:
    """Crawl all softwares twice, the sites all the while the same."""
    folder = tmp_path_factory.mktemp("boards") / "operator"
    world = make_world(datetime.now(UTC))
    with ExitStack() as stack:
        sites = {
            made.site: stack.enter_context(BoardSite(made(world), tor_network.ports[onion]))
            for made, onion in zip(SOFTWARES, BOARDS, strict=False)
        }
        assert len(sites) == len(SOFTWARES)
        addresses = dict(zip(sites, map(tor_network.onion, BOARDS), strict=False))
        softwares = {name: site.software for name, site in sites.items()}
        write_folder(folder, softwares, addresses, tor_network)
        program, summaries, asked = Program(folder), [], []
        for _ in range(2):
            came = program.call("crawl", "--json", "--quiet")
            assert came.returncode in (Exit.OK, Exit.WORSE), came.stderr[-3000:]
            summaries.append(summary(came.stdout))
            asked.append({name: [visit.path for visit in site.visits] for name, site in sites.items()})
            for site in sites.values():
                site.visits.clear()
        with program.ledger() as ledger:
            found = {name: everything(ledger, name) for name in sites}
    return Crawled(softwares, found, summaries, asked)


def write_folder(folder: Path, softwares: dict[str, Software], addresses: dict[str, str], network: TestNetwork) -> None:
    """Write the operator's files; JSON is YAML."""
    (folder / "sites").mkdir(parents=True)
    (folder / "rules").mkdir()
    settings = {"tor": {"torrc": [*network.network.client_torrc(), "TestSocks 1"]}}
    (folder / "stallwatch.yml").write_text(json.dumps(settings))
    pace = {"delay": 0, "concurrency": 4, "budgets": {"pages": 150, "minutes": 8}}
    for name, software in softwares.items():
        file = software.file(f"http://{addresses[name]}") | pace
        (folder / "sites" / f"{name}.yml").write_text(json.dumps(file))
    folder.chmod(0o700)


def everything(ledger: Ledger, site: str) -> list[Stored]:
    ids = ledger.read(lambda conn: conn.execute(select(listings.c.id).where(listings.c.site == site)).scalars().all())
    found = [ledger.read(lambda conn, each=each: stored(conn, each)) for each in ids]
    return [each for each in found if each is not None]


@pytest.fixture(params=SOFTWARES, ids=lambda made: made.site)
def site(request: pytest.FixtureRequest) -> str:
    name: str = request.param.site
    return name


def test_what_is_found_is_what_is_served_and_none_twice(site: str, crawled: Crawled) -> None:
    software, found = crawled.softwares[site], crawled.found[site]
    assert crawled.summaries[0][site]["state"] == "ok"
    served = {software.native_id(thread): 1 for thread in software.threads()}
    assert Counter(each.listing.native_id for each in found) == served
    assert crawled.summaries[0][site]["lost"] == crawled.summaries[0][site]["unread"] == {}


def test_all_that_a_thread_says_is_in_the_ledger(site: str, crawled: Crawled) -> None:
    software = crawled.softwares[site]
    kept = {each.listing.native_id: each.listing for each in crawled.found[site]}
    for thread in software.threads():
        listing = kept[software.native_id(thread)]
        assert read(listing) == told(software, thread)
        assert listing.board in software.found_on(thread)
        assert wrong_times(software, thread, listing) == []


def test_every_page_is_asked_for_once_and_without_a_session(site: str, crawled: Crawled) -> None:
    software, asked = crawled.softwares[site], crawled.asked[0][site]
    assert [path for path in asked if clean(path) != path] == []
    of_threads = sum(software.last_page(thread) for thread in software.threads())
    assert len(set(asked)) == software.board_pages() + of_threads
    assert len(set(map(path_of, asked))) == len(set(asked))
    # What Tor lost on its way is asked for again.
    assert len(asked) - len(set(asked)) <= len(asked) // 20
    assert [each.listing.path for each in crawled.found[site] if clean(each.listing.path) != each.listing.path] == []


def test_a_second_visit_asks_for_the_boards_alone_and_finds_nothing(site: str, crawled: Crawled) -> None:
    software, again = crawled.softwares[site], crawled.summaries[1][site]
    assert (again["state"], again["listings"], again["events"]) == ("ok", 0, {})
    assert set(crawled.asked[1][site]) == {software.board_path(board) for board in software.world.boards}
