"""Pages that nobody's software writes, made of our golden pages: one element of each, nested, repeated, filled.

`python -m tests.spiders.hostile [ENGINE…]` reads all of them and shows what takes longest (processor time, in a process
of its own each, given up after `PATIENCE`).
"""

from __future__ import annotations

import os
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import html as lxml_html

from spiders.contract import PageRefused, ThreadMissing
from spiders.dom import parse
from spiders.engine import Engine
from spiders.listing import Page
from tests.spiders.sites import engine, page, saved
from tests.spiders.test_leaksite import CARDS, cards

SIZE = 2_000_000
"""Characters of a page: what `DOWNLOAD_MAXSIZE` allows."""
PATIENCE = 20
"""Seconds of processor time after which a reading is given up."""
MOST = 2.0
"""Seconds that a page may take."""
DEPTH = 900

PAGES = [
    ("mybb", "listing", "mybb_list", "/forumdisplay.php?fid=7"),
    ("mybb", "thread", "mybb_thread", "/showthread.php?tid=41"),
    ("phpbb", "listing", "phpbb_list", "/viewforum.php?f=7"),
    ("phpbb", "listing", "phpbb2_list", "/viewforum.php?f=3&start=50"),
    ("phpbb", "thread", "phpbb_thread", "/viewtopic.php?f=7&t=41"),
    ("phpbb", "thread", "phpbb2_thread", "/viewtopic.php?t=21"),
    ("xenforo", "listing", "xenforo2_list", "/index.php?forums/bazy.7/"),
    ("xenforo", "thread", "xenforo2_thread", "/threads/ferry-passengers-2025.41/page-2"),
    ("smf", "listing", "smf_list", "/index.php?board=4.20"),
    ("smf", "thread", "smf_thread", "/index.php?topic=62.15"),
    ("fluxbb", "listing", "fluxbb_list", "/viewforum.php?id=7&p=2"),
    ("fluxbb", "thread", "fluxbb_thread", "/viewtopic.php?id=41"),
    ("vbulletin", "listing", "vbulletin3_list", "/forumdisplay.php?f=7&page=2"),
    ("vbulletin", "listing", "vbulletin5_list", "/forum/quay/leaks/page2"),
    ("vbulletin", "thread", "vbulletin3_thread", "/showthread.php?t=41&page=2"),
    ("vbulletin", "thread", "vbulletin4_thread", "/fuites/41-gardiens-top-10-2.html"),
    ("vanilla", "listing", "vanilla_list", "/categories/leaks/p2"),
    ("vanilla", "thread", "vanilla_thread", "/discussion/41/2024-ferry/p2"),
    ("discourse", "listing", "discourse_list", "/c/leaks/7?page=1"),
    ("discourse", "thread", "discourse_thread", "/t/ferry/41?page=2"),
    ("invision", "listing", "invision4_list", "/index.php?/forum/7-databases/page/2/"),
    ("invision", "thread", "invision4_thread", "/topic/41-ferry-passengers/page/2/"),
    ("market", "listing", "market_list", "/stalls"),
    ("market", "thread", "market_item", "/offer?id=ab-1"),
    ("leaksite", "listing", "", "/"),
]

FILLS = {
    "links": '<a href="{link}">x</a>',
    "line breaks": "x<br>",
    "dates": '<time datetime="2025-02-01T10:00:00Z" title="1 Feb 2025">1 Feb 2025, 10:00</time> ',
    "broken dates": '<i title="Jan Jan Jan">9 Jan Jan 9:99</i> ',
    "inputs": '<input type="password" name="tid" value="1" hidden>',
    "unclosed tags": "<b>x",
    "quotes": "<blockquote>x",
}


@dataclass(frozen=True, slots=True)
class Place:
    """An element of a page that an engine looks for."""

    before: str
    opening: str
    """Its start tag, where the parser would not close another for it with what must stand around."""
    inner: str
    closing: str
    after: str
    link: str
    """An address that the element holds, else one of the page."""


def _nested(place: Place, size: int) -> str:
    return place.opening * DEPTH + place.inner + _again(FILLS["links"].format(link=place.link), size)


def _many(place: Place, size: int) -> str:
    return _again(place.opening + place.inner + place.closing, size)


def _unclosed(place: Place, size: int) -> str:
    return _again(place.opening + place.inner, size)


def _huge(place: Place, size: int) -> str:
    count = max(1, len(re.findall('="', place.opening)))
    return (
        re.sub('="([^"]*)"', lambda found: f'="{_again(found[1] + " 1", size // count)}"', place.opening) + place.inner
    )


def _text(place: Place, size: int) -> str:
    return place.opening + place.inner + _again("1 Feb 2025 at 10:00, ", size)


def _filled(fill: str) -> Callable[[Place, int], str]:
    return lambda place, size: place.opening + place.inner + _again(FILLS[fill].format(link=place.link), size)


SHAPES: dict[str, Callable[[Place, int], str]] = {
    "nested": _nested,
    "many": _many,
    "unclosed": _unclosed,
    "huge attributes": _huge,
    "one huge text": _text,
    **{f"many {fill}": _filled(fill) for fill in FILLS},
}


def hostile(name: str, kind: str, golden: str, path: str, size: int = SIZE) -> Iterator[tuple[str, Page]]:
    """Make all pages of a golden one, with what each is called."""
    whole = saved(golden, path).html if golden else cards({}, {"id": "p8"})
    for key, place in _places(reader(name), whole):
        for shape, make in SHAPES.items():
            text = place.before + make(place, max(0, size - len(whole))) + place.closing + place.after
            yield f"{key}: {shape}", page(text, path)


def reader(name: str) -> Engine:
    """Give an engine of ours."""
    return engine(name, selectors=CARDS) if name == "leaksite" else engine(name)


_AROUND = {"li": "<ul>", "tr": "<table>", "td": "<table><tr>", "th": "<table><tr>", "dd": "<dl>", "dt": "<dl>"}
_AROUND |= {"tbody": "<table>", "a": "<div>", "h1": "<div>", "h2": "<div>", "h3": "<div>", "p": "<object>"}
_MARK = "<!--here-->"


def _places(reader: Engine, whole: str) -> Iterator[tuple[str, Place]]:
    """Give the first element that each selector finds, each once."""
    seen = set()
    for key, css in reader.css.items():
        if not css or key in reader.not_css:
            continue
        document = parse(whole)
        found = document.css(re.sub(r"::(?:attr\([^)]*\)|text)", "", css) or "*")[:1]
        where = document.root.getroottree().getpath(found[0].root) if found else None
        if where is None or where in seen or found[0].root.tag in ("html", "body", "head"):
            continue
        seen.add(where)
        yield key, _place(found[0].root, document.root)


def _place(element, root) -> Place:
    link = next(iter(element.xpath("descendant-or-self::*/@href")), None) or next(iter(root.xpath("//a/@href")), "/")
    text = lxml_html.tostring(element, encoding="unicode", with_tail=False)
    opening = text[: re.match(r'<[^>"]*(?:"[^"]*"[^>"]*)*>', text).end()]
    closing = f"</{element.tag}>" if text.endswith(f"</{element.tag}>") else ""
    inner = text[len(opening) : len(text) - len(closing)]
    around = lxml_html.Element("mark-here")
    around.tail = element.tail
    element.getparent().replace(element, around)
    before, after = lxml_html.tostring(root, encoding="unicode").split("<mark-here></mark-here>")
    return Place(before, _AROUND.get(element.tag, "") + opening, inner, closing, after, link)


def _again(piece: str, size: int) -> str:
    return piece * max(1, size // len(piece))


# --- measuring ---


def read(name: str, kind: str, shown: Page) -> int | None:
    """Read a page; the number of its rows or posts, `None`: refused."""
    try:
        result = getattr(reader(name), kind)(shown)
    except (PageRefused, ThreadMissing):
        return None
    return len(result.rows if kind == "listing" else result.posts)


def seconds(work: Callable[[], object]) -> float:
    """Give the processor time of some work, in a process of its own; `PATIENCE`: it was given up."""
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + PATIENCE,) * 2)
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    _, status, used = os.wait4(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise AssertionError("it raised")
    return used.ru_utime + used.ru_stime


def main(names: list[str], size: int) -> None:
    """Show what takes longest."""
    for name, kind, golden, path in PAGES:
        if names and name not in names:
            continue
        spent = []
        for shape, shown in hostile(name, kind, golden, path, size):
            try:
                spent.append((seconds(lambda: read(name, kind, shown)), shape))  # noqa: B023
            except AssertionError:
                sys.stdout.write(f"RAISED  {name} {golden} {shape}\n")
        spent.sort(reverse=True)
        for cpu, shape in spent[:6]:
            sys.stdout.write(f"{cpu:6.2f} s  {name:10} {golden:18} {shape}\n")


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:] if each.isdecimal()]
    main([each for each in sys.argv[1:] if not each.isdecimal()], *numbers or [SIZE])
