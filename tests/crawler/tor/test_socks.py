"""The endpoint against servers on loopback that keep to a script."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from twisted.internet.asyncioreactor import AsyncioSelectorReactor
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.error import ConnectError
from twisted.internet.protocol import Factory, Protocol

from config.errors import TorUnavailable
from crawler.tor.socks import GARBLED, TIMED_OUT, ProxyGone, Socks5Endpoint, SocksError, proxy_address
from tests.crawler.tor.fake_socks import Relay, read, serving

OPEN = b"\5\0\0\1\x7f\0\0\1\x1f\x90"


class Collector(Protocol):
    """Says hello and keeps what comes."""

    def __init__(self) -> None:
        self.got = b""
        self.more = asyncio.Event()

    def connectionMade(self) -> None:  # noqa: N802 - Twisted's name
        self.transport.write(b"hello")

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        self.got += data
        self.more.set()


def run(work: Callable[[Any], Awaitable[Any]]) -> Any:
    """Run work(reactor) with a reactor of its own, so that none is installed for the process."""

    async def main() -> Any:
        return await work(AsyncioSelectorReactor(asyncio.get_running_loop()))

    return asyncio.run(main())


def connect(reactor: Any, port: int, *, host: bytes = b"forum.example", timeout: float = 20) -> Deferred[Collector]:
    endpoint = Socks5Endpoint(reactor, ("127.0.0.1", port), (b"user", b"word"), host, 80, timeout)
    return endpoint.connect(Factory.forProtocol(Collector))


def attempt(port: int, **kwargs: Any) -> Collector:
    async def work(reactor: Any) -> Collector:
        protocol = await connect(reactor, port, **kwargs).asFuture(asyncio.get_running_loop())
        await protocol.more.wait()
        return protocol

    return run(work)


def until_login(connection: socket.socket) -> None:
    read(connection, 3)
    connection.sendall(b"\5\2")
    read(connection, 11)


def until_request(connection: socket.socket) -> None:
    until_login(connection)
    connection.sendall(b"\1\0")
    read(connection, 20)


def echo_by_single_bytes(connection: socket.socket) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    read(connection, 3)
    for each in (b"\5", b"\2"):
        connection.sendall(each)
    read(connection, 11)
    for each in (b"\1", b"\0"):
        connection.sendall(each)
    read(connection, 20)
    for number in OPEN:
        connection.sendall(bytes([number]))
    connection.sendall(read(connection, 5).upper())


def all_at_once(connection: socket.socket) -> None:
    until_request(connection)
    connection.sendall(OPEN + b"early")
    read(connection, 5)


@pytest.mark.parametrize(("talk", "got"), [(echo_by_single_bytes, b"HELLO"), (all_at_once, b"early")])
def test_connects_however_the_replies_are_cut(talk: Callable[[socket.socket], None], got: bytes) -> None:
    with serving(talk) as port:
        protocol = attempt(port)
        assert got.startswith(protocol.got)
        assert protocol.got


def test_asks_by_name_with_the_credentials() -> None:
    relay = Relay({})
    with serving(relay) as port, pytest.raises(SocksError):
        attempt(port)
    [asked] = relay.asked
    assert (asked.kind, asked.host, asked.port) == (3, "forum.example", 80)
    assert (asked.user, asked.password) == (b"user", b"word")


@pytest.mark.parametrize(
    ("reply", "code", "words"),
    [
        (b"\5\5\0\1", 5, "connection refused"),
        (b"\5\xf0\0\1", 0xF0, "descriptor can not be found"),
        (b"\5\xf4\0\1", 0xF4, "client authorization"),
        (b"\5\x99\0\1", 0x99, "unknown reply 0x99"),
        (b"garbage", GARBLED, "not SOCKS5"),
    ],
)
def test_a_refusal_comes_with_code_and_words(reply: bytes, code: int, words: str) -> None:
    def talk(connection: socket.socket) -> None:
        until_request(connection)
        connection.sendall(reply)
        read(connection, 1)

    with serving(talk) as port, pytest.raises(SocksError, match=words) as caught:
        attempt(port)
    assert caught.value.code == code
    assert isinstance(caught.value, ConnectError)  # what Scrapy tries again


@pytest.mark.parametrize("first", [b"\5\0", b"\5\xff", b"\4\2", b"HTTP/1.0 501 Tor is not an HTTP Proxy\r\n\r\n"])
def test_a_wrong_method_is_refused_before_the_credentials_are_told(first: bytes) -> None:
    told: list[bytes] = []

    def talk(connection: socket.socket) -> None:
        read(connection, 3)
        connection.sendall(first)
        told.append(read(connection, 1))

    with serving(talk) as port, pytest.raises(SocksError, match="does not take SOCKS5") as caught:
        attempt(port)
    assert caught.value.code == GARBLED
    assert b"".join(told) == b""


@pytest.mark.parametrize("talk", [until_login, until_request])
def test_a_proxy_that_hangs_up_in_the_handshake_is_told_from_one_that_is_gone(talk: Callable[..., Any]) -> None:
    with serving(talk) as port, pytest.raises(SocksError, match="lost in the SOCKS handshake") as caught:
        attempt(port)
    assert caught.value.code == GARBLED


class Hang:
    """Goes as far as told, then says nothing; notes when the client hangs up."""

    def __init__(self, until: Callable[[socket.socket], Any], *, drip: bool = False) -> None:
        self.until = until
        self.drip = drip
        self.reached = threading.Event()
        self.closed = threading.Event()

    def __call__(self, connection: socket.socket) -> None:
        try:
            self.until(connection)
            self.reached.set()
            if self.drip:
                connection.sendall(b"\5")
            while connection.recv(100):
                pass
        except OSError:  # an abort is a reset
            pass
        self.closed.set()


STAGES = [lambda _: None, until_login, until_request]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("drip", [False, True])
def test_a_hang_at_any_stage_ends_at_the_deadline_and_closes_the_socket(stage: Any, drip: bool) -> None:
    hang = Hang(stage, drip=drip)
    with serving(hang) as port:
        with pytest.raises(SocksError, match="no connection within") as caught:
            attempt(port, timeout=0.2)
        assert hang.closed.wait(10)
    assert caught.value.code == TIMED_OUT


def test_without_the_deadline_the_hang_would_last() -> None:
    hang = Hang(until_request)

    async def work(reactor: Any) -> None:
        waiting = connect(reactor, port, timeout=3600)
        assert await asyncio.to_thread(hang.reached.wait, 10)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(waiting.asFuture(asyncio.get_running_loop()), 0.5)

    with serving(hang) as port:
        run(work)


@pytest.mark.parametrize("stage", STAGES)
def test_a_cancel_at_any_stage_closes_the_socket(stage: Any) -> None:
    hang = Hang(stage)

    async def work(reactor: Any) -> None:
        waiting = connect(reactor, port)
        assert await asyncio.to_thread(hang.reached.wait, 10)
        waiting.cancel()
        with pytest.raises(CancelledError):
            await waiting.asFuture(asyncio.get_running_loop())
        assert await asyncio.to_thread(hang.closed.wait, 10)
        assert not list(reactor.getDelayedCalls())

    with serving(hang) as port:
        run(work)


def test_a_cancel_before_tcp_connects_leaves_nothing_behind() -> None:
    with serving(lambda connection: read(connection, 1)) as port:

        async def work(reactor: Any) -> None:
            waiting = connect(reactor, port)
            waiting.cancel()
            with pytest.raises(CancelledError):
                await waiting.asFuture(asyncio.get_running_loop())
            await asyncio.sleep(0.1)  # Twisted's own next step finds the attempt over
            assert not list(reactor.getDelayedCalls())
            assert not [each for each in reactor.getReaders() + reactor.getWriters() if "Client" in repr(each)]

        run(work)


def test_nothing_at_the_socks_port_is_our_tor_being_gone_not_the_site() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ProxyGone, match="nothing answers at Tor's SOCKS port") as caught:
        attempt(port)
    assert isinstance(caught.value, TorUnavailable)
    assert not isinstance(caught.value, (ConnectError, OSError))  # Scrapy would try these again


@pytest.mark.parametrize("talk", [lambda _: None, lambda c: read(c, 3)])
def test_a_forwarder_with_nobody_behind_it_is_our_tor_being_gone_too(talk: Callable[..., Any]) -> None:
    with serving(talk) as port, pytest.raises(ProxyGone, match="hung up without a word"):
        attempt(port)


def test_a_host_over_255_bytes_is_refused_without_a_connection() -> None:
    seen: list[int] = []
    with serving(lambda _: seen.append(1)) as port, pytest.raises(SocksError, match="does not fit"):
        attempt(port, host=b"x" * 256)
    assert not seen


@pytest.mark.parametrize(
    "text", ["", "9050", ":9050", "10.0.0.1:9050", "tor.example:9050", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:70000",
             "127.0.0.1:９０５０", "127.0.0.2:9050", "::1:9050", "127.0.0.1:9050@x"]
)  # fmt: skip
def test_only_this_machine_is_a_proxy_address(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected 127\.0\.0\.1:PORT"):
        proxy_address(text)
