"""Sites whose listing pages show their entries whole: a leak site in cards, another in JSON, and a feed, on loopback."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, ClassVar

from demo.serving import LoopbackSite, Request, Response, utcnow

PER_PAGE = 10
EPOCH = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Item:
    """One entry, as a site's keeper thinks of it."""

    name: str
    """The site's id of it."""
    title: str
    text: tuple[str, ...]
    """Lines."""
    at: datetime
    gigabytes: int = 20
    published: bool = True
    """`False`: a countdown runs."""
    has_page: bool = False


def items(count: int) -> list[Item]:
    """Invented entries, newest first; every seventh still counts down, every fifth has a page of its own."""
    return [
        Item(
            name=f"x{number:03}",
            title=f"Company & Sons {number}",
            text=(f"Plans, payroll and contracts of {number} departments.", "Negotiations <failed>."),
            at=EPOCH - timedelta(hours=7 * number),
            gigabytes=number + 1,
            published=number % 7 > 0,
            has_page=number % 5 == 3,
        )
        for number in range(count)
    ]


class EntrySite(LoopbackSite):
    """A site of entries. Their keeper changes `items`; the paths that were asked for are in `visits`."""

    engine: ClassVar[str]
    board: ClassVar[str]
    keys: ClassVar[dict[str, Any]]
    """What its file says besides addresses and boards."""
    pages: ClassVar[bool] = False
    """Whether entries may have pages of their own."""

    def __init__(self, count: int, port: int = 0) -> None:
        super().__init__(port)
        self.items = items(count)
        self.seen = 0
        """Moves with every page, as counters of views do."""

    def file(self, name: str, address: str) -> dict[str, Any]:
        """Its file, for the operator's folder."""
        boards = [{"id": "all", "path": self.board}]
        pace = {"delay": 0, "concurrency": 4}
        return {"id": name, "engine": self.engine, "addresses": [address], "boards": boards} | pace | self.keys

    def change(self, name: str, **values: Any) -> None:
        self.items = [replace(each, **values) if each.name == name else each for each in self.items]

    def text(self, item: Item) -> str:
        """What of an entry a reader has to find."""
        raise NotImplementedError

    def opened(self, item: Item) -> bool:
        return self.pages and item.has_page

    def respond(self, request: Request) -> Response:
        self.seen += 1
        if request.path == "/robots.txt":
            return Response("User-agent: *\nDisallow: /\n", type="text/plain")
        return self.answer(request)

    def answer(self, request: Request) -> Response:
        raise NotImplementedError

    def page(self, number: int) -> list[Item]:
        return self.items[(number - 1) * PER_PAGE : number * PER_PAGE]


def left(item: Item) -> str:
    """A countdown as this moment's visitors see it."""
    total = int((item.at + timedelta(days=5000) - utcnow()).total_seconds())
    return f"{total // 86400}D {total // 3600 % 24:02}h {total // 60 % 60:02}m {total % 60:02}s"


class Cards(EntrySite):
    """Cards; some with a page of their own, all with timers and counters that never stand still."""

    engine = "leaksite"
    board = "/"
    pages = True
    keys: ClassVar[dict[str, Any]] = {
        "selectors": {
            "listing": "#posts",
            "row": "#posts > .post",
            "id": "::attr(data-id)",
            "title": "h3 a",
            "url": "h3 a::attr(href)",
            "body": ".text",
            "omit": ".share",
            "posted": "time::attr(datetime)",
            "views": ".views",
            "status": ".timer",
            "next": "a[rel=next]::attr(href)",
            "item": "article.post",
            "item_title": "h1",
            "item_body": ".text",
            "item_posted": "time::attr(datetime)",
            "item_omit": ".views",
        },
        "facts": {"Volume": ".size"},
    }

    def text(self, item: Item) -> str:
        status = [] if self.opened(item) else ["Status: " + ("PUBLISHED" if item.published else "countdown")]
        return "\n".join([*item.text, *status, f"Volume: {item.gigabytes} GB"])

    def answer(self, request: Request) -> Response:
        if request.path.startswith("/post/"):
            found = [each for each in self.items if self.opened(each) and request.path == f"/post/{each.name}"]
            return Response(self._frame(self._article(found[0]))) if found else Response("Not found", 404)
        number = 1 if request.path == "/" else int(request.path.removeprefix("/page/") or 1)
        shown = "".join(map(self._card, self.page(number)))
        more = f'<a rel="next" href="/page/{number + 1}">Older</a>' if self.page(number + 1) else ""
        return Response(self._frame(f'<div id="posts">{shown}</div>{more}'))

    def _frame(self, body: str) -> str:
        return f"""<!DOCTYPE html><html><head><title>Our wall</title></head><body><header><a href="/">Wall</a>
<form action="/search"><input name="q"></form></header>{body}<footer>Visitors: {self.seen}</footer></body></html>"""

    def _card(self, item: Item) -> str:
        href = f"/post/{item.name}" if self.opened(item) else "https://victim.example/about"
        timer = "PUBLISHED" if item.published else left(item)
        return f"""<div class="post" data-id="{item.name}"><h3><a href="{href}">{html.escape(item.title)}</a></h3>
<div class="timer">{timer}</div>{self._text(item)}<i class="size">{item.gigabytes} GB</i></div>"""

    def _article(self, item: Item) -> str:
        return f"""<article class="post"><h1>{html.escape(item.title)}</h1>{self._text(item)}
<i class="size">{item.gigabytes} GB</i><p>Time left: {left(item)}</p></article>"""

    def _text(self, item: Item) -> str:
        lines = "<br>".join(map(html.escape, item.text))
        return f"""<time datetime="{item.at.isoformat()}">some days ago</time>
<div class="text"><p>{lines}</p><span class="views">{self.seen}</span><button class="share">Share</button></div>"""


class Api(EntrySite):
    """JSON behind a page of scripts; the next page by its number."""

    engine = "leaksite"
    board = "/api/v1/posts?page=1"
    keys: ClassVar[dict[str, Any]] = {
        "selectors": {"next_urls": "/api/v1/posts?page={page}"},
        "json": {
            "row": "data.posts",
            "id": "uuid",
            "title": "victim.name",
            "body": "description",
            "posted": "created",
            "views": "views",
            "size": "join(' ', [to_string(size), 'GB'])",
            "status": "published && 'published' || 'countdown'",
            "next": "data.next",
        },
        "facts": {"Website": "victim.site"},
    }

    def text(self, item: Item) -> str:
        status = "published" if item.published else "countdown"
        lines = [f"Size: {item.gigabytes} GB", f"Status: {status}", f"Website: {item.name}.example"]
        return "\n".join([*item.text, *lines])

    def answer(self, request: Request) -> Response:
        number = request.number("page") or 1
        following = number + 1 if self.page(number + 1) else None
        posts = [self._post(item) for item in self.page(number)]
        body = {"status": "success", "data": {"posts": posts, "next": following, "total": len(self.items)}}
        return Response(json.dumps(body), type="application/json")

    def _post(self, item: Item) -> dict[str, Any]:
        return {
            "uuid": item.name,
            "victim": {"name": item.title, "site": f"{item.name}.example"},
            "description": "".join(f"<p>{html.escape(line)}</p>" for line in item.text),
            "created": int(item.at.timestamp()),
            "views": self.seen,
            "size": item.gigabytes,
            "published": item.published,
            "seconds_left": 10_000 - self.seen,
        }


class News(EntrySite):
    """An RSS feed of the newest entries, links to elsewhere among them."""

    engine = "feed"
    board = "/rss.xml"
    keys: ClassVar[dict[str, Any]] = {}

    def text(self, item: Item) -> str:
        return "\n".join(item.text)

    def answer(self, request: Request) -> Response:
        built = format_datetime(utcnow())
        entries = "".join(map(self._entry, self.items))
        body = f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>News</title>
<link>http://elsewhere.example/</link><lastBuildDate>{built}</lastBuildDate>{entries}</channel></rss>"""
        return Response(body, type="application/rss+xml; charset=utf-8")

    def _entry(self, item: Item) -> str:
        link = f"/news/{item.name}" if item.has_page else f"https://elsewhere.example/{item.name}"
        text = html.escape("<br />".join(map(html.escape, item.text)))
        return f"""<item><title>{html.escape(item.title)}</title><link>{link}</link>
<guid isPermaLink="false">{item.name}</guid><pubDate>{format_datetime(item.at)}</pubDate>
<description>{text}</description></item>"""
