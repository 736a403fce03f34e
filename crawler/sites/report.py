"""A look at a site as plain data, for `--json`."""

from __future__ import annotations

import dataclasses
from typing import Any

from crawler.sites.check import Checked
from crawler.sites.read import Read
from crawler.sites.shown import coverage


def checked(found: Checked) -> dict[str, Any]:
    """Lay out what would be read; examples are masked and cleaned."""
    return {
        "site": found.site.id,
        "board": found.board.id,
        "state": found.state.value,
        "advice": found.advice,
        "listing": _read(found.listing),
        "thread": None if found.thread is None else _read(found.thread),
    }


def _read(read: Read) -> dict[str, Any]:
    page = read.listing or read.thread
    items = read.listing.rows if read.listing else read.thread.posts if read.thread else ()
    return {
        "state": read.state.value,
        "items": len(items),
        "next_page": page is not None and page.next_url is not None,
        "fields": [dataclasses.asdict(each) for each in coverage(items)],
    }
