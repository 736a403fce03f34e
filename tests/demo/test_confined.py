"""The whole demo crawled inside a wall with one door: Tor's. Not one packet is for anywhere else."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from crawler.tor.launch import Tor
from demo.check import differences
from demo.content import load_world
from tests.crawler.rate_sites import COINS, TICKER
from tests.crawler.tor.site import answer, site
from tests.crawler.tor.test_real_tor import verdicts
from tests.crawler.tor.trickster import PROXIES
from tests.demo.theatre import Theatre, theatre
from tests.services import tripwire
from tests.services.circuits import Streams, watched
from tests.services.confined import Confined, confined
from tests.services.tor import TestNetwork

pytestmark = pytest.mark.timeout(280)


@dataclass
class Played:
    stage: Theatre
    room: Confined
    network: TestNetwork
    run: CompletedProcess[str]
    streams: Streams
    wire: Path
    packets: dict[str, int]
    judged: list[str]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, tor_network: TestNetwork, tor_client: Tor) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("confined")
    ticker = {"/ticker": answer(TICKER, "application/json")}
    with (
        confined() as room,
        theatre(folder / "operator", tor_network) as stage,
        site(ticker, tor_network.ports["d"]),
        watched(tor_client) as streams,
    ):
        source = {"id": "ticker", "kind": "json", "url": f"http://{tor_network.onion('d')}/ticker", "usd": COINS}
        stage.confine(room, rates={"sources": [source]})
        forum = stage.folder / "sites" / "forum.yml"
        forum.write_text(forum.read_text(encoding="utf-8") + "robots: obey\n", encoding="utf-8")
        room.put_behind(tor_client)
        wire, log = folder / "wire", tor_client.process.log  # type: ignore[union-attr]
        said = len(verdicts(log))
        run = stage.call("crawl", "--json", wire=wire, **PROXIES)
        judged = verdicts(log)[said:]
        yield Played(stage, room, tor_network, run, streams, wire, room.packets(), judged)


def test_the_demo_is_read_whole_as_it_was_written_down(played: Played) -> None:
    assert played.run.returncode == 0, played.run.stderr
    world = load_world(played.stage.forum._epoch)
    with played.stage.ledger() as ledger:
        assert differences(ledger, 1, world.key_of) == []
    assert "/robots.txt" in [visit.path for visit in played.stage.forum.visits]
    assert "rates: ticker" in played.run.stderr


def test_not_one_packet_is_for_anywhere_but_tor(played: Played) -> None:
    assert played.room.leaked() == {}
    assert played.packets["tor"] > 100
    assert played.packets["answers"] > 100


def test_nor_is_anybody_asked_by_a_way_that_no_packet_takes(played: Played) -> None:
    """A name can be looked up through a Unix socket (nscd, systemd-resolved), which no namespace keeps in."""
    assert tripwire.addresses(played.wire) == {("127.0.0.1", 9050), ("127.0.0.1", 9051)}
    assert tripwire.lookups(played.wire) <= {"127.0.0.1"}
    assert tripwire.programs(played.wire) == set()
    assert played.stage.receiver.messages == []


def test_tor_itself_saw_only_names(played: Played) -> None:
    assert played.judged
    assert [line for line in played.judged if not line.endswith("This is good.")] == []


def test_no_two_sites_shared_a_circuit_and_none_went_without_credentials(played: Played) -> None:
    hosts = {played.network.onion(name) for name in "abc"}
    assert hosts <= played.streams.hosts() <= {*hosts, played.network.onion("d")}
    assert played.streams.shared() == set()
    assert [len(played.streams.users(host)) for host in hosts] == [1] * len(hosts)
    assert not [each for each in played.streams.seen if not each.user]
