"""A private Tor network for the whole test session, and a tor that stallwatch launched as its client."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from config.schema import Tor as TorSettings
from crawler.tor.launch import Tor, open_tor
from demo.network import TorNetwork
from demo.ports import hold_ports
from tests.shared import missing

BOARDS = tuple(f"board{number}" for number in range(1, 25))
"""Onion services for the crawl of all softwares (tests/boards); further ones cost the network no time."""

SERVICES = ("a", "b", "c", "d", "e", "f", *BOARDS)
"""Onion services; a test starts its own server on the port that stands behind one."""

NAMES = ("clearnet.example", "rates.example", "trap.example")
"""Host names that exits find on loopback, at any port."""


@dataclass(frozen=True)
class TestNetwork:
    """The running network."""

    __test__ = False

    network: TorNetwork
    ports: dict[str, int]
    """By service: the loopback port behind port 80 of its onion address."""
    tls_ports: dict[str, int]
    """By service: the loopback port behind port 443."""

    def onion(self, name: str) -> str:
        return self.network.onion(name)

    def client(self, folder: Path, *torrc: str, onion_keys: dict[str, str] | None = None) -> Tor:
        """Launch a further client; the caller closes it."""
        settings = TorSettings(bootstrap=timedelta(seconds=120))
        lines = [*self.network.client_torrc(), "TestSocks 1", *torrc]
        return open_tor(settings, folder, torrc=lines, onion_keys=onion_keys)


_RUNNING = pytest.StashKey[TestNetwork]()


@pytest.fixture(scope="session")
def tor_network(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> TestNetwork:
    """Start the network once a session, whichever conftest names this fixture; it ends with the session."""
    stash = request.config.stash
    if _RUNNING not in stash:
        if shutil.which("tor") is None or shutil.which("tor-gencert") is None:
            missing("tor is not installed (apt install tor)")
        held = hold_ports([0] * 2 * len(SERVICES))
        ports = [each.getsockname()[1] for each in held]
        plain, tls = dict(zip(SERVICES, ports, strict=False)), dict(zip(SERVICES, ports[len(SERVICES) :], strict=True))
        services = {name: {80: plain[name], 443: tls[name]} for name in SERVICES}
        network = TorNetwork(tmp_path_factory.mktemp("tor-network"), services, names=NAMES)
        network.__enter__()
        request.config.add_cleanup(network.close)
        for each in held:
            request.config.add_cleanup(each.close)
        stash[_RUNNING] = TestNetwork(network, plain, tls)
    return stash[_RUNNING]


@pytest.fixture(scope="session")
def tor_client(tor_network: TestNetwork, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tor]:
    """A tor that stallwatch launched: SafeSocks 1 as always, TestSocks 1 besides; its log is `process.log`."""
    with tor_network.client(tmp_path_factory.mktemp("tor-client")) as tor:
        yield tor
