"""What a malicious server says, by path, byte for byte; each is bounded here too, for the days when a guard is out."""

import contextlib
import gzip
import itertools
import re
import socket
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import brotli
from backports import zstd

from crawler import settings
from tests.crawler.tor.crawl import run_crawl
from tests.crawler.tor.fake_socks import Relay, serving
from tests.onions import invented

MOST = 48_000_000
"""Bytes that the server sends in one answer at most."""
PATIENCE = 12.0
"""Seconds that it drips at most."""
PAGE = b"<html><body><p>A page.</p></body></html>"
HTML = b"Content-Type: text/html; charset=utf-8\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\n" + HTML + b"Transfer-Encoding: chunked\r\n\r\n"

Pieces = Callable[[], Iterable[bytes]]


def whole(*more: bytes, body: bytes = PAGE, status: bytes = b"200 OK", kind: bytes = HTML, length: int = -1) -> bytes:
    """One answer. `more`: lines of its head; `length`: as it claims, -1: as it is, -2: it claims none."""
    lines = [b"HTTP/1.1 " + status + b"\r\n", kind, *(each + b"\r\n" for each in more)]
    if length != -2:
        lines.append(b"Content-Length: %d\r\n" % (len(body) if length == -1 else length))
    return b"".join(lines) + b"\r\n" + body


def packed(coding: str, body: bytes) -> bytes:
    return whole(b"Content-Encoding: " + coding.encode(), body=body)


def once(answer: bytes) -> Pieces:
    return lambda: [answer]


def endless(start: bytes, again: bytes) -> Pieces:
    """The same over and over, in large pieces."""
    piece = again * max(1, 65_536 // len(again))
    return lambda: itertools.chain([start], itertools.repeat(piece, MOST // len(piece)))


def dripping(start: bytes, again: bytes, patience: float = PATIENCE) -> Pieces:
    """The same over and over, slower than anybody waits."""

    def drip() -> Iterator[bytes]:
        yield start
        until = time.monotonic() + patience
        while time.monotonic() < until:
            time.sleep(0.05)
            yield again

    return drip


ZEROS = b"\0" * MOST
BOMBS = {
    "gzip": gzip.compress(ZEROS),
    "deflate": zlib.compress(ZEROS, 9),
    "br": brotli.compress(ZEROS, quality=4),
    "zstd": zstd.compress(ZEROS),
}
BOMBS["gzip, br"] = brotli.compress(BOMBS["gzip"], quality=4)
BOMBS["zstd, gzip"] = gzip.compress(BOMBS["zstd"])


def layered(times: int) -> bytes:
    body = PAGE
    for _ in range(times):
        body = gzip.compress(body)
    return packed(", ".join(["gzip"] * times), body)


STALLS: dict[str, Pieces] = {
    "nothing at all": dripping(b"", b""),
    "a head by the byte": dripping(b"HTTP/1.1 200 OK\r\nX-Long: ", b"a"),
    "a head by the line": dripping(b"HTTP/1.1 200 OK\r\n", b"X-More: a\r\n"),
    "a body by the byte": dripping(whole(body=b"<", length=100_000), b"x"),
    "a body without length by the byte": dripping(whole(body=b"<", length=-2), b"x"),
    "chunks by the byte": dripping(CHUNKED, b"1\r\nx\r\n"),
    "interim answers one by one": dripping(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "half a body and then nothing": dripping(whole(body=b"x" * 500, length=1000), b""),
}
"""What never ends by itself."""

ANSWERS: dict[str, tuple[Pieces, str, str]] = {
    # --- connections and framing ---
    "closed at once": (once(b""), "DownloadFailedError", ""),
    "closed in the head": (once(b"HTTP/1.1 200 OK\r\nContent-Ty"), "DownloadFailedError", ""),
    "closed in the body": (once(whole(length=9000)), "ResponseDataLossError", ""),
    "closed between chunks": (once(CHUNKED + b"3\r\n<p>\r\n"), "ResponseDataLossError", ""),
    "body longer than it says": (once(whole(length=10)), "Response", "200 10"),
    "length and chunks": (once(CHUNKED.replace(HTML, HTML + b"Content-Length: 9\r\n") + b"3\r\n<p>\r\n0\r\n\r\n"), "Response", "200 3"),
    "two lengths": (once(whole(b"Content-Length: 7")), "DownloadFailedError", ""),
    "negative length": (once(whole(length=-7)), "DownloadFailedError", ""),
    "a length of 4,000 digits": (once(whole(b"Content-Length: " + b"9" * 4000, length=-2)), "PageTooLarge", ""),
    "another transfer encoding": (once(whole(b"Transfer-Encoding: gzip", length=-2)), "DownloadFailedError", ""),
    "HTTP/0.9": (once(PAGE + b"\n"), "DownloadFailedError", ""),
    "garbage in lines": (once(bytes(range(256)) * 9), "DownloadFailedError", ""),
    "garbage without lines": (endless(b"\1", b"\1"), "HeadTooLarge", ""),
    "a status in words": (once(whole(status=b"two hundred")), "DownloadFailedError", ""),
    "204 with a body": (once(whole(status=b"204 No Content")), "Response", "204 0"),
    "304 with a body": (once(whole(status=b"304 Not Modified")), "Response", "304 0"),
    "no chunks at all": (once(CHUNKED + b"zzz\r\n" + PAGE), "ResponseDataLossError", ""),
    "a chunk of 2^63 bytes": (endless(CHUNKED + b"7fffffffffffffff\r\n", b"x"), "PageTooLarge", ""),
    "a chunk's size without end": (endless(CHUNKED, b"0"), "ResponseDataLossError", ""),
    "trailers without end": (endless(CHUNKED + b"3\r\n<p>\r\n0\r\n", b"X-More: a\r\n"), "ResponseDataLossError", ""),
    # --- size ---
    "a body without end": (endless(whole(body=b"<", length=-2), b"x"), "PageTooLarge", ""),
    "a page of 50 MB": (endless(whole(body=b"<", length=50_000_000), b"x"), "PageTooLarge", ""),
    "chunks without end": (endless(CHUNKED, b"1000\r\n" + b"x" * 4096 + b"\r\n"), "PageTooLarge", ""),
    "chunks of a byte without end": (endless(CHUNKED, b"1\r\nx\r\n"), "HeadTooLarge", "chunks of next to nothing"),
    "a header of 10 MB": (once(whole(b"X-Long: " + b"a" * 10_000_000)), "HeadTooLarge", ""),
    "a header of 10 MB in folded lines": (once(whole(b"X-Long: a" + b"\r\n " .join([b"a" * 10_000] * 1000))), "HeadTooLarge", ""),
    "100,000 headers": (once(whole(*(b"X-%d: a" % number for number in range(100_000)))), "HeadTooLarge", ""),
    "headers without end": (endless(b"HTTP/1.1 200 OK\r\n", b"X-More: a\r\n"), "HeadTooLarge", ""),
    "interim answers without end": (endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "HeadTooLarge", ""),
    "1,000 headers": (once(whole(*(b"X-%d: a" % number for number in range(1000)))), "Response", "200 40"),
    "a few interim answers": (once(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 9 + whole()), "Response", "200 40"),
    # --- compression ---
    **{f"a bomb of {coding}": (once(packed(coding, body)), "PageTooLarge", "unpacks to more") for coding, body in BOMBS.items()},
    "packed five times": (once(layered(5)), "Response", "200 40"),
    "packed six times": (once(layered(6)), "BrokenEncoding", "more than 5 times"),
    "packed 3,000 times": (once(layered(3000)), "HeadTooLarge", ""),
    **{f"no {coding}": (once(packed(coding, PAGE)), "BrokenEncoding", "does not unpack") for coding in ("gzip", "deflate", "br", "zstd")},
    "half a gzip": (once(packed("gzip", gzip.compress(PAGE)[:-12])), "Response", ""),
    "nothing as gzip": (once(packed("gzip", b"")), "Response", "200 0"),
    "an encoding that is none": (once(packed("utf-8", PAGE)), "Response", "200 40"),
    "identity": (once(packed("identity", PAGE)), "Response", "200 40"),
    # --- types and redirects ---
    "no type": (once(whole(kind=b"")), "Refused", "content_type"),
    "a wrong type": (once(whole(kind=b"Content-Type: image/png\r\n")), "Refused", "content_type"),
    "a loop": (once(whole(b"Location: /a-loop", status=b"302 Found")), "IgnoreRequest", "max redirections"),
    "a location of 5 MB": (once(whole(b"Location: /" + b"a" * 5_000_000, status=b"302 Found")), "HeadTooLarge", ""),
    "a location of 10 kB": (once(whole(b"Location: /" + b"a" * 10_000, status=b"302 Found")), "Refused", "malformed"),
    "refresh": (once(whole(b"Refresh: 0; url=/elsewhere", body=b'<meta http-equiv="refresh" content="0; url=/elsewhere">')), "Response", "200 55"),
    "an ordinary page, at last": (once(whole()), "Response", "200 40"),
}  # fmt: skip
"""What comes, and what becomes of it: the outcome, and a part of what is said."""


def path_of(name: str) -> str:
    return "/" + "-".join(re.findall(r"[a-z0-9]+", name.lower()))


class Server:
    """Answers each connection's requests, one after the other, with the attack of the path; for `serving`."""

    def __init__(self, further: Callable[[str], Pieces | None] = lambda _: None) -> None:
        """`further`: says what else is answered, by path."""
        self.asked: list[str] = []
        """Paths."""
        self._further = further
        self._pieces = {path_of(name): pieces for name, pieces in STALLS.items()}
        self._pieces |= {path_of(name): pieces for name, (pieces, _, _) in ANSWERS.items()}

    def __call__(self, connection: socket.socket) -> None:
        head = b""
        with contextlib.suppress(OSError):
            while b"\r\n\r\n" not in head and (piece := connection.recv(4096)):
                head += piece
            path = head.partition(b" ")[2].partition(b" ")[0].decode("latin-1")
            self.asked.append(path)
            pieces = self._pieces.get(path) or self._further(path) or once(whole(status=b"404 Not Found"))
            for each in pieces():
                connection.sendall(each)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(4096):  # else what was sent is lost with a reset
                pass


ONION = invented("forum")
BOUNDS = (
    "DOWNLOAD_TIMEOUT",
    "DOWNLOAD_MAXSIZE",
    "REDIRECT_MAX_TIMES",
    "METAREFRESH_ENABLED",
    "RETRY_TIMES",
    "RETRY_HTTP_CODES",
)
"""Of the product's settings, those that hold here."""


@dataclass(frozen=True)
class Attacked:
    """What came of attacks."""

    outcomes: dict[str, tuple[str, str]]
    """By name: the outcome, and what is said."""
    asked: list[str]
    """Paths that the server was asked for."""


def attacked(folder: Path, *names: str, hurry: bool = False) -> Attacked:
    """Ask for attacks, one after the other. `hurry`: wait for none longer than two seconds, of the product's 90, once."""
    server = Server()
    with serving(server) as port, serving(Relay({ONION: port})) as socks:
        bounds = {name: getattr(settings, name) for name in BOUNDS} | {"HTTPERROR_ALLOW_ALL": True}
        if hurry:
            bounds |= {"DOWNLOAD_TIMEOUT": bounds["DOWNLOAD_TIMEOUT"] / 45, "RETRY_TIMES": 0}
        wanted = [("forum", f"http://{ONION}{path_of(name)}") for name in names]
        crawl = run_crawl(folder, f"127.0.0.1:{socks}", {"forum": ([ONION], "onion")}, wanted, settings=bounds)
    return Attacked({name: (crawl.outcome(str(n)), crawl.said(str(n))) for n, name in enumerate(names)}, server.asked)
