"""A network namespace for a program, in which Tor's SOCKS and control port are all that there is, and a counter beside.

Both ports listen inside; this process carries what comes there to a tor outside, as a systemd socket with
`NetworkNamespacePath=` and systemd-socket-proxyd do (docs/operating.md). No interface but loopback is in it, so nothing
else could arrive anywhere; default routes all the same let every packet get as far as nftables' output hook, where each
is counted by where it would have gone, and dropped.
"""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import json
import os
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from crawler.tor.launch import Tor
from tests.services.relaying import answering, carry
from tests.shared import missing

SOCKS, CONTROL = 9050, 9051
"""Inside."""
SBIN = "/usr/sbin:/sbin"
PREFIX = "stallwatch-test"
RESOLVERS = ("192.0.2.53", "2001:db8::53")
"""Whom programs inside ask for names; documentation's addresses, nobody's (RFC 5737, RFC 3849)."""

# At `raw`: before any other rule or address translation could hide where a packet was sent to.
RULES = f"""
table inet watch {{
  counter tor {{}}
  counter answers {{}}
  counter lookups {{}}
  counter loopback {{}}
  counter ipv4 {{}}
  counter ipv6 {{}}
  chain refuse {{  # at once: who goes around Tor is not kept waiting
    meta l4proto tcp reject with tcp reset
    drop
  }}
  chain out {{
    type filter hook output priority raw; policy drop;
    ip daddr 127.0.0.1 tcp dport {{ {SOCKS}, {CONTROL} }} counter name tor accept
    ip saddr 127.0.0.1 ip daddr 127.0.0.1 tcp sport {{ {SOCKS}, {CONTROL} }} counter name answers accept
    tcp flags rst accept comment "what reject sends below; nobody else has a connection to reset"
    meta l4proto {{ tcp, udp }} th dport {{ 53, 853, 5353, 5355 }} counter name lookups goto refuse
    ip daddr 127.0.0.0/8 counter name loopback goto refuse
    ip6 daddr ::1 counter name loopback goto refuse
    meta nfproto ipv6 counter name ipv6 goto refuse
    counter name ipv4 goto refuse
  }}
}}
"""
_numbers = itertools.count()


@dataclass
class Confined:
    """The namespace, as long as it is there."""

    name: str
    outside: dict[int, tuple[str, int] | None] = field(default_factory=lambda: dict.fromkeys((SOCKS, CONTROL)))
    """By port inside, the address that is behind it; `None`: nobody, who connects is hung up on."""
    socks: str = f"127.0.0.1:{SOCKS}"
    control: str = f"127.0.0.1:{CONTROL}"

    @property
    def prefix(self) -> tuple[str, ...]:
        """What a command begins with that is to run inside; its process is the command's own."""
        return (_program("ip"), "netns", "exec", self.name)

    def put_behind(self, tor: Tor | None) -> None:
        """Let both ports lead to a tor from now on."""
        if tor is None:
            self.outside.update(dict.fromkeys(self.outside))
            return
        self.outside[SOCKS] = ("127.0.0.1", int(tor.socks.rpartition(":")[2]))
        self.outside[CONTROL] = tor.controller.get_listeners("CONTROL")[0]  # type: ignore[union-attr]

    def packets(self) -> dict[str, int]:
        """Packets since the start, by counter: "tor" to the two ports, "answers" from them, and all others."""
        said = _run(*self.prefix, _program("nft"), "--json", "list", "counters").stdout
        found = (each["counter"] for each in json.loads(said)["nftables"] if "counter" in each)
        return {each["name"]: each["packets"] for each in found}

    def leaked(self) -> dict[str, int]:
        """Packets that went anywhere else, by counter; none at all is {}."""
        return {name: count for name, count in self.packets().items() if count and name not in ("tor", "answers")}


@contextmanager
def confined() -> Iterator[Confined]:
    """Make a namespace; it is gone after the block. Skips, or fails in CI, where that cannot be done."""
    if os.geteuid() != 0:
        missing("network namespaces need root")
    for program, package in (("ip", "iproute2"), ("nft", "nftables")):
        if shutil.which(program, path=SBIN + ":" + os.environ["PATH"]) is None:
            missing(f"{program} is not installed (apt install {package})")
    _sweep()
    found = Confined(f"{PREFIX}-{os.getpid()}-{next(_numbers)}")
    resolver = Path("/etc/netns") / found.name
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, resolver, ignore_errors=True)
        resolver.mkdir(parents=True)
        lines = [f"nameserver {each}" for each in RESOLVERS]
        (resolver / "resolv.conf").write_text("\n".join([*lines, "options timeout:1 attempts:1", ""]))
        added = _run("ip", "netns", "add", found.name, check=False)
        if added.returncode:
            missing(f"no network namespace can be made here: {added.stderr.strip()}")
        stack.callback(_run, "ip", "netns", "del", found.name)
        _furnish(found)
        for listener in _listeners(found.name):
            stack.enter_context(answering(listener, partial(_answer, found=found)))
        yield found


def _furnish(found: Confined) -> None:
    """Bring loopback up, let it take whatever is sent anywhere, and lay the rules."""
    for line in (
        "link set lo up",
        "addr add 192.0.2.2/32 dev lo",
        "addr add 2001:db8::2/128 dev lo nodad",
        "route add default dev lo src 192.0.2.2",
        "-6 route add default dev lo src 2001:db8::2",
    ):
        _run("ip", "-n", found.name, *line.split())
    laid = _run(*found.prefix, _program("nft"), "--file", "-", stdin=RULES, check=False)
    if laid.returncode:
        missing(f"nftables does not work here: {laid.stderr.strip()}")


def _listeners(name: str) -> list[socket.socket]:
    """Return sockets that listen inside: a socket stays where it was made, whoever accepts from it."""
    made: list[socket.socket] = []

    def make() -> None:
        with Path("/run/netns", name).open() as inside:
            enter = ctypes.CDLL(None, use_errno=True).setns  # os.setns is Python 3.12's; it moves this thread alone
            if enter(inside.fileno(), 0x40000000):  # CLONE_NEWNET
                raise OSError(ctypes.get_errno(), "setns")
        made.extend(socket.create_server(("127.0.0.1", port), backlog=64) for port in (SOCKS, CONTROL))

    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    assert len(made) == 2, "the ports could not be made in the namespace"
    return made


def _answer(client: socket.socket, found: Confined) -> None:
    """Carry a connection to what is behind its port now."""
    behind = found.outside[client.getsockname()[1]]
    if behind is None:
        return
    with socket.create_connection(behind, timeout=10) as tor:
        tor.settimeout(None)
        carry(client, tor)


def _sweep() -> None:
    """Remove namespaces of test processes that were killed before they could."""
    for line in _run("ip", "netns", "list").stdout.splitlines():
        name = line.split()[0]
        owner = re.fullmatch(rf"{PREFIX}-(\d+)-\d+", name)
        if owner and not Path("/proc", owner[1]).exists():
            _run("ip", "netns", "del", name, check=False)
            shutil.rmtree(Path("/etc/netns") / name, ignore_errors=True)


def _program(name: str) -> str:
    return shutil.which(name, path=SBIN + ":" + os.environ["PATH"]) or name


def _run(name: str, *arguments: str, stdin: str = "", check: bool = True) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [_program(name), *arguments], input=stdin, capture_output=True, text=True, timeout=60, check=False
    )
    assert not check or not done.returncode, f"{name} {' '.join(arguments)}: {done.stderr.strip()}"
    return done
