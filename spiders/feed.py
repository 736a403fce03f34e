"""Feeds (RSS 0.9 to 2.0, Atom), read by feedparser from the page's text: mirrors of social networks, news, blogs.

An entry is whole in its feed: it is a thread of one post, and no link of it is ever asked for. Its id is what the feed
says (`guid`, `id`), else its link; of an entry with neither it is made of what `id_of` names.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from time import struct_time
from typing import Any, ClassVar, NamedTuple

import feedparser

from config.errors import ConfigError
from config.schema import Site
from spiders.contract import PageRefused, open_page, refuse
from spiders.dates import YEARS, Date
from spiders.dom import parse, squeeze, words
from spiders.engine import Engine
from spiders.fields import MAX_ROWS
from spiders.limits import check_tags
from spiders.links import clean, leads_away, path_of
from spiders.listing import (
    Kind,
    ListingPage,
    Moment,
    Page,
    Post,
    Row,
    SiteState,
    ThreadPage,
    digest,
    first_of_each,
)
from spiders.plain_address import plain_id
from spiders.text import Body, body_of

NAMING = ("title", "author", "published")
"""What `id_of` may name."""

_HEADERS = {"content-type": "application/xml; charset=utf-8"}  # what it is given is UTF-8, whatever it says of itself
_ENTRY = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_PREFIX = re.compile(r"xmlns:([^\s=<>]+)")
_MOST_PREFIXES = 100  # feedparser looks through all of them at every element
_ZONE = re.compile(r"(?:[A-Za-z]{1,5}|[+-]\d{2}:?\d{2})\s*$")
_CLOCK = re.compile(r"\d:\d{2}(?P<seconds>:\d{2})?")
_HALF = re.compile(r"\d\s?([ap])\.?m\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_TITLE = 200  # characters that stand for a title where there is none
_TAGS = 3
_NO_IDS = "The feed's entries have neither guid nor link: name in the site's file what makes their ids, as 'id_of'."


class _Feed(NamedTuple):
    """What a feed says for all of its entries."""

    is_atom: bool
    author: str | None
    """Who wrote the entries of an Atom feed that name nobody; RSS names the feed's editor here."""
    date: Date
    """Reads the page's dates."""


class Feed(Engine):
    """Reads a feed's entries."""

    name: ClassVar[str] = "feed"
    kind: ClassVar[Kind] = "thread"
    selectors_known = dict.fromkeys(("id_of",), "")
    not_css = frozenset({"id_of"})

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._id_of = self.css["id_of"].split()
        if wrong := [key for key in self._id_of if key not in NAMING]:
            raise ConfigError(f"site {site.id}: selectors: id_of: {wrong[0]} is unknown; allowed: {', '.join(NAMING)}")

    def listing(self, page: Page) -> ListingPage:
        """Read a feed, from its first 5,000 entries."""
        check_tags(page.html)
        feed = _parsed(page.html) if page.status < 300 else None
        if feed is None:
            raise refuse(open_page(page, thread=False))
        entries = feed["entries"]
        read = _Feed(feed["version"].startswith("atom"), _author(feed["feed"]), self._dates(page, ()))
        rows = first_of_each(row for entry in entries if (row := self._row(entry, page, read)))
        if entries and not rows:
            raise PageRefused(SiteState.LAYOUT_CHANGED, _NO_IDS)
        return ListingPage(rows, self._next(feed["feed"], page))

    def thread(self, page: Page) -> ThreadPage:
        """Refuse: an entry has no page of its own that we read."""
        raise refuse(open_page(page, thread=True))

    def native_id(self, url: str) -> str | None:
        """Give `None`: an entry's id stands in the feed."""
        return None

    def allows(self, url: str) -> bool:
        """Allow every page of the site: only feeds are asked for."""
        return True

    def _row(self, entry: dict[str, Any], page: Page, feed: _Feed) -> Row | None:
        body = _body(entry, feed.is_atom)
        title = _title(entry) or body.text[:_TITLE].partition("\n")[0]
        native_id = self._id(entry, page)
        if not native_id or not title:
            return None
        tags = [squeeze(tag.get("label") or tag.get("term") or "") for tag in dict.get(entry, "tags", ())[:_TAGS]]
        prefix = ", ".join(filter(None, tags)) or None
        author = _author(entry) or (feed.author if feed.is_atom else None)
        posted, edited = self._moment(entry, "published", feed.date), self._moment(entry, "updated", feed.date)
        if posted is None or (edited and edited.at <= posted.at):
            posted, edited = posted or edited, None
        post = Post(None, author, body.text, body.own_text or body.text, posted, edited)
        link = dict.get(entry, "link") or ""
        url = None if leads_away(page.url, link, self.site.addresses) else self._link(page, link)
        return Row(
            native_id=native_id,
            url=url or page.url,
            title=title,
            prefix=prefix,
            author=author,
            posted=posted,
            opened=ThreadPage(native_id, title, (post,), prefix=prefix),
            shown=post.own_text,
        )

    def _id(self, entry: dict[str, Any], page: Page) -> str | None:
        if self._id_of:
            shown = [squeeze(dict.get(entry, key) or "") for key in self._id_of]
            return digest(*shown) if any(shown) else None
        found = squeeze(dict.get(entry, "id") or dict.get(entry, "link") or "")
        own = found.startswith(("http://", "https://")) and not leads_away(page.url, found, self.site.addresses)
        # Mirrors write their own host into it.
        url = self._link(page, found) if own else None
        base = next((each for each in self.site.addresses if page.url.startswith(each.rstrip("/") + "/")), None)
        return plain_id(path_of(url, base) if url else found) or None

    def _moment(self, entry: dict[str, Any], key: str, date: Date) -> Moment | None:
        """Read a date: as the standards say, else as people write it; without a zone in that of the file."""
        text = squeeze(dict.get(entry, key) or "")[:100]
        in_zone = not _ZONE.search(text) and "timezone" in self.site.model_fields_set
        as_written = in_zone or (_HALF.search(text) and _YEAR.search(text))
        return (as_written and date(text)) or _standard(dict.get(entry, f"{key}_parsed"), text) or date(text)

    def _next(self, feed: dict[str, Any], page: Page) -> str | None:
        """Find the address of the feed's next part (RFC 5005)."""
        links = [link.get("href") or "" for link in dict.get(feed, "links", ()) if link.get("rel") == "next"]
        own = [link for link in links if not leads_away(page.url, link, self.site.addresses)]
        url = self._link(page, own[0]) if own else None
        return None if url == clean(page.url) else url


def _parsed(text: str) -> dict[str, Any] | None:
    """Let feedparser read a text; `None` when that is no feed. A stream keeps it from taking a text for an address."""
    if len(set(_PREFIX.findall(text))) > _MOST_PREFIXES:
        return None
    ends = [found.start() for found in islice(_ENTRY.finditer(text), MAX_ROWS, MAX_ROWS + 1)]
    stream = BytesIO(text[: ends[0] if ends else None].encode("utf-8", "replace"))
    try:
        found: dict[str, Any] = feedparser.parse(
            stream, response_headers=_HEADERS, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception:  # noqa: BLE001 - whatever a hostile feed does to it, this is none
        return None
    return found if dict.get(found, "version") or found["entries"] else None


def _title(entry: dict[str, Any]) -> str:
    detail = dict.get(entry, "title_detail") or {}
    title = dict.get(entry, "title") or ""
    return words(parse(title)) if "html" in (detail.get("type") or "") else squeeze(title)


def _body(entry: dict[str, Any], is_atom: bool) -> Body:
    """Read the longest of the texts that stand for the entry's content, else its summary.

    In RSS a content without markup is what an image shows (`media:description`), unless it is all that there is.
    """
    contents, summary = list(dict.get(entry, "content", ())), dict.get(entry, "summary") or ""
    if summary and not is_atom:
        contents = [each for each in contents if each.get("type") != "text/plain"]
    return body_of(max((each.get("value") or "" for each in contents), key=len, default="") or summary)


def _author(entry: dict[str, Any]) -> str | None:
    """Give the author's name, without the address that RSS puts before it."""
    detail = dict.get(entry, "author_detail") or {}
    return squeeze(detail.get("name") or dict.get(entry, "author") or "") or None


def _standard(parsed: struct_time | None, text: str) -> Moment | None:
    if parsed is None:
        return None
    try:
        at = datetime(*parsed[:5], min(parsed[5], 59), tzinfo=UTC)
    except (TypeError, ValueError):
        return None
    if at.year not in YEARS:
        return None
    if half := _HALF.search(text):  # the standards know none
        at = at.replace(hour=at.hour % 12 + (12 if half[1].lower() == "p" else 0))
    if clock := _CLOCK.search(text):
        return Moment(at, "second" if clock["seconds"] else "minute")
    return Moment(at.replace(hour=0, minute=0, second=0), "day")
