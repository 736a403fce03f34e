"""Bytes as a server sends them, the way that a response takes to an engine."""

from __future__ import annotations

from hypothesis import strategies as st
from scrapy.http import Headers
from scrapy.responsetypes import responsetypes

from spiders.answers import text_of
from spiders.listing import Page
from tests.fuzz.pages import CHANGES, change
from tests.fuzz.seeds import Seed, seeds
from tests.spiders.sites import HOST, NOW

_ENCODINGS = [
    "utf-8",
    "windows-1251",
    "koi8-r",
    "gb18030",
    "shift_jis",
    "utf-16",
    "utf-16-be",
    "utf-7",
    "latin-1",
    "utf-32",
]
_TYPES = [
    "text/html", "text/html; charset=utf-8", "text/html; charset=windows-1251", "text/html; charset=utf-16", "text/html; charset=x",
    "application/xhtml+xml", "application/json", "application/xml", "application/rss+xml; charset=gb18030", "text/plain", "", "x",
    "text/html; charset=\x00", "image/png", "text/html; charset=utf-7", "text/html; charset=idna", "text/html; charset=hex",
]  # fmt: skip
_SPLICES = st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 40), st.binary(max_size=12)), max_size=8)


def answers() -> st.SearchStrategy[tuple[Seed, bytes, str, int]]:
    """Give what was asked for, the body that came, its type and status."""
    page = st.builds(
        lambda seed, changes, encoding, splices: (seed, _spliced(change(seed.text, changes), encoding, splices)),
        st.sampled_from(seeds()),
        st.lists(CHANGES, max_size=3),
        st.sampled_from(_ENCODINGS),
        _SPLICES,
    )
    noise = st.tuples(st.sampled_from(seeds()), st.binary(max_size=400))
    status = st.sampled_from([200, 200, 200, 200, 200, 204, 404, 410, 403, 429, 503, 599])
    return st.builds(lambda found, kind, code: (*found, kind, code), page | noise, st.sampled_from(_TYPES), status)


def _spliced(text: str, encoding: str, splices: list[tuple[int, int, bytes]]) -> bytes:
    body = bytearray(text.encode(encoding, "replace" if encoding != "utf-8" else "surrogatepass"))
    for at, much, put in splices:
        here = at % (len(body) + 1)
        body[here : here + much] = put
    return bytes(body)


def page_of(seed: Seed, body: bytes, kind: str, status: int) -> Page:
    """Give what the spider hands to the engine for it."""
    url, headers = HOST + seed.path, Headers({"Content-Type": kind} if kind else {})
    response = responsetypes.from_args(headers=headers, url=url, body=body)(
        url, status=status, headers=headers, body=body
    )
    return Page(url, text_of(response), NOW, status)
