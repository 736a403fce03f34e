"""A leak site by selectors alone: cards, tables or a JSON endpoint; an entry may have a page of its own or none.

`selectors` (CSS, as of a market) or, where the pages are JSON, `json` (JMESPath) of a site with `engine: leaksite`, by
the same keys. A key without a value is not read. An entry has a page of its own where `item_body` is given and its
`url` leads to a page of this site; else all that is known of it is what its card, row or object shows.

| key | where | what |
|---|---|---|
| `listing` | listing | what every listing holds, an empty one too; without it, a listing without rows is refused |
| `row` | listing | one entry (JSON: their list); needed |
| `title` | row | the victim, or the entry's title; needed |
| `id` | row | the site's own id of it: an attribute, a text, a value |
| `url` | row | its address; without `id`, its id as well: by `item_urls`, else its path |
| `id_of` | | where there is neither: the keys, by spaces, whose values as shown make the id; no CSS |
| `prefix`, `author`, `price` | row | as text |
| `body` | row | its text; several matches are joined |
| `omit` | row | what is left out of `body` (countdowns, counters, buttons); not in JSON |
| `posted`, `updated` | row | dates |
| `views` | row | a count |
| `size`, `country`, `status`, `deadline` | row | lines of the text, "Size: 20 GB" |
| `next` | listing | address of the next page; its number or cursor, where `next_urls` is given |
| `next_urls` | addresses | template of further pages, "/api/posts?page={page}"; no CSS |
| `listing_urls`, `item_urls` | addresses | templates of paths, as of a market; no CSS |
| `item` | entry | what every entry's page holds |
| `item_missing` | entry | what only the page of an unknown entry holds |
| `item_title`, `item_body` | entry | needed where entries have pages |
| `item_…` | entry | `omit`, `author`, `price`, `posted`, `updated`, `size`, `country`, `status`, `deadline` |

`facts` of the site's file adds further lines, by label: in the row, and on the entry's own page where it has one.
"""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import quote

from config.schema import Site
from spiders.contract import ADVICE, PageRefused, ThreadMissing, built_wall, open_page, refuse
from spiders.countdown import is_countdown
from spiders.dates import Date
from spiders.dom import count
from spiders.engine import Engine
from spiders.fields import Fields, HtmlFields
from spiders.fields_json import JsonFields, load
from spiders.leaksite_config import ADDRESSES, ITEM, ROW, plan
from spiders.leaksite_text import as_shown, fixed, leak_text
from spiders.limits import check_tags
from spiders.links import clean, leads_away, path_of
from spiders.listing import (
    Kind,
    ListingPage,
    Page,
    Post,
    Row,
    SiteState,
    ThreadPage,
    digest,
    first_of_each,
)
from spiders.plain_address import plain_id
from spiders.templates import found_in, further, templates

_NO_IDS = "The entries show neither an id nor a title where the site's file says. " + ADVICE[SiteState.LAYOUT_CHANGED]


class LeakSite(Engine):
    """Reads a leak site's entries. An entry is a thread of one post."""

    name: ClassVar[str] = "leaksite"
    kind: ClassVar[Kind] = "leak"
    selectors_known = dict.fromkeys((*ADDRESSES, *ROW, *ITEM), "")
    not_css = frozenset(ADDRESSES)
    keys_known = frozenset({"json", "facts"})

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._plan = plan(site, self.css)
        self._listings = templates(site.id, self.css["listing_urls"])
        self._items = templates(site.id, self.css["item_urls"])
        self._further = further(site.id, self.css["next_urls"])

    def listing(self, page: Page) -> ListingPage:
        """Read a page of entries."""
        top = self._open(page, thread=False)
        found = top.rows("row")
        read = self._dates(page, [text for each in found or () for text in (*each.all("posted"), *each.all("updated"))])
        rows = first_of_each(row for each in found or () if (row := self._row(each, page, read)))
        if not rows:
            self._expect_none(top, found)
        return ListingPage(rows, self._next(top, page, bool(rows)))

    def thread(self, page: Page) -> ThreadPage:
        """Read an entry's own page."""
        top = self._open(page, thread=True)
        title = top.text("item_title")
        whole = top.has("item") if self.css["item"] or "item" in self._plan.paths else top.has("item_body")
        if not whole or title is None:
            if top.has("item_missing"):
                raise ThreadMissing
            raise _refused(top)
        read = self._dates(page, [*top.all("item_posted"), *top.all("item_updated")])
        native_id = self.native_id(page.url)
        post = self._post(top, "item_", page, read)
        return ThreadPage(native_id, title, (post,), price=top.text("item_price"))

    def native_id(self, url: str) -> str | None:
        """Give the part of the address that `item_urls` calls {id}, else its path where ids are addresses."""
        path = path_of(url, self._base(url))
        if self._items:
            return found_in(path, self._items, "id")
        return None if self._plan.id_of or self._plan.gives("id") else path

    def allows(self, url: str) -> bool:
        """Allow what the templates describe; without `listing_urls`, every page of the site."""
        path = path_of(url, self._base(url))
        known = (*self._listings, *self._items, *self._further)
        return not self._listings or any(template.fullmatch(path) for template in known)

    def _base(self, url: str) -> str | None:
        return next((base for base in self.site.addresses if f"{url}/".startswith(base.rstrip("/") + "/")), None)

    def _open(self, page: Page, *, thread: bool) -> Fields:
        """Open a page in the form that the site's file says. Raises `PageRefused` and `ThreadMissing`."""
        if not (self._plan.json_items if thread else self._plan.json_rows):
            return HtmlFields(open_page(page, thread=thread), self._plan.css)
        check_tags(page.html)
        if page.status < 300:
            try:
                return JsonFields(load(page.html), self._plan.paths)
            except ValueError:
                pass
        raise refuse(open_page(page, thread=thread))

    def _expect_none(self, top: Fields, found: list[Fields] | None) -> None:
        """Let a listing without rows pass where it is one. Raises `PageRefused`."""
        if found:
            raise _refused(top, _NO_IDS)
        empty_list = isinstance(top, JsonFields) and found is not None
        walled = isinstance(top, HtmlFields) and built_wall(top.node)
        if walled or not (empty_list or top.has("listing")):
            raise _refused(top)

    def _row(self, fields: Fields, page: Page, read: Date) -> Row | None:
        url, title = self._own(page, fields.text("url")), fields.text("title")
        native_id = self._id(fields, url)
        if title is None or not native_id:
            return None
        price, author, prefix = fields.text("price"), fields.text("author"), fields.text("prefix")
        views = count(fields.text("views"))
        post = self._post(fields, "", page, read)
        has_page = self._plan.has_items and url is not None and (not self._items or self.native_id(url) is not None)
        opened = None if has_page else ThreadPage(native_id, title, (post,), prefix=prefix, price=price)
        return Row(
            native_id=native_id,
            url=url or page.url,
            title=title,
            prefix=prefix,
            author=author,
            views=views,
            posted=post.posted,
            last_activity=None if opened else post.edited,
            price=price,
            opened=opened,
            shown="\n".join(filter(None, (post.text, self._fixed(fields.text("updated"), page)))),
        )

    def _id(self, fields: Fields, url: str | None) -> str | None:
        """Give an entry's id as the site's file says where it stands; `None` where this one shows none."""
        if self._plan.gives("id"):
            found = fields.text("id")
        elif self._plan.id_of:
            shown = [fields.text(key) or "" for key in self._plan.id_of]
            found = digest(*shown) if any(shown) else None
        else:
            found = self.native_id(url) if url else None
        return plain_id(found) if found else None

    def _post(self, fields: Fields, at: str, page: Page, read: Date) -> Post:
        """Read an entry's text, names and dates. `at`: before the keys, "" or "item_"."""
        author = fields.text(f"{at}author")
        posted, updated = read(fields.text(f"{at}posted")), read(fields.text(f"{at}updated"))
        lines = {
            "Country": as_shown(fields.text(f"{at}country")),
            "Size": as_shown(fields.text(f"{at}size")),
            "Status": self._status(fields.text(f"{at}status")),
            "Deadline": self._fixed(fields.text(f"{at}deadline"), page),
        }
        facts = {label: as_shown(", ".join(fields.all(key))) for label, key in self._plan.facts.items()}
        lines |= {label: value for label, value in facts.items() if value}
        moving = [f"{at}{key}" for key in ("posted", "updated", "deadline", "status", "views")]
        fields.leave_out(f"{at}body", f"{at}omit", moving)
        text = leak_text(fields.body(f"{at}body"), lines)
        return Post(None, author, text, text, posted=posted, edited=updated)

    def _fixed(self, text: str | None, page: Page) -> str | None:
        return fixed(text, lambda each, now: self._date(each, Page(page.url, "", now)), page.fetched_at)

    @staticmethod
    def _status(text: str | None) -> str | None:
        """Name a status that is a countdown: that it runs says something, where it stands is no change."""
        return "countdown" if text and is_countdown(text) else text

    def _own(self, page: Page, href: str | None) -> str | None:
        """Resolve a link; `None` where there is none, or where it leads to another site or nowhere ("#")."""
        if not href or leads_away(page.url, href, self.site.addresses):
            return None
        url = self._link(page, href)
        return None if url == clean(page.url) else url

    def _next(self, top: Fields, page: Page, any_rows: bool) -> str | None:
        """Find the next page: an address, or a number or cursor for `next_urls`, else the number that follows."""
        told = top.text("next") if self._plan.gives("next") else ""
        template = self.css["next_urls"]
        if told is None or (told and not top.has("next")) or not (told or (template and any_rows)):
            return None
        if not template or "/" in told or told.startswith("?"):
            return self._own(page, told)
        path = path_of(page.url, self._base(page.url))
        is_value = told.isdecimal() or (self._plan.json_rows and told not in ("", "true"))
        value = told if is_value else str(int(found_in(path, self._further, "page") or 1) + 1)
        base = (self._base(page.url) or page.url).rstrip("/")
        return self._own(page, base + template.replace("{page}", quote(value, safe="")))


def _refused(top: Fields, advice: str | None = None) -> PageRefused:
    """Say what a page is that does not hold what the site's file says. `advice`: where it is no wall."""
    found = refuse(top.node) if isinstance(top, HtmlFields) else PageRefused(SiteState.LAYOUT_CHANGED)
    own = advice if found.state is SiteState.LAYOUT_CHANGED else None
    return PageRefused(found.state, own or found.advice)
