"""Sites and pages that the spiders' tests share."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config.schema import Site
from spiders.engine import Engine
from spiders.engines import ENGINES
from spiders.listing import Moment, Page

PAGES = Path(__file__).parent / "pages"
NOW = datetime(2025, 3, 2, 18, 0, tzinfo=UTC)
HOST = "http://harbour.example"
STALLS = {
    "listing_urls": "/stalls /stalls?p={page}",
    "item_urls": "/offer?id={id}",
    "listing": "h1.stalls",
    "row": "li.stall",
    "url": "a.name::attr(href)",
    "title": "a.name::text",
    "author": "i",
    "price": "b",
    "replies": "em.replies",
    "posted": "time",
    "sticky": "li.hot > a",
    "next": "a.more::attr(href)",
    "item": "article.offer",
    "item_title": "h1",
    "item_price": "b::text",
    "item_author": "i",
    "item_body": "p.text",
    "item_added": "p.when",
    "item_missing": "p.unknown",
}


def site(engine: str = "mybb", **more: Any) -> Site:
    more = {"addresses": (HOST, "http://mirror.example"), "id": "harbour", **more}
    return Site(engine=engine, network="clearnet-over-tor", boards=({"id": "all", "path": "/"},), **more)


def engine(name: str = "mybb", **more: Any) -> Engine:
    if name == "market":
        more = {"selectors": STALLS, **more}
    return ENGINES[name](site(name, **more))


def page(html: str, path: str = "/showthread.php?tid=41", status: int = 200) -> Page:
    return Page(HOST + path, html, NOW, status)


def saved(name: str, path: str) -> Page:
    """Give a page of ours; "NAME.body.json" where the software answers with JSON, "NAME.xml" of a feed."""
    files = (PAGES / f"{name}.{ending}" for ending in ("html", "body.json", "xml"))
    return page(next(file for file in files if file.is_file()).read_text("utf-8"), path)


def golden(name: str) -> dict[str, Any]:
    return json.loads((PAGES / f"{name}.json").read_text("utf-8"))


def plain(value: Any) -> Any:
    """Turn a page's values to what its JSON holds: moments to text, what is absent left out."""
    if isinstance(value, Moment):
        return f"{value.at.isoformat()} {value.precision}"
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if hasattr(value, "__dataclass_fields__"):
        fields = {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
        return {name: each for name, each in fields.items() if each is not None and each is not False}
    return value
