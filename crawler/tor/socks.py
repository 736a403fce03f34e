"""SOCKS5 for Twisted: CONNECT by name (RFC 1928, ATYP 3) with user and password (RFC 1929), as Tor wants it.

Nothing here can resolve a name or connect anywhere but to the proxy.
"""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP6ClientEndpoint
from twisted.internet.error import ConnectError
from twisted.internet.interfaces import IAddress, IReactorTime, IStreamClientEndpoint
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.python.failure import Failure
from zope.interface import implementer  # type: ignore[import-untyped]

from config.errors import TorUnavailable
from crawler.tor.handshake import Handshake, SocksRefusal

GARBLED = -1
"""`SocksError.code`: the proxy does not speak SOCKS5 with user and password, or hung up in the handshake."""
TIMED_OUT = -2
"""`SocksError.code`: the handshake did not end within its deadline."""


class SocksError(ConnectError):
    """The proxy did not connect us to the site; `code` is its reply, or one of this module's negative codes."""

    MESSAGE = "Tor did not connect"

    def __init__(self, code: int, words: str) -> None:
        super().__init__(string=words)  # type: ignore[no-untyped-call]
        self.code = code
        self.words = words


class ProxyGone(TorUnavailable):
    """Nothing answers at Tor's SOCKS port, or it hangs up at once: our tor is down, which says nothing of the site."""


def proxy_address(text: str) -> tuple[str, int]:
    """Read "host:port" of a SOCKS port on this machine; the host comes back as an IP, so that nothing is looked up.

    Raises `ValueError` for a host that is not this machine.

    >>> proxy_address("localhost:9050"), proxy_address("[::1]:9050")
    (('127.0.0.1', 9050), ('::1', 9050))
    """
    host, _, port = text.rpartition(":")
    known = {"127.0.0.1": "127.0.0.1", "localhost": "127.0.0.1", "[::1]": "::1"}
    if host not in known or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError("expected 127.0.0.1:PORT, localhost:PORT or [::1]:PORT")
    return known[host], int(port)


class _Negotiation(Protocol):
    """Speaks SOCKS, then hands the transport to the protocol that waits for the connection."""

    def __init__(self, attempt: _Attempt, inner: Protocol) -> None:
        self.attempt = attempt
        self.inner = inner
        self.handshake = attempt.handshake
        self.heard = False
        """Whether the proxy has said anything."""

    def connectionMade(self) -> None:  # noqa: N802 - Twisted's name
        self._write(self.handshake.start())

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        self.heard = True
        try:
            self._write(self.handshake.feed(data))
        except SocksRefusal as refusal:
            self.attempt.fail(SocksError(refusal.code, refusal.words))
        else:
            if self.handshake.done:
                self._hand_over()

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        # A forwarder before our tor takes every connection, and hangs up when nobody is behind it.
        lost = SocksError(GARBLED, "the connection was lost in the SOCKS handshake")
        self.attempt.fail(lost if self.heard else _gone("it hung up without a word"))

    def _write(self, data: bytes) -> None:
        transport: Any = self.transport
        if data:
            transport.write(data)

    def _hand_over(self) -> None:
        transport: Any = self.transport
        transport.protocol = self.inner
        self.inner.makeConnection(transport)  # type: ignore[no-untyped-call]
        if self.handshake.rest:
            self.inner.dataReceived(self.handshake.rest)
        self.attempt.succeed(self.inner)


class _Attempt:
    """One connection on its way: ends once, by success, failure, deadline or cancel, and leaves no socket behind."""

    def __init__(self, reactor: Any, handshake: Handshake, factory: Any, timeout: float) -> None:
        self.handshake = handshake
        self.factory = factory
        self.result: Deferred[Any] = Deferred(self._cancelled)
        self.over = False
        self.negotiation: _Negotiation | None = None
        self.tcp: Deferred[Any] | None = None
        self.clock: IReactorTime = reactor
        self.deadline = self.clock.callLater(timeout, self._late, timeout)

    def start(self, endpoint: Any) -> Deferred[Any]:
        """Connect to the proxy."""
        wrapper: Any = Factory()
        wrapper.noisy = False
        wrapper.buildProtocol = self._build
        self.tcp = endpoint.connect(wrapper).addErrback(self._no_proxy)
        return self.result

    def succeed(self, inner: Protocol) -> None:
        """Give the connected protocol to who asked."""
        if self._end():
            self.result.callback(inner)

    def fail(self, error: BaseException) -> None:
        """Give up: close the socket, then say why."""
        if self._end():
            self._close()
            self.result.errback(error)

    def _build(self, address: IAddress) -> _Negotiation | None:
        inner = self.factory.buildProtocol(address)
        if inner is None:
            return None
        self.negotiation = _Negotiation(self, inner)
        return self.negotiation

    def _no_proxy(self, why: Failure) -> None:
        error: Any = why.value
        self.fail(_gone(type(error).__name__) if isinstance(error, ConnectError) else error)

    def _late(self, timeout: float) -> None:
        words = f"no connection within {timeout:g} s"
        self.fail(_gone(words) if self.negotiation is None else SocksError(TIMED_OUT, words))

    def _cancelled(self, _: Deferred[Any]) -> None:
        # Deferred.cancel() itself errbacks the result with CancelledError after this.
        if self._end():
            self._close()

    def _end(self) -> bool:
        if self.over:
            return False
        self.over = True
        if self.deadline.active():
            self.deadline.cancel()
        return True

    def _close(self) -> None:
        if self.negotiation is not None and self.negotiation.transport is not None:
            self.negotiation.transport.abortConnection()
        elif self.tcp is not None:
            self.tcp.cancel()


def _gone(how: str) -> ProxyGone:
    return ProxyGone(
        f"nothing answers at Tor's SOCKS port ({how}): is tor still running? "
        "Start it again, or let stallwatch do so (tor.launch in stallwatch.yml)"
    )


@implementer(IStreamClientEndpoint)
class Socks5Endpoint:
    """An endpoint (`IStreamClientEndpoint`) for one host and port behind a SOCKS5 proxy.

    `connect` fails with `SocksError` when the proxy refuses or does not finish within `timeout` seconds (all of it:
    TCP and handshake), and with `ProxyGone` when no proxy is there.
    """

    def __init__(
        self,
        reactor: Any,
        proxy: tuple[str, int],
        credentials: tuple[bytes, bytes],
        host: bytes,
        port: int,
        timeout: float = 60.0,
    ) -> None:
        self._reactor = reactor
        self._proxy = proxy
        self._target = (*credentials, host, port)
        self._timeout = timeout

    def connect(self, factory: Any) -> Deferred[Any]:
        """Connect; the Deferred may be cancelled at any moment."""
        try:
            handshake = Handshake(*self._target)
        except SocksRefusal as refusal:
            failed: Deferred[Any] = Deferred()
            failed.errback(SocksError(refusal.code, refusal.words))
            return failed
        endpoint = TCP6ClientEndpoint if ":" in self._proxy[0] else TCP4ClientEndpoint
        tcp: Any = endpoint(self._reactor, *self._proxy, timeout=self._timeout)
        return _Attempt(self._reactor, handshake, factory, self._timeout).start(tcp)
