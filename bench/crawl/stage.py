"""What a bench crawls: forums behind onions of a private Tor network, one tor client, an operator's folder."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.crawl.forums import BOARD, SlowForum
from config.schema import Tor as TorSettings
from crawler.tor.launch import open_tor
from demo.network import TorNetwork
from demo.ports import free_ports, hold_ports
from demo.shapes import Forum

Sites = dict[str, SlowForum]
"""The running forums by their names."""


@dataclass(frozen=True, slots=True)
class Stage:
    """All that runs."""

    sites: Sites
    onions: Mapping[str, str]
    """By site, its host name."""
    socks: str
    """SOCKS port of the one client that everybody uses, "127.0.0.1:PORT"."""


@contextmanager
def stage(folder: Path, forums: Mapping[str, Forum], latency: Mapping[str, float]) -> Iterator[Stage]:
    """Start all. `latency`: by forum, seconds. Raises `TorUnavailable`."""
    with ExitStack() as stack:
        held = [stack.enter_context(each) for each in hold_ports([0] * len(forums))]
        ports = {name: int(each.getsockname()[1]) for name, each in zip(forums, held, strict=True)}
        network = stack.enter_context(TorNetwork(folder / "network", ports))
        tor = stack.enter_context(open_tor(TorSettings(), folder / "tor", torrc=network.client_torrc()))
        sites = {
            name: stack.enter_context(SlowForum(given, ports[name], latency[name])) for name, given in forums.items()
        }
        yield Stage(sites, {name: network.onion(name) for name in forums}, tor.socks)


def write_operator(folder: Path, running: Stage, names: Sequence[str], *, concurrency: int) -> Path:
    """Write an operator's folder for some of the sites, with the running tor and one rule that some threads match."""
    for name in ("sites", "rules"):
        (folder / name).mkdir(mode=0o700, parents=True)
    folder.chmod(0o700)
    tor = {"launch": False, "socks": running.socks, "control": None}
    _write(folder / "stallwatch.yml", {"tor": tor})
    rule = {"id": "many", "title": "Many records", "when": {"records": {"at_least": 1_980_000}}}
    _write(folder / "rules" / "many.yml", [rule])
    for name in names:
        site = {
            "id": name, "engine": "mybb", "addresses": [f"http://{running.onions[name]}"],
            "boards": [{"id": "databases", "path": BOARD}], "delay": 0, "concurrency": concurrency,
            "budgets": {"pages": 100_000, "megabytes": 10_000, "minutes": 120},
        }  # fmt: skip
        _write(folder / "sites" / f"{name}.yml", site)
    return folder


@contextmanager
def privoxy(folder: Path, socks: str) -> Iterator[tuple[str, int]]:
    """Run a privoxy without filters before a SOCKS port; yields its address and pid. Raises `OSError` without it."""
    folder.mkdir(parents=True)
    port = free_ports(1)[0]
    lines = (
        f"listen-address 127.0.0.1:{port}", f"forward-socks5t / {socks} .", f"confdir {folder}", f"logdir {folder}",
        "max-client-connections 256", "keep-alive-timeout 300", "socket-timeout 300", "connection-sharing 1",
    )  # fmt: skip
    file = folder / "config"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    binary = shutil.which("privoxy", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or "privoxy"
    process = subprocess.Popen(  # noqa: S603 - Debian's own program
        [binary, "--no-daemon", str(file)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _await(port)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait()


def _await(port: int) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _write(file: Path, content: object) -> None:
    file.write_text(json.dumps(content), encoding="utf-8")  # JSON is YAML
