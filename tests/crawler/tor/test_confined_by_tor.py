"""A site that tries to be asked for elsewhere, crawled through real Tor in a namespace where nothing else is."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from crawler.tor.launch import Tor
from tests.crawler.tor.test_real_tor import verdicts
from tests.crawler.tor.trickster import Tricks, contacts, tricks
from tests.services.circuits import Streams, watched
from tests.services.confined import CONTROL, SOCKS, Confined, confined
from tests.services.tor import TestNetwork

pytestmark = pytest.mark.timeout(280)


@dataclass
class Visited:
    tricks: Tricks
    run: CompletedProcess[str]
    room: Confined
    folder: Path
    streams: Streams
    judged: list[str]


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory, tor_network: TestNetwork, tor_client: Tor) -> Iterator[Visited]:
    folder = tmp_path_factory.mktemp("tricks")
    hosts, ports = zip(*((tor_network.onion(name), tor_network.ports[name]) for name in "def"), strict=True)
    log = tor_client.process.log  # type: ignore[union-attr]
    said = len(verdicts(log))
    with confined() as room:
        room.put_behind(tor_client)
        with tricks(hosts, ports) as found, watched(tor_client) as streams:
            run = found.call(folder, room, "crawl", control=True)
        yield Visited(found, run, room, folder, streams, verdicts(log)[said:])


def test_every_trick_was_played_and_no_packet_went_anywhere_else(visited: Visited) -> None:
    assert visited.room.leaked() == {}
    assert contacts(visited.folder) == ({("127.0.0.1", SOCKS), ("127.0.0.1", CONTROL)}, set())
    assert visited.run.returncode == 0, visited.run.stderr
    assert visited.tricks.not_played() == set(), visited.run.stderr
    assert "rates: ticker" in visited.run.stderr
    assert visited.room.packets()["tor"] > 100


def test_tor_was_asked_for_the_site_and_the_source_only_and_by_name(visited: Visited) -> None:
    """The trap and the other site are there, and Tor would have led to them."""
    assert visited.tricks.caught() == []
    assert visited.tricks.trickster.host in visited.streams.hosts()
    assert visited.streams.hosts() <= {visited.tricks.trickster.host, visited.tricks.rates_host}
    assert visited.streams.shared() == set()
    assert visited.judged
    assert [line for line in visited.judged if not line.endswith("This is good.")] == []
