"""Bombs, and pages that do not unpack, without a network."""

import gzip
import tracemalloc

import pytest
from scrapy.http import HtmlResponse, Request, TextResponse
from scrapy.utils.test import get_crawler

from crawler.settings import DOWNLOAD_MAXSIZE
from crawler.tor.compression import MAX_LAYERS, BrokenEncoding, CompressionMiddleware
from crawler.tor.wire import PageTooLarge
from tests.crawler.tor.attacks import BOMBS, PAGE

URL = "http://forum.example/"


def unpacked(body: bytes, *codings: str) -> bytes:
    middleware = CompressionMiddleware.from_crawler(get_crawler(settings_dict={"DOWNLOAD_MAXSIZE": DOWNLOAD_MAXSIZE}))
    headers = {"Content-Type": "text/html", "Content-Encoding": list(codings)}
    found = middleware.process_response(Request(URL), TextResponse(URL, headers=headers, body=body))
    assert isinstance(found, HtmlResponse)
    return found.body


@pytest.mark.parametrize("coding", BOMBS)
def test_a_bomb_is_given_up_while_it_unpacks(coding: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(PageTooLarge, match="more than 2000000 bytes"):
            unpacked(BOMBS[coding], coding)
        assert tracemalloc.get_traced_memory()[1] < 10 * DOWNLOAD_MAXSIZE  # of 48 MB
    finally:
        tracemalloc.stop()


def layers(count: int) -> bytes:
    body = PAGE
    for _ in range(count):
        body = gzip.compress(body)
    return body


def test_a_page_is_unpacked_a_few_times_over_at_most() -> None:
    assert unpacked(layers(MAX_LAYERS), ", ".join(["gzip"] * MAX_LAYERS)) == PAGE
    assert unpacked(layers(2), "gzip", "x-gzip") == PAGE
    with pytest.raises(BrokenEncoding, match="more than 5 times"):
        unpacked(layers(MAX_LAYERS + 1), *["gzip"] * (MAX_LAYERS + 1))


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "br, gzip"])
def test_what_does_not_unpack_is_said_by_a_name(coding: str) -> None:
    with pytest.raises(BrokenEncoding, match="does not unpack as its head says"):
        unpacked(PAGE, coding)


@pytest.mark.parametrize("coding", ["identity", "utf-8", "none", "", "compress"])
def test_what_is_no_coding_that_we_asked_for_is_passed_over(coding: str) -> None:
    assert unpacked(PAGE, coding) == PAGE
    assert unpacked(layers(1), f"{coding}, gzip") == PAGE
