"""Free ports on loopback, the same ones at the next start where that is possible."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path


def free_ports(count: int) -> list[int]:
    """Return that many ports on which nothing listens now."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]


def hold_ports(ports: Iterable[int]) -> list[socket.socket]:
    """Return a socket for each port, which holds it until it is closed for a server that starts later; 0: any free one.

    The system gives a port that is bound to nobody else, neither to a server that asks for any nor to a connection on
    its way out; yet who sets SO_REUSEADDR, as tor and Python's servers do, may listen on it while nobody else does
    (socket(7)). Raises `OSError` when somebody has one already.
    """
    sockets = []
    for port in ports:
        sockets.append(socket.socket())
        sockets[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sockets[-1].bind(("127.0.0.1", port))
    return sockets


def kept_ports(file: Path, count: int) -> list[int]:
    """Return the ports that the file names if they are free still, else others, which it names from then on."""
    ports: list[int] = json.loads(file.read_text(encoding="ascii")) if file.exists() else []
    if len(ports) != count or not all(map(_is_free, ports)):
        ports = free_ports(count)
        file.write_text(json.dumps(ports), encoding="ascii")
    return ports


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as tor does: a port in TIME_WAIT is free
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
