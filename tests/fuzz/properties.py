"""What holds of everything that an engine or the reader gives, whatever it was given."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

from pipelines.reading import Raw, Reading, read
from pipelines.reading.masking import BLOCK
from spiders.contract import PageRefused, ThreadMissing
from spiders.engine import Engine
from spiders.listing import ListingPage, Moment, Page, Post, Row, ThreadPage
from tests.spiders.sites import HOST

HOSTS = frozenset({urlsplit(HOST).hostname})
MOST = 10**15
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SESSION = re.compile(r"[?&;/](?:(?:sid|phpsessid|session|jsessionid)=|s=[0-9a-f]+(?:[&;#]|$))", re.IGNORECASE)
_ANYWHERE = frozenset({"feed", "leaksite", "market"})  # engines whose grammar is the operator's; the walk holds to it
_SHOWING = frozenset({"vanilla", "vbulletin", "xenforo"})
"""Engines whose rows show their threads' ids: such a row may lead to an address that the grammar cannot read at all."""


def check_page(reader: Engine, kind: str, page: Page) -> ListingPage | ThreadPage | None:
    """Read a page and hold what comes of it to its types and ranges; `None`: neither rows nor posts came."""
    try:
        found = getattr(reader, kind)(page)
    except (PageRefused, ThreadMissing):
        return None
    if kind == "listing":
        _listing(reader, found)
        return found if found.rows else None
    _thread(reader, found)
    return found if found.posts else None


def _listing(reader: Engine, page: ListingPage) -> None:
    _address(reader, page.next_url)
    assert isinstance(page.rows, tuple)
    for row in page.rows:
        _row(reader, row)


def _row(reader: Engine, row: Row) -> None:
    assert row.native_id
    assert row.title
    assert row.url
    _id(row.native_id)
    _id(row.last_post_id)
    _address(reader, row.url, shown=reader.name in _SHOWING and reader.native_id(row.url) is None)
    _line(row.title, row.prefix, row.author, row.price)
    for number in (row.replies, row.views):
        assert number is None or (type(number) is int and 0 <= number < MOST)
    for moment in (row.posted, row.last_activity):
        _moment(moment)
    for flag in (row.sticky, row.locked, row.moved):
        assert type(flag) is bool
    _text(row.shown)
    assert row.fingerprint()
    if row.opened:
        _thread(reader, row.opened)


def _thread(reader: Engine, page: ThreadPage) -> None:
    _id(page.native_id)
    _line(page.title, page.prefix, page.price, page.standing)
    _address(reader, page.next_url)
    _address(reader, page.last_url)
    for post in page.posts:
        _post(post)


def _post(post: Post) -> None:
    _id(post.native_id)
    _line(post.author)
    _text(post.text)
    _text(post.own_text)
    _moment(post.posted)
    _moment(post.edited)


def _id(value: str | None) -> None:
    if value is not None:
        _line(value)
        assert value.strip() == value != ""
        assert not _SESSION.search(value), "a session id in an id"


def _address(reader: Engine, url: str | None, *, shown: bool = False) -> None:
    if url is None:
        return
    parts = urlsplit(url)
    assert (parts.scheme, parts.hostname in HOSTS, parts.username, parts.fragment) == ("http", True, None, ""), "scope"
    assert not _SESSION.search(url), "a session id in an address"
    assert not re.search(r"[\s\x00-\x1f\x7f]", url), "an address with blanks or control characters"
    assert reader.name in _ANYWHERE or shown or reader.allows(url), "an address outside the engine's grammar"


def _line(*values: str | None) -> None:
    for value in values:
        assert value is None or (isinstance(value, str) and not _CONTROL.search(value) and "\n" not in value)


def _text(value: str | None) -> None:
    assert value is None or (isinstance(value, str) and not _CONTROL.search(value))


def _moment(moment: Moment | None) -> None:
    if moment is not None:
        assert moment.at.utcoffset() == timedelta(0)
        assert 1970 <= moment.at.year <= 2100
        assert moment.precision in ("day", "hour", "minute", "second")


# --- reading ---


def check_reading(raw: Raw, planted: tuple[str, ...] = ()) -> Reading:
    """Read a post and hold what comes of it: offsets, masks one for one, nothing personal left."""
    reading = read(raw)
    _masked(raw, reading)
    _evidence(reading)
    shown = [reading.text.title, reading.text.body, reading.text.prefix, reading.text.price, *reading.text.updates]
    for secret in planted:
        assert not any(secret in text for text in shown), "a planted value is left"
    again = read(
        Raw(
            title=reading.text.title,
            body=reading.text.body,
            prefix=reading.text.prefix,
            price=reading.text.price,
            author=reading.text.author,
            updates=reading.text.updates,
        )
    )
    for each in again.redactions:
        hidden = reading.text.of(each.source)[each.start : each.end]
        assert set(hidden) <= {BLOCK, " ", "\n"}, "the redacted text holds personal values"
    return reading


def _masked(raw: Raw, reading: Reading) -> None:
    before = (raw.title, raw.body, raw.prefix, raw.price, raw.author, *raw.updates)
    text = reading.text
    after = (text.title, text.body, text.prefix, text.price, text.author, *text.updates)
    for one, other in zip(before, after, strict=True):
        assert len(one) == len(other)
        assert all(new in (old, BLOCK) for old, new in zip(one, other, strict=True))
    for each in reading.redactions:
        assert 0 <= each.start < each.end <= len(text.of(each.source))


def _evidence(reading: Reading) -> None:
    for claim in (reading.claim, *reading.claim.parts):
        for name, pieces in claim.evidence.items():
            for each in pieces:
                assert reading.text.of(each.source)[each.start : each.end] == each.words != "", name
        assert claim.records is None or (type(claim.records) is int and 0 < claim.records <= 10**12)
        assert claim.size_bytes is None or (type(claim.size_bytes) is int and claim.size_bytes > 0)
        assert claim.price is None or (claim.price.amount.is_finite() and claim.price.amount >= 0)
