"""The boards that an index shows: what an operator chooses from when a site is new. Data-driven (`boards.toml`)."""

from __future__ import annotations

import functools
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parsel import Selector

from spiders.dom import attribute, count, first_words, inside, node_of, outside, parse, words
from spiders.links import path_of, resolve
from spiders.listing import Page

_LINKS = 3000  # looked at
_MOST = 300  # boards
_UP = 12  # elements from a link up to its row
_TITLE = 200
_HEADINGS = 20
_NUMBER = re.compile(r"\d[\d.,'\s]{0,20}(?![\d.,]*[kKmM])")
_IN_BRACKETS = re.compile(r"\s*\((\d{1,9})\)$")
_CATEGORY = re.compile(r"/(?:[^?#]*/)?c/(?:[^/?#]+/){1,3}\d+(?:/l/\w+)?\.json")
_FOLDER = re.compile(r"(?:/[\w.-]{1,60}){1,5}")
_DECORATION = " \t↳└»›•|-"


@dataclass(frozen=True, slots=True)
class FoundBoard:
    """A board that a page links to."""

    title: str = field(repr=False)
    """As the page shows it: raw text, to be cleaned before anybody sees it."""
    path: str = field(repr=False)
    """Path and query of its first page."""
    threads: int | None = None
    """How many threads it holds; `None`: the page does not say, or shortens it."""


def boards(page: Page, engine: str) -> tuple[FoundBoard, ...]:
    """Give the boards that a page shows, in its order; its own, where it is a board's page, first. Never raises.

    `engine`: as detected; none are known of a feed or a leak site, which is its own only board.
    """
    known = _finders().get(engine)
    if known is None:
        return (FoundBoard("", path_of(page.url)),)
    if page.html.lstrip("\ufeff \t\r\n").startswith("{"):
        return _unique(_of_json(page.html, path_of(page.url)))
    document, own, fits = parse(page.html), path_of(page.url), _fits(known)
    anywhere = document.xpath("//a[@href]")[:_LINKS]
    found = _listed(document, page, known) or _unique(_read(anywhere, page, known, fits))
    if not fits.fullmatch(own):
        return found
    itself = [each.title for each in _read(anywhere, page, known, fits) if each.path == own]
    return FoundBoard(_heading(document, itself), own), *(each for each in found if each.path != own)


def board_of_thread(page: Page, engine: str) -> FoundBoard | None:
    """Give the board that a thread's page says it stands in: the last of its breadcrumbs. Never raises.

    `None`: it has none that are known as such; the boards before the last hold the board, or nothing at all.
    """
    known = _finders().get(engine, {})
    if not known.get("crumbs") or page.html.lstrip("\ufeff \t\r\n").startswith("{"):
        return None
    crumbs = inside(parse(page.html).xpath("//a[@href]")[:_LINKS], *known["crumbs"])
    found = _unique(_read(crumbs, page, known, _fits(known)))
    return found[-1] if found else None


def boards_listed(page: Page, engine: str) -> tuple[FoundBoard, ...]:
    """Give the boards that a page lists as an index does; none of a board's own page, or from breadcrumbs."""
    known = _finders().get(engine)
    if known is None or _fits(known).fullmatch(path_of(page.url)):
        return ()
    if page.html.lstrip("\ufeff \t\r\n").startswith("{"):
        return _unique(_of_json(page.html, ""))
    return _listed(parse(page.html), page, known)


def _listed(document: Selector, page: Page, known: dict[str, Any]) -> tuple[FoundBoard, ...]:
    """Give the boards that stand where boards do: in the data for a script, else in their rows, else as links."""
    trusted = document.css(known["links"])[:_LINKS] if "links" in known else []
    skip = known.get("skip", ())
    return (
        _unique(_preloaded(document))
        or _unique(_read(outside(trusted, *skip), page, known, None))
        or _unique(_read(outside(document.xpath("//a[@href]")[:_LINKS], *skip), page, known, _fits(known)))
    )


def _fits(known: dict[str, Any]) -> re.Pattern[str]:
    """Give what a board's path looks like."""
    return re.compile(rf"/(?:[^?#]*/)?{known['paths']}")


def _read(
    nodes: Iterable[Selector], page: Page, known: dict[str, Any], fits: re.Pattern[str] | None
) -> Iterator[FoundBoard]:
    """Read links as boards. `fits`: what their paths must look like; `None`: they stand where boards stand."""
    for node in nodes:
        url, title = resolve(page.url, attribute(node, "href")), words(node)[:_TITLE].lstrip(_DECORATION)
        path = path_of(url) if url else ""
        if title and path and (fits is None or fits.fullmatch(path)):
            bracket = _IN_BRACKETS.search(title)
            threads = int(bracket[1]) if bracket else _threads(node, known)
            yield FoundBoard(_IN_BRACKETS.sub("", title), path, threads)


def _of_json(text: str, path: str) -> Iterator[FoundBoard]:
    """Read Discourse's JSON: its list of categories, or that of one category's topics."""
    data = _loaded(text)
    if "topic_list" in data and _CATEGORY.fullmatch(path):
        yield FoundBoard("", path)
    yield from _categories(data.get("category_list"))


def _preloaded(document: Selector) -> Iterator[FoundBoard]:
    """Read the categories that a page of Discourse holds for its script: JSON in JSON."""
    folder = document.css("[data-base-uri]::attr(data-base-uri)").get("")
    for text in document.css("#data-preloaded::attr(data-preloaded)").getall()[:1]:
        yield from _categories(_loaded(_loaded(text).get("site")), folder if _FOLDER.fullmatch(folder) else "")


def _categories(listed: Any, folder: str = "") -> Iterator[FoundBoard]:
    """Give Discourse's categories; one within another stands in its address. `folder`: the board's own."""
    found = listed.get("categories") if isinstance(listed, dict) else None
    categories = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
    slugs = {str(each.get("id")): str(each.get("slug", "")) for each in categories}
    for each in categories:
        name, slug, number = (each.get(key) for key in ("name", "slug", "id"))
        within = slugs.get(str(each.get("parent_category_id")), "")
        if name and slug and isinstance(number, int):
            path = "/".join(filter(None, (f"{folder}/c", within, str(slug), str(number))))
            yield FoundBoard(str(name)[:_TITLE], path, count(str(each.get("topic_count", ""))))


def _loaded(text: Any) -> dict[str, Any]:
    try:
        data = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _unique(found: Iterable[FoundBoard]) -> tuple[FoundBoard, ...]:
    by_path: dict[str, FoundBoard] = {}
    for each in found:
        if each.path not in by_path and len(by_path) < _MOST:
            by_path[each.path] = each
    return tuple(by_path.values())


def _threads(link: Selector, known: dict[str, Any]) -> int | None:
    row = _row(link.root, known.get("row", "").split())
    if row is None:
        return None
    shown = next((words(node) for node in node_of(row).css(known["threads"])[:1]), "")
    numbers = [count(number.strip()) for number in _NUMBER.findall(shown[:_TITLE])]
    return (numbers[-1] if known.get("which") == "last" else numbers[0]) if numbers else None


def _row(element: Any, names: list[str]) -> Any:
    """Go up to the nearest element that has one of the names as tag or class."""
    for _ in range(_UP):
        element = element.getparent()
        if element is None:
            return None
        if any(name == element.tag or name in (element.get("class") or "").split() for name in names):
            return element
    return None


def _heading(document: Selector, links: Iterable[str]) -> str:
    """Give a board's name on its own page: what a link to it or a heading says, where the page's title says it too."""
    whole = first_words(document.css("title")) or ""
    headings = [words(node) for node in document.css("h1, h2")[:_HEADINGS]]
    named = (text for text in (*links, *headings) if text and text in whole and len(text) > 1)
    return next(named, next(iter(headings), whole.rpartition(" - ")[2]))[:_TITLE]


@functools.cache
def _finders() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("boards.toml").read_text(encoding="utf-8"))
