"""What the operating system shows of a process and its descendants: arguments, environment, who listens where (Linux)."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PROC = Path("/proc")
LISTEN = "0A"  # state of /proc/net/tcp


@dataclass
class Seen:
    """What was seen of all processes of a family while it was watched."""

    arguments: dict[int, str] = field(default_factory=dict)
    """By pid, as anybody on the machine may read them."""
    environments: dict[int, bytes] = field(default_factory=dict)
    """By pid."""
    listening: set[tuple[str, int]] = field(default_factory=set)
    """Addresses and ports that listened."""


@contextmanager
def watched(pid: int, every: float = 0.05) -> Iterator[Seen]:
    """Look at a process and its descendants again and again, from a thread."""
    seen, over = Seen(), threading.Event()

    def watch() -> None:
        while not over.wait(every):
            _look(pid, seen)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def family(pid: int) -> set[int]:
    """Return the pids of a process and its descendants."""
    parents: dict[int, int] = {}
    for each in PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            parents[int(each.name)] = int((each / "stat").read_text().rpartition(")")[2].split()[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _look(pid: int, seen: Seen) -> None:
    open_sockets: set[str] = set()
    for each in family(pid):
        with contextlib.suppress(OSError):
            home = PROC / str(each)
            # The newest: between fork and exec a child shows its parent's, and one that has ended shows none.
            if arguments := (home / "cmdline").read_bytes():
                seen.arguments[each] = arguments.replace(b"\0", b" ").decode("utf-8", "replace")
            if variables := (home / "environ").read_bytes():
                seen.environments[each] = variables
            for descriptor in (home / "fd").iterdir():
                with contextlib.suppress(OSError):
                    open_sockets |= set(re.findall(r"socket:\[(\d+)\]", str(descriptor.readlink())))
    seen.listening |= {address for inode, address in _listeners() if inode in open_sockets}


def _listeners() -> Iterator[tuple[str, tuple[str, int]]]:
    for table in ("tcp", "tcp6"):
        with contextlib.suppress(OSError):
            for line in (PROC / "net" / table).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == LISTEN:
                    yield fields[9], _address(fields[1])


def _address(written: str) -> tuple[str, int]:
    """Read an address as the kernel writes it: words of four bytes in the machine's order, in hexadecimal."""
    host, _, port = written.partition(":")
    words = (int(host[at : at + 8], 16) for at in range(0, len(host), 8))
    packed = b"".join(struct.pack("=I", word) for word in words)
    return socket.inet_ntop(socket.AF_INET6 if len(packed) == 16 else socket.AF_INET, packed), int(port, 16)


def is_loopback(host: str) -> bool:
    address = ipaddress.ip_address(host)
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
