"""The base of all engines: a forum's or market's software, read by selectors that a site's file may override."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar
from zoneinfo import ZoneInfo

from parsel import Selector

from config.errors import ConfigError
from config.schema import Site
from spiders.contract import PageRefused, check_empty, legible
from spiders.dates import Clock, Date, Order, evident_order, read_date
from spiders.dates_of_a_page import DatesOfAPage
from spiders.dom import attribute
from spiders.links import Link, resolve
from spiders.listing import Kind, ListingPage, Moment, Page, Row, SiteState, ThreadPage
from spiders.selectors import check_css
from spiders.spoken import is_side

NO_SELECTORS: frozenset[str] = frozenset()
_NAMES = 10  # that a page gives itself in one place
_LINKS = 400  # of a listing page without rows that are followed with the eye


class Engine(ABC):
    """Reads the pages of one site. Pure: a page in, values out; no network, no clock."""

    name: ClassVar[str]
    """As in a site's file."""
    kind: ClassVar[Kind]
    """What its listings are."""
    selectors_known: ClassVar[Mapping[str, str]] = {}
    """Every key that a site's `selectors` may hold, with its default."""
    not_css: ClassVar[frozenset[str]] = NO_SELECTORS
    """Keys among them whose values are no CSS."""
    keys_known: ClassVar[frozenset[str]] = NO_SELECTORS
    """Keys of a site's file that only some engines have: `json`, `facts`."""
    named_by_titles: ClassVar[bool] = False
    """Whether a thread's id can be the words of its title, where neither address nor page shows a number."""
    date_order: ClassVar[Order | None] = None
    """Of numeric dates, where the site's file does not say; `None`: unknown."""

    def __init__(self, site: Site) -> None:
        self.site = site
        given = {"json": site.json_paths, "facts": site.facts}
        if wrong := [key for key, value in given.items() if value and key not in self.keys_known]:
            raise ConfigError(f"site {site.id}: {wrong[0]}: the engine {self.name} has no such key")
        self.css = self._selectors(site)
        self._order: Order | None = site.date_order or self.date_order
        self._zone = ZoneInfo(site.timezone)

    @abstractmethod
    def listing(self, page: Page) -> ListingPage:
        """Read a page of a board. Raises `PageRefused` when it is something else."""

    @abstractmethod
    def thread(self, page: Page) -> ThreadPage:
        """Read a page of a thread or offer. Raises `PageRefused`, or `ThreadMissing` when the site says so."""

    @abstractmethod
    def native_id(self, url: str) -> str | None:
        """Give the thread's id from any of its addresses; `None` when the address shows none."""

    @abstractmethod
    def allows(self, url: str) -> bool:
        """Say whether an address is one of a listing or a thread by the engine's own grammar, whatever its host."""

    def _selectors(self, site: Site) -> dict[str, str]:
        """Merge the site's selectors over the defaults. Raises `ConfigError` for unknown keys and broken CSS."""
        merged = {**self.selectors_known, **self._given(site)}
        for key, value in merged.items():
            if key not in self.selectors_known:
                allowed = ", ".join(sorted(self.selectors_known))
                raise ConfigError(f"site {site.id}: selectors: {key} is unknown to {self.name}; allowed: {allowed}")
            if value and key not in self.not_css:
                check_css(value, f"site {site.id}: selectors: {key}")
        return merged

    def _given(self, site: Site) -> dict[str, str]:
        return dict(site.selectors)

    def _link(self, page: Page, href: str, base: str = "") -> str | None:
        return resolve(page.url, href, self.site.addresses, base)

    def _links_of(self, document: Selector, page: Page) -> Link:
        """Give the reader of a page's links, for software that writes them relative to a base that the head names."""
        return partial(self._link, page, base=document.css("base[href]::attr(href)").get() or "")

    def _renamed(self, document: Selector, page: Page, link: Link, *named: str) -> Page:
        """Give a page under the address that it names itself where it was reached by a jump, or is a saved file.

        `named`: CSS of where it does, best first.
        """
        if self.allows(page.url):
            return page
        urls = (link(url) for css in named for url in document.css(css).getall()[:_NAMES])
        return replace(page, url=next((url for url in urls if url and self.allows(url)), page.url))

    def _is_board_path(self, path: str) -> bool:
        """Say whether a path, without its last "/", is that of one of the site's boards, under whatever name."""
        return any(path and path == board.path.partition("?")[0].rstrip("/") for board in self.site.boards)

    def _check_rows(self, document: Selector, page: Page, rows: Sequence[Row], found: Sequence[Selector]) -> None:
        """Hold a listing page to its contract: legible rows, or none where nothing looks like one.

        `found`: what looks like a row. Raises `PageRefused`.
        """
        if rows and not legible(rows):
            raise PageRefused(SiteState.LAYOUT_CHANGED)
        if not rows:
            self._check_empty(document, page, marked=not found and bool(document.css(self.css["listing"])))

    def _check_empty(self, document: Selector, page: Page, *, marked: bool) -> None:
        """Hold a listing page without rows to its contract: a board without threads. Raises `PageRefused`.

        `marked`: it holds what every listing holds, and nothing that looks like a row.
        """
        check_empty(document, marked=marked, leads=self._leads_to_threads(document, page))

    def _leads_to_threads(self, document: Selector, page: Page) -> bool:
        """Say whether a page links to more threads than boards: a board of boards links to one thread for each."""
        threads: set[str] = set()
        lists: set[str] = set()
        for anchor in document.css("body a[href]")[:_LINKS]:
            url = self._link(page, attribute(anchor, "href"))
            if url is None or not self.allows(url) or any(map(is_side, anchor.root.iterancestors())):
                continue
            native_id = self.native_id(url)
            (lists if native_id is None else threads).add(native_id or url)
        return len(threads) > max(1, len(lists))

    def _clock(self, page: Page) -> Clock:
        return Clock(page.fetched_at, self._zone, self._order)

    def _dates(
        self,
        page: Page,
        shown: Iterable[str],
        *,
        usual: Order | None = None,
        zone: Callable[[], ZoneInfo | None] = lambda: None,
    ) -> Date:
        """Give what reads the dates of a page, by what it shows itself where nobody stated order or zone.

        `shown`: texts with dates of it. `usual`: their order where they leave it open. `zone`: finds the zone it names.
        """
        clock = self._clock(page)
        if "timezone" not in self.site.model_fields_set:
            clock = replace(clock, zone=zone() or clock.zone)
        if clock.order is None:
            clock = replace(clock, order=evident_order(shown, page.fetched_at) or usual)
        return DatesOfAPage(clock)

    def _date(self, text: str | None, page: Page) -> Moment | None:
        return read_date(text, self._clock(page))
