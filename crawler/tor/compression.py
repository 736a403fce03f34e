"""Scrapy's unpacking of compressed pages: bounded while it unpacks, a few times over at most, its errors named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from scrapy.downloadermiddlewares.httpcompression import ACCEPTED_ENCODINGS, HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.utils._compression import _DecompressionMaxSizeExceeded

from crawler.tor.wire import PageTooLarge

MAX_LAYERS = 5
"""How often a page may be compressed; curl's bound. Each costs time for a whole page, and a head has room for many."""

KNOWN = frozenset({*ACCEPTED_ENCODINGS, b"x-gzip"})


class BrokenEncoding(IgnoreRequest):
    """A page does not unpack as its head says."""


class CompressionMiddleware(HttpCompressionMiddleware):
    """Unpacks pages; raises `PageTooLarge` as soon as more than DOWNLOAD_MAXSIZE has come out, and `BrokenEncoding`."""

    def _handle_encoding(self, body: bytes, content_encoding: list[bytes], max_size: int) -> tuple[bytes, list[bytes]]:
        packed = layers(content_encoding)
        with _named():
            return super()._handle_encoding(body, packed, max_size)


def layers(headers: list[bytes]) -> list[bytes]:
    """Read the values of Content-Encoding: in which order a page was packed. Raises `BrokenEncoding` for too many.

    What is no compression that we asked for ("identity", "utf-8") is passed over, as browsers do.

    >>> layers([b"identity", b"GZIP, br"])
    [b'gzip', b'br']
    """
    named = [each.strip().lower() for each in b",".join(headers).split(b",")]
    found = [each for each in named if each in KNOWN]
    check_layers(len(found))
    return found


def check_layers(count: int) -> None:
    """Raise `BrokenEncoding` for more than `MAX_LAYERS`."""
    if count > MAX_LAYERS:
        raise BrokenEncoding(f"the page was compressed more than {MAX_LAYERS} times over")


@contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except _DecompressionMaxSizeExceeded as error:
        raise PageTooLarge(f"the page unpacks to more than {error.max_size} bytes: nothing of it was kept") from None
    except Exception as error:  # noqa: BLE001 - each of the four libraries has its own
        raise BrokenEncoding(f"the page does not unpack as its head says ({type(error).__name__})") from None
