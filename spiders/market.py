"""A market by selectors alone: the site's file says where its values stand, or names a preset that knows.

`selectors` of a site with `engine: market`. CSS unless said otherwise; `::text` and `::attr(NAME)` give that part of an
element, else all of its words count. The first match that has words is taken. A key without a value is not read.

| key | where | what |
|---|---|---|
| `preset` | | name of a ready-made set (`presets.toml`), which the other keys override; no CSS |
| `listing_urls` | addresses | templates of listings' paths, by spaces: `{page}`, `{any}` stand for a part; no CSS |
| `item_urls` | addresses | the same for offers and their reviews; `{id}` is the offer's id; no CSS; needed |
| `missing_urls` | addresses | where the market leads who asks for an unknown offer ("/"); no CSS |
| `listing` | listing | what every listing holds, an empty one too; without it, a listing without rows is refused |
| `row` | listing | one offer; needed |
| `url` | row | its address; needed |
| `title` | row | its title; needed |
| `prefix`, `author`, `price` | row | as text |
| `author_of_page` | listing | the vendor, on a page of one vendor's offers |
| `replies`, `views` | row | counts |
| `posted`, `last_activity` | row | dates |
| `sticky`, `locked` | row | something that only such rows hold |
| `next` | listing, reviews | address of the next page |
| `item` | offer | what every offer's page holds; needed |
| `item_missing` | offer | what only the page of an unknown offer holds |
| `item_title`, `item_price`, `item_author` | offer | as text; the title is needed |
| `item_body` | offer | its description; several matches are joined; needed |
| `item_added`, `item_updated` | offer | dates |
| `item_standing` | offer | what is shown of the vendor's standing |
| `reviews` | reviews | what every page of reviews holds |
| `reviews_title` | reviews | the offer's title, or a heading that ends with it |
| `review` | reviews | one review |
| `review_body`, `review_author`, `review_added` | review | text, name, date |
"""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from parsel import Selector

from config.errors import ConfigError
from config.schema import Site
from spiders.contract import PageRefused, ThreadMissing, open_page, refuse
from spiders.dates import Date
from spiders.dom import count, pick
from spiders.engine import Engine
from spiders.fields import MAX_ROWS
from spiders.links import path_of
from spiders.listing import Kind, ListingPage, Page, Post, Row, SiteState, ThreadPage
from spiders.presets import preset, preset_names
from spiders.templates import found_in, templates
from spiders.text import own_words, read_body

NEEDED = ("item_urls", "row", "url", "title", "item", "item_title", "item_body")
"""Keys that a market cannot be read without."""

_ADDRESSES = ("listing_urls", "item_urls", "missing_urls")
_CSS = (
    "listing", "row", "url", "title", "prefix", "author", "author_of_page", "price", "replies", "views", "posted",
    "last_activity", "sticky", "locked", "next", "item", "item_missing", "item_title", "item_price", "item_author",
    "item_body", "item_added", "item_updated", "item_standing", "reviews", "reviews_title", "review", "review_body",
    "review_author", "review_added",
)  # fmt: skip
_DECORATION = " \t\u2013\u2014-|:·•,"


class Market(Engine):
    """Reads a market's offers. An offer is a thread of one post; a page of reviews is one without ids or names."""

    name: ClassVar[str] = "market"
    kind: ClassVar[Kind] = "offer"
    selectors_known = dict.fromkeys((*_ADDRESSES, *_CSS), "")
    not_css = frozenset(_ADDRESSES)

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        if missing := [key for key in NEEDED if not self.css[key]]:
            raise ConfigError(f"site {site.id}: selectors: a market needs {', '.join(missing)}, or a preset")
        self._listings = templates(site.id, self.css["listing_urls"])
        self._items = templates(site.id, self.css["item_urls"])
        self._missing = templates(site.id, self.css["missing_urls"])

    def listing(self, page: Page) -> ListingPage:
        """Read a page of offers."""
        document = open_page(page, thread=False)
        found = document.css(self.css["row"])
        author, date = pick(document, self.css["author_of_page"]), self._dates(page, ())
        rows = tuple(row for node in found[:MAX_ROWS] if (row := self._row(node, page, author, date)))
        if not rows:
            self._check_empty(document, page, marked=not found and self._has(document, "listing"))
        return ListingPage(rows, self._next(document, page))

    def thread(self, page: Page) -> ThreadPage:
        """Read an offer or a page of its reviews."""
        document = open_page(page, thread=True)
        if self._has(document, "item"):
            return self._item(document, page)
        if self._has(document, "reviews"):
            return self._reviews(document, page)
        if self._has(document, "item_missing") or self._is_led_away(document, page):
            raise ThreadMissing
        raise refuse(document)

    def native_id(self, url: str) -> str | None:
        """Give the part of the address that `item_urls` calls {id}."""
        return found_in(path_of(url, self._base(url)), self._items, "id")

    def allows(self, url: str) -> bool:
        """Allow what `listing_urls` and `item_urls` describe; without `listing_urls`, listings are not limited."""
        path = path_of(url, self._base(url))
        return not self._listings or any(template.fullmatch(path) for template in (*self._listings, *self._items))

    def _given(self, site: Site) -> dict[str, str]:
        given = dict(site.selectors)
        name = given.pop("preset", None)
        if name is None:
            return given
        if name not in preset_names():
            raise ConfigError(f"site {site.id}: selectors: unknown preset; allowed: {', '.join(preset_names())}")
        return {**preset(name), **given}

    def _base(self, url: str) -> str | None:
        return next((base for base in self.site.addresses if url.startswith(base.rstrip("/") + "/")), None)

    def _row(self, node: Selector, page: Page, author: str | None, date: Date) -> Row | None:
        url = self._link(page, pick(node, self.css["url"]) or "")
        native_id = self.native_id(url) if url else None
        title = pick(node, self.css["title"])
        if url is None or native_id is None or title is None:
            return None
        return Row(
            native_id=native_id,
            url=url,
            title=title,
            prefix=self._plain(node, "prefix"),
            author=pick(node, self.css["author"]) or author,
            replies=count(pick(node, self.css["replies"])),
            views=count(pick(node, self.css["views"])),
            posted=date(pick(node, self.css["posted"])),
            last_activity=date(pick(node, self.css["last_activity"])),
            price=self._plain(node, "price"),
            sticky=self._has(node, "sticky"),
            locked=self._has(node, "locked"),
        )

    def _item(self, document: Selector, page: Page) -> ThreadPage:
        title, bodies = pick(document, self.css["item_title"]), document.css(self.css["item_body"])
        if title is None or not bodies:
            raise PageRefused(SiteState.LAYOUT_CHANGED)
        body, date = read_body("<br>".join(bodies.getall())), self._dates(page, ())
        native_id = self.native_id(page.url)
        post = Post(
            native_id=native_id,
            author=pick(document, self.css["item_author"]),
            text=body.text,
            own_text=own_words(body.own_text),
            posted=date(pick(document, self.css["item_added"])),
            edited=date(pick(document, self.css["item_updated"])),
        )
        price, standing = self._plain(document, "item_price"), self._plain(document, "item_standing")
        return ThreadPage(native_id, title, (post,), price=price, standing=standing)

    def _reviews(self, document: Selector, page: Page) -> ThreadPage:
        title, date = pick(document, self.css["reviews_title"]) or "", self._dates(page, ())
        posts = tuple(
            map(partial(self._review, date=date), document.css(self.css["review"]) if self.css["review"] else ())
        )
        return ThreadPage(self.native_id(page.url), title, posts, next_url=self._next(document, page))

    def _review(self, node: Selector, date: Date) -> Post:
        bodies = node.css(self.css["review_body"]).getall() if self.css["review_body"] else []
        body = read_body("<br>".join(bodies))
        author, added = pick(node, self.css["review_author"]), pick(node, self.css["review_added"])
        return Post(None, author, body.text, body.own_text, posted=date(added))

    def _next(self, document: Selector, page: Page) -> str | None:
        href = pick(document, self.css["next"])
        return self._link(page, href) if href else None

    def _plain(self, node: Selector, key: str) -> str | None:
        """Read a text without what sets it off from its neighbours ("XMR 0.1 - ")."""
        return (pick(node, self.css[key]) or "").strip(_DECORATION) or None

    def _has(self, node: Selector, key: str) -> bool:
        return bool(self.css[key] and node.css(self.css[key]))

    def _is_led_away(self, document: Selector, page: Page) -> bool:
        """Say whether the market led us to where it leads who asks for what it does not have."""
        path = path_of(page.url, self._base(page.url))
        whole = bool(document.css("body a[href]")) and refuse(document).state is SiteState.LAYOUT_CHANGED
        return whole and any(template.fullmatch(path) for template in self._missing)
