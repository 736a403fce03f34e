"""Leak sites and a feed, crawled through a real Tor network: an entry that its listing shows whole is read from there."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from crawler.exits import Exit
from pipelines.ledger.document import stored
from pipelines.ledger.tables import listings, threads
from spiders.listing import Listing
from tests.boards.entries import EPOCH, Api, Cards, EntrySite, Item, News
from tests.demo.theatre import summary
from tests.services.program import Program
from tests.services.tor import BOARDS, TestNetwork

pytestmark = pytest.mark.timeout(600)  # the first test waits for all crawls

MADE: dict[str, Callable[[int], EntrySite]] = {
    "cards": lambda port: Cards(24, port),
    "api": lambda port: Api(24, port),
    "news": lambda port: News(12, port),
}
NEW = Item("x900", "Brand new", ("All of it.",), EPOCH + timedelta(hours=1))


@dataclass
class Visit:
    """What one crawl came to, by the site's id."""

    served: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    """Title and text by entry, as they stood."""
    found: dict[str, list[Listing]] = field(default_factory=dict)
    summary: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: dict[str, list[str]] = field(default_factory=dict)
    revisits: dict[str, set[str]] = field(default_factory=dict)
    """Entries that will be opened again."""


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory, tor_network: TestNetwork) -> list[Visit]:
    """Crawl as it is; once more; and once more after changes."""
    folder = tmp_path_factory.mktemp("entries") / "operator"
    (folder / "sites").mkdir(parents=True)
    (folder / "rules").mkdir()
    torrc = [*tor_network.network.client_torrc(), "TestSocks 1"]
    (folder / "stallwatch.yml").write_text(json.dumps({"tor": {"torrc": torrc}}))
    folder.chmod(0o700)
    with ExitStack() as stack:
        onions = dict(zip(MADE, reversed(BOARDS), strict=False))
        sites = {name: stack.enter_context(MADE[name](tor_network.ports[onion])) for name, onion in onions.items()}
        for name, site in sites.items():
            file = site.file(name, f"http://{tor_network.onion(onions[name])}")
            (folder / "sites" / f"{name}.yml").write_text(json.dumps(file))
        done = [crawl(folder, sites), crawl(folder, sites)]
        for site in sites.values():
            site.change("x004", text=("Plans, payroll and 40 000 employees.",))
            site.change("x007", published=True)
            site.items.insert(0, NEW)
        done.append(crawl(folder, sites))
    return done


def crawl(folder: Path, sites: dict[str, EntrySite]) -> Visit:
    program, visit = Program(folder), Visit()
    for name, site in sites.items():
        site.visits.clear()
        visit.served[name] = {each.name: (each.title, site.text(each)) for each in site.items}
    came = program.call("crawl", "--json", "--quiet")
    assert came.returncode in (Exit.OK, Exit.WORSE), came.stderr[-3000:]
    visit.summary = summary(came.stdout)
    with program.ledger() as ledger:
        ids = ledger.read(lambda conn: conn.execute(select(listings.c.id)).scalars().all())
        kept = [ledger.read(lambda conn, each=each: stored(conn, each)) for each in ids]
        again = select(threads.c.site, threads.c.native_id).where(threads.c.revisit_at.is_not(None))
        due = ledger.read(lambda conn: conn.execute(again).all())
    for name, site in sites.items():
        visit.found[name] = [each.listing for each in kept if each and each.listing.site == name]
        visit.revisits[name] = {native_id for of, native_id in due if of == name}
        visit.asked[name] = [each.path for each in site.visits]
    return visit


@pytest.fixture(params=MADE)
def name(request: pytest.FixtureRequest) -> str:
    site: str = request.param
    return site


@pytest.mark.parametrize("number", [0, 1, 2])
def test_what_is_found_is_what_is_served_and_none_twice(number: int, name: str, visits: list[Visit]) -> None:
    visit = visits[number]
    found = [(each.native_id, each.title, each.body) for each in visit.found[name]]
    assert sorted(found) == sorted((key, *value) for key, value in visit.served[name].items())
    assert visit.summary[name]["state"] == "ok"
    assert visit.summary[name]["lost"] == visit.summary[name]["unread"] == {}


def test_times_kinds_and_places_are_theirs(name: str, visits: list[Visit]) -> None:
    found = {each.native_id: each for each in visits[0].found[name]}
    assert found["x002"].posted is not None
    assert found["x002"].posted.at == EPOCH - timedelta(hours=14)
    assert {each.kind for each in found.values()} == {"thread" if name == "news" else "leak"}
    assert {each.board for each in found.values()} == {"all"}


PAGES = {"cards": 3, "api": 3, "news": 1}


def test_only_entries_with_a_page_of_their_own_are_asked_for(name: str, visits: list[Visit]) -> None:
    own = {"x003", "x008", "x013", "x018", "x023"} if name == "cards" else set()
    asked = [path for path in visits[0].asked[name] if path != "/robots.txt"]
    assert len(asked) == len(set(asked)) == PAGES[name] + len(own)
    assert {path.removeprefix("/post/") for path in asked if path.startswith("/post/")} == own
    assert visits[0].revisits[name] == own


def test_a_second_visit_asks_for_the_first_page_and_finds_nothing(name: str, visits: list[Visit]) -> None:
    again = visits[1].summary[name]
    assert (again["state"], again["listings"], again["events"]) == ("ok", 0, {})
    assert len(visits[1].asked[name]) == 1


EVENTS = {"cards": {"new": 1, "edited": 2}, "api": {"new": 1, "edited": 2}, "news": {"new": 1, "edited": 1}}
"""The feed says nothing of countdowns."""


def test_a_changed_entry_is_an_edit_and_a_new_one_is_found(name: str, visits: list[Visit]) -> None:
    assert visits[2].summary[name]["events"] == EVENTS[name]
    assert visits[2].summary[name]["listings"] == sum(EVENTS[name].values())
