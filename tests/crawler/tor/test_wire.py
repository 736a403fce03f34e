"""The bounds of what is not a page's body, on Twisted's own connection without a network."""

from typing import Any

import pytest
from twisted.internet.testing import StringTransport
from twisted.web._newclient import Request
from twisted.web.http_headers import Headers

from crawler.tor.wire import MAX_HEAD, BoundedFactory, HeadTooLarge, JoinedChunks

OK = b"HTTP/1.1 200 OK\r\n"


def answered(data: bytes) -> Any:
    """What comes of a request that is answered with it: a response, a failure's reason, or `None`: it still waits."""
    protocol = BoundedFactory(lambda _: None, {}).buildProtocol(None)
    protocol.makeConnection(StringTransport())
    result: list[Any] = []
    request = Request(b"GET", b"/", Headers({b"Host": [b"forum.example"]}), None)
    protocol.request(request).addCallbacks(result.append, lambda why: result.append(why.value.reasons[0].value))
    for start in range(0, len(data), 65_536):
        if protocol._parser is not None:
            protocol.dataReceived(data[start : start + 65_536])
    return result[0] if result else None


@pytest.mark.parametrize(
    "head",
    [
        OK + b"X-More: a\r\n" * 100_000,
        OK + b"X-Long: a\r\n" + b" aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n" * 20_000,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 20_000,
        b"".join(b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n" for _ in range(20_000)),
    ],
    ids=["headers", "folded", "continue", "hints"],
)
def test_a_head_has_bounds(head: bytes) -> None:
    assert isinstance(answered(head), HeadTooLarge)


@pytest.mark.parametrize("line", [b"X-Long: " + b"a" * 10_000_000, b"\0" * 100_000, b"HTTP/1.1 200 " + b"a" * 20_000])
def test_a_line_of_it_too(line: bytes) -> None:
    assert isinstance(answered(line), HeadTooLarge)


def test_a_large_head_below_the_bounds_is_read() -> None:
    lines = b"".join(b"X-%04d: %s\r\n" % (number, b"a" * 10_000) for number in range(MAX_HEAD // 10_100))
    assert answered(b"HTTP/1.1 100 Continue\r\n\r\n" + OK + lines + b"Content-Length: 0\r\n\r\n").code == 200


def chunked(*chunks: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in (*chunks, b""))


def test_what_comes_in_one_piece_is_handed_over_in_one() -> None:
    got: list[bytes] = []
    over: list[bytes] = []
    decoder = JoinedChunks(got.append, over.append)
    decoder.dataReceived(chunked(*[b"x"] * 1000) + b"rest")
    assert got == [b"x" * 1000]
    assert over == [b"rest"]
    decoder.noMoreData()


def test_chunks_of_next_to_nothing_are_given_up() -> None:
    decoder = JoinedChunks(lambda _: None, lambda _: None)
    with pytest.raises(HeadTooLarge, match="next to nothing"):
        decoder.dataReceived(b"1\r\nx\r\n" * 1_000_000)


def test_chunks_of_some_use_are_not() -> None:
    got: list[bytes] = []
    decoder = JoinedChunks(got.append, lambda _: None)
    for _ in range(200):
        decoder.dataReceived(chunked(*[b"0123456789"] * 500)[:-5])
    assert len(b"".join(got)) == 1_000_000
