"""stallwatch with a bug for each site, of which every one shouts the raw text that it choked on. Run as a program."""

from __future__ import annotations

import sys
from typing import Any

from sqlalchemy import Connection, text

from crawler import boards, cli, crawl, reader, store
from spiders.discourse import Discourse
from spiders.listing import Listing, Page

RAW: dict[str, str] = {}
"""Raw texts by listing, which a real bug might have kept as well."""
BUGS = ("reading", "processing", "saving", "choosing", "parsing", "ending")
"""Where they are."""
READ, PROCESS, SAVE, CHOOSE = reader.read_listing, store.process, store.listings.save, boards.Boards.choose


def met(bug: str) -> None:
    """Note that a bug is about to happen, where the log cannot swallow it."""
    sys.stderr.write(f"{bug}: here comes a bug\n")


def reading(listing: Listing, **rest: Any) -> Any:
    RAW[listing.listing_id] = f"{listing.title} {listing.author} {listing.price} {listing.body}"
    if listing.site == "market":
        met("reading")
        raise ValueError(RAW[listing.listing_id], listing.body)
    return READ(listing, **rest)


def processing(finding: Any, *rest: Any) -> Any:
    if finding.listing.site == "mybb-theme":
        met("processing")
        raise KeyError(RAW[finding.listing.listing_id])
    return PROCESS(finding, *rest)


def saving(conn: Connection, finding: Any, **rest: Any) -> Any:
    if finding.listing.site == "leaks":
        met("saving")
        conn.execute(text("INSERT INTO nowhere VALUES (:body)"), {"body": RAW[finding.listing.listing_id]})
    return SAVE(conn, finding, **rest)


async def choosing(self: Any, response: Any, results: list[Any]) -> Any:
    if response.meta["site"] == "letters":
        met("choosing")
        raise RuntimeError(
            f"{response.text} {results!r} {[vars(each) for each in results if hasattr(each, '__dict__')]}"
        )
    return await CHOOSE(self, response, results)


def parsing(self: Any, page: Page) -> Any:
    met("parsing")
    raise LookupError(page.html, page)


def ending(*_: Any, **__: Any) -> None:
    met("ending")
    cause = ValueError(*RAW.values())
    cause.add_note(str(RAW))
    raise RuntimeError(f"about {RAW}") from cause


if __name__ == "__main__":
    reader.read_listing = reading
    store.process = processing
    store.listings.save = saving  # type: ignore[assignment]
    boards.Boards.choose = choosing  # type: ignore[method-assign]
    Discourse.listing = parsing  # type: ignore[method-assign]
    crawl.operator.tell = ending  # type: ignore[assignment]
    cli.main()
