"""The crawl process in a network namespace where Tor's ports are all that there is, with every packet counted.

Here a relay that would lead anywhere stands in Tor's place; test_confined_by_tor.py and tests/demo/test_confined.py do
it with the real one.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawler.tor.fake_socks import Relay, serving
from tests.crawler.tor.leaky import WAYS
from tests.crawler.tor.trickster import Tricks, contacts, tricks
from tests.onions import invented
from tests.services.confined import SOCKS, Confined, confined
from tests.services.program import ROOT

HOSTS = invented("trickster"), invented("ticker"), invented("other")


@pytest.fixture(scope="module")
def room() -> Iterator[Confined]:
    with confined() as found:
        yield found


@pytest.mark.parametrize("way", WAYS)
def test_whatever_goes_around_tor_is_counted(room: Confined, way: str) -> None:
    """So that zero, elsewhere, means zero."""
    before = room.packets()
    command = [*room.prefix, sys.executable, "-m", "tests.crawler.tor.leaky", way]
    subprocess.run(command, cwd=ROOT, check=True, timeout=60)
    after = room.packets()
    assert {name for name in after if after[name] > before[name]} == {WAYS[way][1]}


@pytest.fixture
def played() -> Iterator[tuple[Tricks, Relay, Confined]]:
    with confined() as own, tricks(HOSTS) as found:
        everywhere = ("trap.example", "localhost", "intranet", f"www.{HOSTS[0]}", f"{HOSTS[0]}.")
        relay = Relay(dict.fromkeys(everywhere, found.trap.port))
        relay.ports |= zip(HOSTS, (found.web.port, found.rates.port, found.other.port), strict=True)
        with serving(relay) as port:
            own.outside[SOCKS] = ("127.0.0.1", port)
            yield found, relay, own


def test_no_trick_of_a_site_brings_a_packet_anywhere_else(
    played: tuple[Tricks, Relay, Confined], tmp_path: Path
) -> None:
    found, _, own = played
    run = found.call(tmp_path, own, "crawl")
    assert own.leaked() == {}
    assert contacts(tmp_path) == ({("127.0.0.1", SOCKS)}, set())
    assert run.returncode == 0, run.stderr
    assert found.not_played() == set(), run.stderr
    assert found.rates.paths == ["/ticker"]
    assert own.packets()["tor"] > 100


def test_no_trick_makes_tor_lead_anybody_elsewhere(played: tuple[Tricks, Relay, Confined], tmp_path: Path) -> None:
    found, relay, own = played
    run = found.call(tmp_path, own, "crawl")
    assert found.caught() == []
    assert {asked.host for asked in relay.asked} - {*HOSTS[:2]} == set()
    assert {asked.kind for asked in relay.asked} == {3}
    assert found.not_played() == set(), run.stderr
    assert {asked.host for asked in relay.asked} == {*HOSTS[:2]}


def test_nor_does_a_page_that_is_asked_for_by_hand(played: tuple[Tricks, Relay, Confined], tmp_path: Path) -> None:
    found, relay, own = played
    pages = ["/stalls", "/offer?id=ipv4", "/offer?id=clearnet"]
    run = found.call(tmp_path, own, "sites", "detect", *(f"http://{HOSTS[0]}{page}" for page in pages))
    assert own.leaked() == {}
    assert found.caught() == []
    assert {asked.host for asked in relay.asked} == {HOSTS[0]}
    assert run.returncode == 3, run.stderr
    assert sorted(found.web.paths) == sorted(pages)
