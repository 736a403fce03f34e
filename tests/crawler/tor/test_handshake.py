"""The handshake by its bytes (RFC 1928, RFC 1929)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.tor.handshake import REPLIES, Handshake, SocksRefusal

LOGIN = b"\1\4user\4word"
REQUEST = b"\5\1\0\3\x0dforum.example\x00\x50"
OPEN = b"\5\2\1\0\5\0\0\1\x7f\0\0\1\x1f\x90"


def new() -> Handshake:
    return Handshake(b"user", b"word", b"forum.example", 80)


def test_says_what_the_standards_say() -> None:
    shake = new()
    assert shake.start() == b"\5\1\2"
    assert shake.feed(b"\5\2") == LOGIN
    assert shake.feed(b"\1\0") == REQUEST
    assert not shake.done
    assert shake.feed(OPEN[4:]) == b""
    assert shake.done
    assert shake.rest == b""


@given(cuts=st.sets(st.integers(1, len(OPEN) + 3)), tail=st.sampled_from([b"", b"H", b"HTTP"]))
def test_pieces_of_any_size_come_to_the_same(cuts: set[int], tail: bytes) -> None:
    stream, shake = OPEN + tail, new()
    said, at = shake.start(), 0
    for end in [*sorted(cut for cut in cuts if cut < len(stream)), len(stream)]:
        said += shake.feed(stream[at:end])
        at = end
    assert said == b"\5\1\2" + LOGIN + REQUEST
    assert shake.done
    assert shake.rest == tail


@pytest.mark.parametrize(
    ("bound", "kind"),
    [(b"\1\x7f\0\0\1", "IPv4"), (b"\4" + bytes(16), "IPv6"), (b"\3\4name", "a name"), (b"\3\0", "an empty name")],
)
def test_any_bound_address_is_read_to_its_end(bound: bytes, kind: str) -> None:
    shake = new()
    shake.start()
    shake.feed(b"\5\2\1\0\5\0\0" + bound + b"\x1f\x90" + b"rest")
    assert (shake.done, shake.rest) == (True, b"rest"), kind


@pytest.mark.parametrize("code", [*REPLIES, 0x42, 0xFF])
def test_each_refusal_keeps_its_code_and_words(code: int) -> None:
    shake = new()
    shake.start()
    with pytest.raises(SocksRefusal) as caught:
        shake.feed(b"\5\2\1\0\5" + bytes([code]) + b"\0\1")
    assert caught.value.code == code
    assert caught.value.words == REPLIES.get(code, f"unknown reply {code:#04x}")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"\5\0", "does not take SOCKS5 with user and password"),
        (b"\5\xff", "does not take SOCKS5 with user and password"),
        (b"\4\2", "does not take SOCKS5 with user and password"),
        (b"HTTP/1.0 400", "does not take SOCKS5 with user and password"),
        (b"\5\2\1\1", "refused the user and password"),
        (b"\5\2\1\0\4\0\0\1", "is not SOCKS5"),
        (b"\5\2\1\0\5\0\0\2", "unknown address type"),
    ],
)
def test_what_is_no_socks5_is_named(sent: bytes, words: str) -> None:
    shake = new()
    shake.start()
    with pytest.raises(SocksRefusal, match=words) as caught:
        shake.feed(sent)
    assert caught.value.code == -1


@given(st.binary(max_size=80))
def test_garbage_ends_in_a_refusal_or_waits(sent: bytes) -> None:
    shake = new()
    shake.start()
    try:
        shake.feed(sent)
    except SocksRefusal:
        return
    assert not shake.done or sent.startswith(b"\5\2\1\0\5\0")


@pytest.mark.parametrize("size", [0, 256, 1000])
@pytest.mark.parametrize("which", [0, 1, 2])
def test_what_does_not_fit_is_refused_before_anything_is_sent(which: int, size: int) -> None:
    parts = [b"user", b"word", b"forum.example"]
    parts[which] = b"x" * size
    with pytest.raises(SocksRefusal, match="does not fit"):
        Handshake(*parts, 80)


def test_255_bytes_fit() -> None:
    shake = Handshake(b"u" * 255, b"p" * 255, b"h" * 255, 65535)
    shake.start()
    assert shake.feed(b"\5\2") == b"\1\xff" + b"u" * 255 + b"\xff" + b"p" * 255
