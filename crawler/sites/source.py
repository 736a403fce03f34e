"""Where a page to be looked at comes from: an address, asked through Tor, or a saved file."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from config.errors import StallwatchError
from config.load import Config
from crawler.sites.fetch import Errand, Fetched, Lost, fetch
from crawler.tor.launch import open_tor, told_to
from crawler.tor.refuse import refuse
from crawler.tor.scope import Scope
from spiders.answers import decoded
from spiders.listing import Page

UNKNOWN = "http://saved.invalid/"
"""Address of a saved page of which nobody said whence it came (RFC 2606: never anybody's)."""

LARGEST = 10_000_000
"""Bytes of a saved page."""

_URL = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """A page that came, or why not."""

    name: str
    """The address's host or the file, for the operator."""
    page: Page | None
    """`None`: it did not come."""
    cookies: tuple[str, ...] = ()
    """Names of cookies; none of a file."""
    trouble: str = ""
    """Why it did not come."""

    @property
    def known(self) -> bool:
        """Whether the page's address is a real one."""
        return self.page is not None and not self.page.url.startswith(UNKNOWN)


def is_url(text: str) -> bool:
    """Tell an address from a file's name."""
    return bool(_URL.match(text))


def _has_host(url: str) -> bool:
    try:
        return is_url(url) and bool(urlsplit(url).hostname)
    except ValueError:
        return False


def open_sources(
    names: Sequence[str], config: Callable[[], Config], *, url: str | None, clearnet: bool, say: Callable[[str], None]
) -> list[Source]:
    """Read files and fetch addresses, in the order given.

    `config`: reads the operator's folder, asked for only where Tor is needed. `url`: where files came from.
    Raises `StallwatchError` for what cannot be read or must not be asked for, and `TorUnavailable`.
    """
    for name in names:
        if "://" in name and not is_url(name):
            raise StallwatchError(f"{name}: expected http://… or https://…, or a saved page")
    errands = {name: _errand(number, name, clearnet) for number, name in enumerate(names) if is_url(name)}
    if errands:
        settings, folder = config().settings, config().folder
        with open_tor(settings.tor, folder / "tor", progress=told_to(say)) as tor:
            fetch(list(errands.values()), tor, settings.user_agent)
    return [
        _came(name, errands[name]) if name in errands else Source(name, read_page(Path(name), url)) for name in names
    ]


def read_page(file: Path, url: str | None = None, fetched_at: datetime | None = None) -> Page:
    """Read a saved page. `url`: where it came from; `fetched_at`: when, `None`: when the file was written.

    Raises `StallwatchError` when it cannot be read.
    """
    try:
        if file.stat().st_size > LARGEST:
            raise StallwatchError(f"{file}: larger than {LARGEST:,} bytes: this is no page")
        body, written = file.read_bytes(), datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except OSError as error:
        raise StallwatchError(f"{file}: cannot be read: {error.strerror}") from None
    address = url or UNKNOWN
    if not _has_host(address):
        raise StallwatchError("--url: expected http://HOST/… or https://HOST/…")
    return Page(address, decoded(body), fetched_at or written)


def _errand(number: int, url: str, clearnet: bool) -> Errand:
    network: Literal["onion", "clearnet-over-tor"] = "clearnet-over-tor" if clearnet else "onion"
    parts = urlsplit(url)
    host = parts.hostname or ""
    names = {host, *([f"{host}:{parts.port}"] if parts.port else [])}
    scope = Scope(frozenset(names), network)
    reason = refuse(url, scope)
    if reason == "clearnet":
        raise StallwatchError(f"{host}: not an onion address; add --clearnet-over-tor if that is meant")
    if reason is not None:
        raise StallwatchError(f"this address must not be asked for ({reason}): expected http://<56 characters>.onion/…")
    return Errand(f"page-{number}", url, scope)


def _came(name: str, errand: Errand) -> Source:
    host = urlsplit(name).hostname or ""
    came = errand.came[0] if errand.came else Lost("no page came")
    if isinstance(came, Fetched):
        return Source(host, came.page, came.cookies)
    return Source(host, None, trouble=came.reason)
