"""The client's side of SOCKS5 without any input or output: bytes in, bytes out (RFC 1928, RFC 1929)."""

from __future__ import annotations

from collections.abc import Generator

REPLIES = {
    # RFC 1928, section 6
    0x01: "general failure",
    0x02: "not allowed by the rule set",
    0x03: "network unreachable",
    0x04: "host unreachable",
    0x05: "connection refused",
    0x06: "TTL expired",
    0x07: "command not supported",
    0x08: "address type not supported",
    # Tor's own, with ExtendedErrors on the SocksPort (tor(1); proposal 304)
    0xF0: "onion service descriptor can not be found",
    0xF1: "onion service descriptor is invalid",
    0xF2: "onion service introduction failed",
    0xF3: "onion service rendezvous failed",
    0xF4: "onion service wants client authorization: give its key (onion_auth in the site's file)",
    0xF5: "onion service refused our client authorization: is the key still right?",
    0xF6: "onion address is invalid",
    0xF7: "onion service introduction timed out",
}
"""What a reply code means."""

_NO_PROXY = -1
_BOUND_ADDRESS = {0x01: 4, 0x04: 16}


class SocksRefusal(Exception):  # noqa: N818 - what the proxy did
    """The handshake cannot succeed; `code` is the proxy's reply, or -1 when it did not speak SOCKS5 with a login."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


class Handshake:
    """One handshake. Feed it what the proxy sends, in pieces of any size; write what it returns.

    Raises `SocksRefusal` at once for what cannot be put into a request (a host over 255 bytes).
    """

    def __init__(self, user: bytes, password: bytes, host: bytes, port: int) -> None:
        for what, value in (("user", user), ("password", password), ("host", host)):
            if not 0 < len(value) < 256:
                raise SocksRefusal(_NO_PROXY, f"the {what} does not fit into a SOCKS request (1 to 255 bytes)")
        self._login = b"\1%c%b%c%b" % (len(user), user, len(password), password)
        self._request = b"\5\1\0\3%c%b%b" % (len(host), host, port.to_bytes(2, "big"))
        self._buffer = b""
        self._out = b""
        self._needed = 0
        self._steps = self._talk()
        self.done = False
        """Whether the way to the site is open."""

    @property
    def rest(self) -> bytes:
        """What came behind the handshake: the site's first bytes."""
        return self._buffer if self.done else b""

    def start(self) -> bytes:
        """Return the first message."""
        self._needed = next(self._steps)
        return self._taken()

    def feed(self, data: bytes) -> bytes:
        """Take bytes from the proxy; return what to answer. Raises `SocksRefusal`."""
        self._buffer += data
        while not self.done and len(self._buffer) >= self._needed:
            piece, self._buffer = self._buffer[: self._needed], self._buffer[self._needed :]
            try:
                self._needed = self._steps.send(piece)
            except StopIteration:
                self.done = True
        return self._taken()

    def _taken(self) -> bytes:
        out, self._out = self._out, b""
        return out

    def _talk(self) -> Generator[int, bytes, None]:
        """Yield how many bytes are needed next; be sent exactly these."""
        self._out += b"\5\1\2"
        if (yield 2) != b"\5\2":
            raise SocksRefusal(_NO_PROXY, "the proxy does not take SOCKS5 with user and password")
        self._out += self._login
        if (yield 2) != b"\1\0":
            raise SocksRefusal(_NO_PROXY, "the proxy refused the user and password")
        self._out += self._request
        version, code, _, kind = yield 4
        if version != 5:
            raise SocksRefusal(_NO_PROXY, "the proxy's reply is not SOCKS5")
        if code:
            raise SocksRefusal(code, REPLIES.get(code, f"unknown reply {code:#04x}"))
        # How long the bound address is; its value says nothing (RFC 1928, section 6).
        length = (yield 1)[0] if kind == 0x03 else _BOUND_ADDRESS.get(kind)
        if length is None:
            raise SocksRefusal(_NO_PROXY, "the proxy's reply holds an unknown address type")
        yield length + 2
