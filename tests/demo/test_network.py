"""The private Tor network: usable, the same at the next start, and gone without a trace."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from config.errors import TorUnavailable
from config.schema import Tor as TorSettings
from crawler.tor.launch import open_tor
from crawler.tor.side import side_get, side_session
from demo.consensus import until_after_vote
from demo.network import TorNetwork
from demo.ports import free_ports, hold_ports, kept_ports
from tests.crawler.tor.keys import client_key
from tests.crawler.tor.site import answer, site
from tests.shared import missing

ROOT = Path(__file__).parents[2]

SCRIPT = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background hands on SIGINT ignored
from pathlib import Path
from demo.network import TorNetwork
with TorNetwork(Path(sys.argv[1]), {"a": 9}, progress=lambda percent, words: print(percent, flush=True)) as network:
    print("inside", flush=True)
    time.sleep(600)
"""


@pytest.fixture(autouse=True)
def tor() -> None:
    if shutil.which("tor") is None or shutil.which("tor-gencert") is None:
        missing("tor is not installed (apt install tor)")


def running(folder: Path) -> list[str]:
    """The processes whose command line names a folder, apart from who asks."""
    found = []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = each.read_bytes()
        except OSError:
            continue
        if b"tor\0" in command and bytes(folder) in command:
            found.append(command.decode().replace("\0", " "))
    return found


def wait_until(count: int, folder: Path, seconds: float) -> list[str]:
    """Return what runs, as soon as it is that many. A process has no command line yet in the moment that it starts."""
    ends = time.monotonic() + seconds
    while len(found := running(folder)) != count and time.monotonic() < ends:
        time.sleep(0.1)
    return found


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGTERM, 143), (signal.SIGINT, -signal.SIGINT), (signal.SIGKILL, -signal.SIGKILL)],
    ids=["SIGTERM", "KeyboardInterrupt", "SIGKILL"],
)
def test_leaves_no_process_however_it_is_ended(tmp_path: Path, number: signal.Signals, code: int) -> None:
    owner = subprocess.Popen([sys.executable, "-c", SCRIPT, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert owner.stdout
    with owner.stdout:
        assert "40\n" in iter(owner.stdout.readline, ""), "it ended before all had started"
        assert len(wait_until(6, tmp_path, 10)) == 6
        owner.send_signal(number)
        assert owner.wait(60) == code
    if number != signal.SIGKILL:
        assert running(tmp_path) == []
    assert wait_until(0, tmp_path, 60) == []  # tor looks for its owner every 15 s


def test_leaves_no_process_when_the_block_raises_or_a_tor_dies(tmp_path: Path) -> None:
    def stop(percent: int, words: str) -> None:
        if percent == 40:
            raise ZeroDivisionError

    handler = signal.getsignal(signal.SIGTERM)
    with pytest.raises(ZeroDivisionError), TorNetwork(tmp_path, {"a": 9}, progress=stop):
        pass
    assert running(tmp_path) == []
    assert signal.getsignal(signal.SIGTERM) is handler

    network = TorNetwork(tmp_path, {"a": 9})

    def kill(percent: int, words: str) -> None:
        if percent == 40:
            network._processes[0].stop()

    network.progress = kill
    with pytest.raises(TorUnavailable, match=r"ended by itself.*authority0/tor\.log"), network:
        pass
    assert running(tmp_path) == []


def test_a_missing_program_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(TorUnavailable, match="'no-such-tor' was not found"),
        TorNetwork(tmp_path, {}, binary="no-such-tor"),
    ):
        pass


@pytest.mark.timeout(400)
def test_comes_back_with_the_same_addresses_and_lets_only_the_authorized_in(tmp_path: Path) -> None:
    public, private = client_key("analyst")
    found: list[list[str]] = []
    with site({"/": answer(b"served")}) as web:
        for _ in range(2):
            told: list[int] = []
            with TorNetwork(
                tmp_path / "network",
                {"open": web.port, "locked": {80: web.port}},
                authorized={"locked": public},
                progress=lambda percent, _words, told=told: told.append(percent),
            ) as network:
                assert told == sorted(told)
                assert told[-1] == 100
                found.append([network.onion("open"), network.onion("locked"), *network.client_torrc()])
                assert len(network.pids) == 7
                reach(network, tmp_path / "client", private)
            assert running(tmp_path) == []
    assert found[0] == found[1]  # ports too, so that a client's memory of the network holds


def reach(network: TorNetwork, folder: Path, private: str) -> None:
    settings = TorSettings(bootstrap=timedelta(seconds=120))
    with open_tor(settings, folder, torrc=network.client_torrc()) as guest:
        session = side_session(guest.socks, "test")
        assert got(session, f"http://{network.onion('open')}/") == b"served"
        with pytest.raises(requests.ConnectionError):
            side_get(session, f"http://{network.onion('locked')}/")
    keys = {network.onion("locked"): private}
    with open_tor(settings, folder, torrc=network.client_torrc(), onion_keys=keys) as analyst:
        assert got(side_session(analyst.socks, "test"), f"http://{network.onion('locked')}/") == b"served"


def got(session: requests.Session, url: str) -> bytes:
    """Get a page, once more where a circuit of a network this small has failed: that is Tor's daily life."""
    try:
        return side_get(session, url)
    except requests.ConnectionError:
        time.sleep(5)
        return side_get(session, url)


def test_ports_are_kept_while_they_are_free(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    first = kept_ports(file, 4)
    assert len(set(first)) == 4
    assert kept_ports(file, 4) == first
    with site({}, first[0]):
        second = kept_ports(file, 4)
    assert first[0] not in second
    assert kept_ports(file, 4) == second
    assert len(kept_ports(file, 5)) == 5
    assert len(set(free_ports(20))) == 20


def test_a_held_port_is_kept_for_a_server() -> None:
    (held,) = hold_ports([0])
    port = held.getsockname()[1]
    with socket.socket() as stranger, pytest.raises(OSError, match="in use"):
        stranger.bind(("127.0.0.1", port))
    for _ in range(2):
        with site({}, port) as running:
            assert running.port == port
            assert requests.get(f"http://127.0.0.1:{port}/", timeout=60).status_code == 404
    held.close()


@pytest.mark.parametrize(("now", "wait"), [(0, 1.5), (1.5, 0), (1.6, 4.9), (4, 2.5), (1_700_000_000, 1.5)])
def test_the_start_comes_just_after_a_vote(now: float, wait: float) -> None:
    assert until_after_vote(now) == pytest.approx(wait)
