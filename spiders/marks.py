"""What a request says of itself to all who handle it: keys of Scrapy's `meta`, named and typed in one place.

The spider writes what was asked for; the frontier, the fail-over and the guard in `crawler` read it and add their own.
"""

from __future__ import annotations

from typing import Literal, TypedDict, Unpack, cast

from scrapy import Request
from scrapy.http import Response

from spiders.listing import Row

Extent = Literal["whole", "edges", "first"]
"""How much of a thread to read: all of its pages; its first and last; its first only."""

Way = Literal["head", "tail"]
"""Of a board's scan: from its first page, or from where the last scan was interrupted."""


class Marks(TypedDict, total=False):
    """The keys. Each is absent where it has no meaning."""

    site: str
    """Id of the site that it is for: its circuits, its scope."""
    download_slot: str
    """Scrapy's: what is asked for at one pace; the site's id."""
    kind: Literal["board", "thread"]
    """What is asked for; absent: nothing of a visit's (robots.txt)."""
    board: str
    """The board's id."""
    native_id: str
    """The thread's id."""
    row: Row | None
    """The listing row that led to a thread; `None` on a revisit."""
    visit: Extent
    way: Way | None
    """The one that a board's page is on; `None`: it is a thread's."""
    asked: str
    """The address that was asked for: it outlives a redirect, and the books are kept under it."""
    mirror: str
    """The site's address that it was sent to instead of the one in use."""
    tried: tuple[str, ...]
    """The site's addresses that did not answer it."""
    unknown: bool
    """Whether a revisit is of a thread that was never stored."""
    is_it_back: bool
    """Whether it asks if a dead site is there again."""
    max_retry_times: int
    """Scrapy's: how often it is tried again at one address."""


CARRIED = ("kind", "board", "native_id", "row", "visit", "mirror", "tried", "unknown")
"""What a thread's later pages keep of its first one's; the last three are the frontier's."""


def marks(of: Request | Response) -> Marks:
    """Give the marks of a request, or of the one that brought a response; writing to them marks it."""
    return cast("Marks", of.meta)


def with_marks(request: Request, **changes: Unpack[Marks]) -> Request:
    """Give a request with some marks changed."""
    return request.replace(meta={**request.meta, **changes})


def carried(of: Request | Response) -> Marks:
    """Give what a thread's later page keeps."""
    return cast("Marks", {key: of.meta[key] for key in CARRIED if key in of.meta})
