"""What our engines read from the saved pages of ../shared, in the shape that ../shared/tools/score_pages.py scores."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config.schema import Site
from spiders.engine import Engine
from spiders.engines import ENGINES
from spiders.listing import ListingPage, Moment, Page, ThreadPage

SITES: dict[str, dict[str, Any]] = {
    "mybb": {"engine": "mybb"},
    "phpbb": {"engine": "phpbb"},
    "fluxbb": {"engine": "fluxbb"},
    "smf": {"engine": "smf"},
    "invision": {"engine": "invision"},
    "xenforo1": {"engine": "xenforo"},
    "xenforo2": {"engine": "xenforo"},
    "discourse": {"engine": "discourse"},
    "vanilla": {"engine": "vanilla"},
    "vbulletin": {"engine": "vbulletin"},
    "annularis": {"engine": "market", "selectors": {"preset": "annularis"}},
}
"""What a site's file says of each saved board, by its folder's name."""
KINDS = ("rendered", "real")
"""Folders of saved pages: of boards filled by us, and of ordinary forums."""
SOME_CLOCK = "2022-01-01T00:00:00+00:00"


def engine_of(folder: str, url: str) -> Engine:
    parts = urlsplit(url)
    site = Site(
        id=folder,
        network="clearnet-over-tor",
        addresses=(f"{parts.scheme}://{parts.netloc}",),
        boards=({"id": "all", "path": "/"},),
        **SITES[folder],
    )
    return ENGINES[site.engine](site)


def predict(html: Path, gold: dict[str, Any]) -> dict[str, Any]:
    """Read a saved page."""
    page = page_of(html, gold)
    engine = engine_of(html.parent.name, page.url)
    return of_listing(engine.listing(page)) if gold["kind"] == "listing" else of_thread(engine.thread(page))


def page_of(html: Path, gold: dict[str, Any]) -> Page:
    """Open a saved page as of its own clock; pages of which neither clock nor address is known get invented ones."""
    url = gold.get("page_url") or f"http://{html.parent.name}.example/"
    return Page(url, html.read_text("utf-8"), datetime.fromisoformat(gold.get("page_clock") or SOME_CLOCK))


def gold_of(html: Path) -> dict[str, Any] | None:
    """Give a page's gold, the better of two; `None` where it is not scored."""
    both = (html.with_name(f"{html.stem}.{suffix}.json") for suffix in ("gold2", "gold"))
    known = next((json.loads(path.read_text("utf-8")) for path in both if path.is_file()), {})
    return known if known.get("kind") in ("listing", "thread") else None


def of_listing(page: ListingPage) -> dict[str, Any]:
    keys = ("native_id", "title", "prefix", "author", "replies", "views", "price", "sticky", "locked", "moved", "url")
    rows = [
        {key: getattr(row, key) for key in keys}
        | {"last_activity_at": _iso(row.last_activity), "posted_at": _iso(row.posted)}
        for row in page.rows
    ]
    return {"kind": "listing", "next": page.next_url, "threads": rows}


def of_thread(page: ThreadPage) -> dict[str, Any]:
    posts = [
        {
            "native_id": post.native_id,
            "author": post.author,
            "posted_at": _iso(post.posted),
            "edited_at": _iso(post.edited),
            "body_text": post.text,
        }
        for post in page.posts
    ]
    head = {"kind": "thread", "native_id": page.native_id, "title": page.title, "prefix": page.prefix}
    return head | {"price": page.price, "next": page.next_url, "posts": posts}


def write_predictions(pages: Path, target: Path) -> int:
    """Write a prediction for every scored page of our engines, of rendered and of real boards; give their number."""
    saved = [html for kind in KINDS for folder in SITES for html in sorted((pages / kind / folder).glob("*.html"))]
    scored = [(html, gold) for html in saved if (gold := gold_of(html))]
    for html, gold in scored:
        out = target / html.relative_to(pages).with_name(f"{html.stem}.json")
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(predict(html, gold), ensure_ascii=False, indent=1), "utf-8")
    return len(scored)


def score(pages: Path, tool: Path, target: Path, folder: str) -> tuple[dict[str, Any], str]:
    """Run the scorer over a folder's predictions ("rendered/mybb"); give its figures and its words."""
    figures = target / f"{folder.replace('/', '-')}.json"
    command = [sys.executable, str(tool), str(pages), str(target), "--only", f"{folder}/", "--misses", "20"]
    done = subprocess.run([*command, "--json", str(figures)], capture_output=True, text=True, check=True)
    return json.loads(figures.read_text("utf-8")), done.stdout


def _iso(moment: Moment | None) -> str | None:
    return moment.at.isoformat() if moment else None
