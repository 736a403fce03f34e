"""The pages that are broken on purpose: our golden ones, each with its engine and address."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tests.spiders.sites import PAGES, engine
from tests.spiders.test_feed import ATOM, RSS
from tests.spiders.test_golden import LISTINGS, THREADS
from tests.spiders.test_leaksite import CARDS, cards

_JSON = {"row": "data", "id": "id", "title": "name", "posted": "date", "body": "text", "url": "link", "next": "next"}
ENTRIES = (
    '{"data": [{"id": 7, "name": "Acme Fishing", "date": "2025-02-20 10:30", "text": "<p>20 GB of plans</p>", "link": "/e/7"},'
    ' {"id": "8", "name": "Gull & Sons", "date": null, "text": "12,000 people", "link": null}], "next": "2"}'
)


@dataclass(frozen=True, slots=True)
class Seed:
    """A page, and how it is read."""

    engine: str
    kind: str
    """"listing" or "thread"."""
    path: str
    text: str = field(repr=False)

    @property
    def reader(self) -> Any:
        """The engine, for a site that shows such pages."""
        return _reader(self.engine, self.text.startswith("{"))


@cache
def _reader(name: str, is_json: bool) -> Any:
    if name != "leaksite":
        return engine(name)
    return engine(name, json=_JSON, selectors={"next_urls": "/?p={page}"}) if is_json else engine(name, selectors=CARDS)


@cache
def seeds() -> tuple[Seed, ...]:
    """Give all of them."""
    golden = [
        Seed(name, kind, path, file.read_text("utf-8"))
        for kind, rows in (("listing", LISTINGS), ("thread", THREADS))
        for name, page, path in rows
        for file in (PAGES / f"{page}.html", PAGES / f"{page}.body.json")
        if file.is_file()
    ]
    feeds = [RSS.format(host="http://harbour.example"), ATOM, *(f.read_text("utf-8") for f in PAGES.glob("feed_*.xml"))]
    return (
        *golden,
        *(Seed("feed", "listing", "/feed", text) for text in feeds),
        Seed("leaksite", "listing", "/", cards({}, {"id": "p8"}, {"id": "p9", "timer": "PUBLISHED"})),
        Seed("leaksite", "listing", "/", ENTRIES),
    )


def of(engine_name: str) -> tuple[Seed, ...]:
    """Give those of an engine."""
    return tuple(seed for seed in seeds() if seed.engine == engine_name)
