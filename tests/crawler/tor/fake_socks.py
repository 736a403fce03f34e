"""SOCKS5 servers on loopback for tests: one that follows a script, and one that really relays, by a table of names."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.services.relaying import Talk, answering, carry


def read(connection: socket.socket, count: int) -> bytes:
    """Return exactly that many bytes; fewer when the other side hung up."""
    found = b""
    while len(found) < count and (piece := connection.recv(count - len(found))):
        found += piece
    return found


@contextmanager
def serving(talk: Talk, port: int = 0) -> Iterator[int]:
    """Serve every connection in a thread of its own; yield the port. Connections end with the block."""
    listener = socket.create_server(("127.0.0.1", port), backlog=64)
    with answering(listener, talk):
        yield listener.getsockname()[1]


@dataclass(frozen=True)
class Asked:
    """What a client asked the proxy for."""

    user: bytes
    password: bytes
    kind: int
    """ATYP: 1 IPv4, 3 name, 4 IPv6."""
    host: str
    port: int


@dataclass
class Relay:
    """A SOCKS5 proxy that connects names to loopback ports and remembers what it was asked."""

    ports: dict[str, int]
    """By host name, the port on loopback; a host that is not here is refused with code 4."""
    asked: list[Asked] = field(default_factory=list)

    def __call__(self, client: socket.socket) -> None:
        try:
            asked = self._negotiate(client)
        except IndexError:  # hung up: it only looked whether we are there, or was killed
            return
        self.asked.append(asked)
        if asked.host not in self.ports:
            client.sendall(b"\5\4\0\1\0\0\0\0\0\0")
            return
        with socket.create_connection(("127.0.0.1", self.ports[asked.host])) as site:
            client.sendall(b"\5\0\0\1\0\0\0\0\0\0")
            carry(client, site)

    def _negotiate(self, client: socket.socket) -> Asked:
        read(client, read(client, 2)[1])
        client.sendall(b"\5\2")
        user = read(client, read(client, 2)[1])
        password = read(client, read(client, 1)[0])
        client.sendall(b"\1\0")
        kind = read(client, 4)[3]
        raw = read(client, {1: 4, 4: 16}.get(kind) or read(client, 1)[0])
        host = raw.decode("ascii") if kind == 3 else raw.hex()
        return Asked(user, password, kind, host, int.from_bytes(read(client, 2), "big"))
