"""`stallwatch replay`: an engine on saved pages, as of when they were fetched; the site is not asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from config.errors import StallwatchError
from config.onion import check_onion
from config.schema import Site
from crawler.sites.read import Kind, Read, read, read_either
from crawler.sites.shown import address, page_address, plain
from crawler.sites.source import UNKNOWN
from spiders.engine import Engine
from spiders.engines import ENGINES
from spiders.listing import Page


def engine_for(site: Site | None, name: str | None, url: str | None, selectors: Mapping[str, str]) -> Engine:
    """Make the engine of a site, or of a name alone, with selectors over its own.

    Raises `StallwatchError` for unknown names, `ConfigError` for selectors that are none.
    """
    if site is None:
        site = _nobodys(name or "", url or UNKNOWN)
    if selectors:
        site = site.model_copy(update={"selectors": {**site.selectors, **selectors}})
    return ENGINES[site.engine](site)


def _nobodys(name: str, url: str) -> Site:
    """Make a site for an engine without a file."""
    if name not in ENGINES:
        raise StallwatchError(f"--engine: unknown; allowed: {', '.join(sorted(ENGINES))}")
    parts = urlsplit(url)
    data = {
        "id": "replay",
        "engine": name,
        "network": "clearnet-over-tor",
        "addresses": [f"{parts.scheme}://{parts.netloc}"],
        "boards": [{"id": "board", "path": "/"}],
    }
    try:
        return Site.model_validate(data)
    except ValidationError:
        raise StallwatchError(f"--url: {_why(parts.hostname or '')}") from None


def _why(host: str) -> str:
    """Say what is wrong with an address that no site can have."""
    try:
        if host.endswith(".onion"):
            check_onion(host)
    except ValueError as error:
        return str(error)
    return "expected http://HOST/… or https://HOST/…"


def pairs(given: list[str]) -> dict[str, str]:
    """Read KEY=CSS. Raises `StallwatchError`.

    >>> pairs(["author=.by a"])
    {'author': '.by a'}
    """
    parts = [each.partition("=") for each in given]
    if any(not key or not equals for key, equals, _ in parts):
        raise StallwatchError("--selector: expected KEY=CSS, such as author='.by a'")
    return {key: value for key, _, value in parts}


def replay(engine: Engine, page: Page, kind: Kind | None) -> Read:
    """Read a saved page. `kind`: as what; `None`: as what it turns out to be."""
    return read(engine, page, kind) if kind else read_either(engine, page)


def as_json(engine: Engine, file: Path, page: Page, found: Read, limit: int) -> dict[str, Any]:
    """Lay out what was read as plain data, personal data masked; texts of at most so many characters.

    Addresses stand as a crawl would keep them.
    """
    data: dict[str, Any] = {
        "file": str(file),
        "url": None if page.url.startswith(UNKNOWN) else page.url,
        "fetched_at": page.fetched_at.isoformat(),
        "kind": found.kind,
        "state": found.state.value,
        "boards": found.boards,
        "says": found.says,
    }
    if found.listing is not None:
        rows = [plain(row, limit) | {"url": address(engine, row.url, row.native_id)} for row in found.listing.rows]
        following = found.listing.next_url
        return data | {"rows": rows, "next_url": following and page_address(following)}
    if found.thread is not None:
        links = {"next_url": found.thread.next_url, "last_url": found.thread.last_url}
        shown = {key: address(engine, url, found.thread.native_id or "") for key, url in links.items()}
        head = plain(found.thread, limit) | shown
        return data | head | {"posts": [plain(post, limit) for post in found.thread.posts]}
    return data
