"""A private Tor network on loopback, with onion services, for the demo and the tests.

Real tor processes in Tor's own testing mode: three authorities and three relays, all of them exits, and one process
that holds the onion services. Usable 10 to 25 s after the start.
"""

from __future__ import annotations

import shutil
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any

from stem.control import Controller, EventType

from config.errors import TorUnavailable
from crawler.tor.launch import Progress
from crawler.tor.process import POLL, TorProcess, program
from demo import torrc
from demo.authority_keys import directory_line
from demo.consensus import lists, sleep_until_after_vote
from demo.ports import hold_ports, kept_ports
from demo.torrc import Node

AUTHORITIES = 3
RELAYS = 3
SETTLING = 10.0
"""Seconds that descriptors may still be on their way, once each service has one on a directory."""
PATIENCE = 120.0
"""Seconds until a network that is not usable is given up."""


class TorNetwork:
    """The network, as a context manager: usable inside the block, gone after it.

    `services`: by name, the loopback port that answers for the onion address's port 80, or a mapping of the onion
    address's ports to loopback ports. `names`: host names that clients reach on loopback through an exit. `authorized`:
    by service name, the public keys ("descriptor:x25519:BASE32") of the only clients that may open it.
    Keys stand in `folder` and stay, so that the onion addresses are the same at the next start.
    """

    def __init__(
        self,
        folder: Path,
        services: Mapping[str, int | Mapping[int, int]],
        *,
        names: Sequence[str] = (),
        authorized: Mapping[str, str] | None = None,
        progress: Progress = lambda _percent, _words: None,
        binary: str = "tor",
    ) -> None:
        self.folder = folder.resolve()
        self.services = {name: {80: port} if isinstance(port, int) else dict(port) for name, port in services.items()}
        self.names = tuple(names)
        self.authorized = dict(authorized or {})
        self.progress = progress
        self.binary = binary
        self._authorities: list[str] = []
        self._processes: list[TorProcess] = []
        self._controller: Controller | None = None
        self._sigterm: Any = None
        self._held: list[socket.socket] = []

    def client_torrc(self) -> list[str]:
        """Return the lines with which a tor becomes a client of this network."""
        return torrc.client(self._authorities, self.names)

    def onion(self, name: str) -> str:
        """Return the host name of a service, "<56 characters>.onion"."""
        return (self._onions / name / "hostname").read_text(encoding="ascii").strip()

    @property
    def pids(self) -> list[int]:
        """The process ids of what runs."""
        return [process.pid for process in self._processes]

    def __enter__(self) -> TorNetwork:
        """Start everything and wait until every onion service is published. Raises `TorUnavailable`."""
        self._catch_sigterm()
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End every process; returns when they are gone."""
        if self._controller is not None:
            self._controller.close()
            self._controller = None
        with ThreadPoolExecutor(max_workers=8) as pool:
            list(pool.map(TorProcess.stop, self._processes))
        self._processes.clear()
        for each in self._held:
            each.close()
        if self._sigterm is not None:
            signal.signal(signal.SIGTERM, self._sigterm)
            self._sigterm = None

    @property
    def _onions(self) -> Path:
        return self.folder / "onions"

    def _start(self) -> None:
        program(self.binary)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        authorities, relays = self._nodes()
        for node in (*authorities, *relays, Node("services", self.folder / "services")):
            _forget(node.folder)
        self.progress(5, "making the authorities' keys")
        with ThreadPoolExecutor() as pool:
            self._authorities = list(pool.map(lambda node: directory_line(node, self.binary), authorities))
        self.progress(20, "starting authorities, relays and onion services")
        resolver = self.folder / "resolv.conf"
        resolver.write_text("nameserver 127.0.0.1\n", encoding="ascii")  # a name that is not mapped leads nowhere
        sleep_until_after_vote()
        for node in authorities:
            self._run(node.folder, torrc.relay(node, resolver) + torrc.authority(node))
        for node in relays:
            self._run(node.folder, torrc.relay(node, resolver))
        deadline = time.monotonic() + PATIENCE
        self.progress(40, "waiting for a consensus on all relays")
        # Who starts with a consensus that lacks some, keeps it for minutes and finds no way.
        self._wait(lambda: all(lists(node, AUTHORITIES + RELAYS) for node in authorities), deadline)
        self._publish(deadline)

    def _nodes(self) -> tuple[list[Node], list[Node]]:
        kept = kept_ports(self.folder / "ports.json", 2 * AUTHORITIES + RELAYS)
        # Their keys take seconds to make, in which somebody else could get a port.
        self._held = hold_ports(kept)
        ports = iter(kept)
        authorities = [
            Node(f"authority{i}", self.folder / f"authority{i}", next(ports), next(ports)) for i in range(AUTHORITIES)
        ]
        return authorities, [Node(f"relay{i}", self.folder / f"relay{i}", next(ports)) for i in range(RELAYS)]

    def _run(self, folder: Path, lines: Sequence[str]) -> TorProcess:
        process = TorProcess(self.binary, folder, [*torrc.process(self._authorities), *lines])
        self._processes.append(process)
        return process

    def _publish(self, deadline: float) -> None:
        """Start the onion services and wait until each has put its descriptors on the directories.

        A client that asks a directory which has none yet takes the service for gone, and asks no more for minutes.
        """
        self._authorize()
        process = self._run(self.folder / "services", torrc.services(self._onions, self.services))
        self._controller = process.control(deadline)
        published: set[str] = set()
        under_way: Counter[str] = Counter()

        def heard(event: Any) -> None:
            if event.action == "UPLOAD":
                under_way[event.address] += 1
            elif event.action in ("UPLOADED", "FAILED"):
                under_way[event.address] -= 1
            if event.action == "UPLOADED":
                published.add(event.address)

        self._controller.add_event_listener(heard, EventType.HS_DESC)
        self.progress(70, "publishing the onion services")
        wanted = {self.onion(name).removesuffix(".onion") for name in self.services}
        self._wait(lambda: wanted <= published, deadline)
        settled = time.monotonic() + SETTLING
        self._wait(lambda: max(under_way.values(), default=0) <= 0 or time.monotonic() > settled, deadline + SETTLING)
        self.progress(100, "usable")

    def _authorize(self) -> None:
        self._onions.mkdir(mode=0o700, exist_ok=True)
        for name in self.services:
            (self._onions / name).mkdir(mode=0o700, exist_ok=True)
            clients = self._onions / name / "authorized_clients"
            clients.mkdir(mode=0o700, exist_ok=True)
            for old in clients.iterdir():
                old.unlink()
            if name in self.authorized:
                (clients / "client.auth").write_text(self.authorized[name] + "\n", encoding="ascii")

    def _wait(self, ready: Callable[[], bool], deadline: float) -> None:
        while not ready():
            for process in self._processes:
                process.check()
            if time.monotonic() > deadline:
                raise TorUnavailable(f"the private Tor network is not usable after {PATIENCE:g} s: see {self.folder}")
            time.sleep(POLL)

    def _catch_sigterm(self) -> None:
        """Let SIGTERM end the block instead of the process at once, unless somebody handles it already."""
        main = threading.current_thread() is threading.main_thread()
        if main and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            self._sigterm = signal.signal(signal.SIGTERM, _end)


def _end(_number: int, _frame: Any) -> None:
    raise SystemExit(128 + signal.SIGTERM)


def _forget(folder: Path) -> None:
    """Remove what a node remembers of the last start, all but its keys: old consensuses name what is no more."""
    for each in folder.iterdir() if folder.exists() else ():
        if each.name == "keys":
            continue
        if each.is_dir():
            shutil.rmtree(each)
        else:
            each.unlink()
