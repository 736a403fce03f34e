"""A vBulletin forum's list of threads: rows found by `thread_title_12` (3 and 4) or `data-node-id` (5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from parsel import Selector

from spiders.dates import Date
from spiders.dom import attribute, count, first_words, node_of, not_nested, outside, squeeze, stepwise, words
from spiders.kinds import without_poll
from spiders.links import Link
from spiders.listing import Moment, Row
from spiders.vbulletin_dates import epoch, first_date
from spiders.vbulletin_urls import Place, place

SELECTORS = {
    "row": "[id^='thread_title_'], .topic-item[data-node-id]",
    "title": "[id^='thread_title_'], .js-topic-title, .topic-title",
    "author": (
        ".author .username, .threadmeta .username, .topic-info a, [id^='td_threadtitle_'] > .smallfont > [onclick], "
        "[id^='td_threadtitle_'] > .smallfont"
    ),
    "posted": ".author, .threadmeta, .topic-info .date",
    "stats": ".threadstats li:not(.hidden), .posts-count, .views-count",
    "last_activity": ".threadlastpost, .cell-lastpost, td[title]:not([id]) > .smallfont",
}
"""Of a row; within `row`, all but the first: what tells a row apart, which stands in it or is it."""

_TITLE_ID = re.compile(r"thread_title_(\d{1,12})")
_ROW_ID = re.compile(r"thread_(\d{1,12})")
_CELL = "td_threadtitle_"
_NUMBER = re.compile(r"\d{1,12}")
_FIGURE = re.compile(r"(?<!\d)\d{1,3}(?:[.,'\s]\d{3}){1,4}(?!\d)|(?<!\d)\d{1,12}(?!\d)")
_POST_ID = re.compile(r"#post(\d{1,12})|[?&;]p=(\d{1,12})")
_TYPE = re.compile(r"[^:：\[\](){}]{1,40}[:：]\s*")
_BY = re.compile(
    r"(?:(?:started|created|posted|begonnen|erstellt|gestartet|eröffnet|lancé|empezado|commencé|créé|iniciado|creado|criado|iniziato|gestart|начато|создано|"
    r"başlatan|rozpoczęty)\s+)?(?:by|von|par|por|da|di|door|przez|автор:?|autor:?)\s+",
    re.IGNORECASE,
)
_MARKS = {
    "sticky": re.compile(r"(?<![^\s_.-])sticky(?:bg)?(?![^\s_.-])|(?<![^\s_.-])stickies(?![^\s_.-])"),
    "locked": re.compile(r"(?<![^\s_.-])(?:lock(?:ed)?|closed)(?![^\s_.-])"),
    "moved": re.compile(r"(?<![^\s_.-])(?:moved|redirect)(?![^\s_.-])"),
    "poll": re.compile(r"(?<![^\s_.-])poll(?:_posticon)?(?![^\s_.-])"),
}
_BRACKETED = re.compile(r"[\[({](?:\s*)([^\[\](){}]{1,80})[\])}]")
_ROWS = frozenset({"tr", "li"})
_UP = 12
_MOST = 1000  # rows of a page
_PIECES = 20  # before a title
_BEHIND_NAME = "descendant::*[contains(concat(' ', @class, ' '), ' username ')][1]/following-sibling::text()"
_LEADS_TO_LAST = "*[.//a[contains(@href, '#post') or contains(@href, 'lastpost')]]"
_BEFORE = "preceding-sibling::node()[not(self::img)][not(self::comment())]"


def find_rows(document: Selector, css: dict[str, str]) -> list[Selector]:
    """Find the rows."""
    marks = [node for node in document.css(css["row"])[:_MOST] if not isinstance(node.root, str)]
    unique = dict.fromkeys(_around(node.root) for node in marks)
    return not_nested([node_of(element) for element in unique])


def read_row(row: Selector, css: dict[str, str], link: Link, date: Date) -> Row | None:
    """Read a row; `None` for one that leads to no thread (announcements, what is left of a deleted one)."""
    subject = next((node for node in stepwise(row, css["title"]) if attribute(node, "href") and words(node)), None)
    url = link(attribute(subject, "href")) if subject is not None else None
    if subject is None or url is None:
        return None
    found, shown, marks = place(url), _shown_id(row, subject), _marks(row)
    # Where a site rewrites addresses its own way, the row's id has to do.
    if not (found.kind == "thread" if found else shown):
        return None
    last = _last(row, css["last_activity"])
    replies, views = (None, None) if marks["moved"] else _stats(row, css["stats"])
    return Row(
        native_id=(found.key if found and (marks["moved"] or not shown) else shown) or "",
        url=_first(url, found),
        title=words(subject),
        prefix=_prefix(subject, sum(marks.values())),
        author=first_words(_authors(row, css["author"])) or _guest(row),
        replies=replies,
        views=views,
        posted=first_date(_started(row, css["posted"]), date),
        last_activity=None if marks["moved"] else _last_activity(row, last, date),
        last_post_id=_post_id(last),
        sticky=marks["sticky"],
        locked=marks["locked"],
        moved=marks["moved"],
    )


def _around(mark: Any) -> Any:
    """Give the row of what tells it apart: the element with the thread's id, else the next that may be a row."""
    if mark.get("data-node-id"):
        return mark
    above = list(islice(mark.iterancestors(), _UP))
    own = next((each for each in above if _ROW_ID.fullmatch(each.get("id") or "")), None)
    if own is not None:
        return own
    cell = next((each for each in above if (each.get("id") or "").startswith(_CELL)), None)
    if cell is not None and cell.getparent() is not None:
        return cell.getparent()  # a table's row, or what a style without tables has in its place
    return next((each for each in above if each.tag in _ROWS), mark.getparent())


def _shown_id(row: Selector, subject: Selector) -> str | None:
    """Give the id that a row shows for vBulletin's scripts."""
    titled = _TITLE_ID.fullmatch(attribute(subject, "id")) or _ROW_ID.fullmatch(attribute(row, "id"))
    if titled:
        return titled[1]
    node = attribute(row, "data-node-id")
    return node if _NUMBER.fullmatch(node) else None


def _first(url: str, found: Place | None) -> str:
    """Give the address of the first page: a title leads there, whatever number its words end in."""
    return found.first if found and (found.page == 1 or not found.is_page) else url


def _marks(row: Selector) -> dict[str, bool]:
    """Say how a row is marked: by classes, and by file names of icons."""
    around = row.xpath("ancestor::*[position() < 3]/@class | ancestor::*[position() < 3]/@id").getall()
    names = [attribute(row, "class"), *row.xpath("(div | td)[position() < 3]/@class").getall(), *around]
    icons = [source.rpartition("/")[2] for source in row.css("img::attr(src)").getall()[:_PIECES]]
    text = " ".join((*names, *icons))
    return {mark: bool(pattern.search(text)) for mark, pattern in _MARKS.items()}


def label(text: str) -> str | None:
    """Give a thread's label without the brackets that many boards put around it; `None` for an empty one.

    >>> label("[WTS]"), label("WTS"), label(" "), label("[WTS] [BTC]")
    ('WTS', 'WTS', None, '[WTS] [BTC]')
    """
    found = _BRACKETED.fullmatch(text.strip())
    return (found[1] if found else text).strip() or None


def _prefix(subject: Selector, types: int) -> str | None:
    """Give the label before a title, without the words for what kind of thread it is ("Sticky: ")."""
    nodes = subject.xpath(_BEFORE)[-_PIECES:]
    shown = (node for node in nodes if not _is_aside(node))
    text = squeeze(" ".join(map(words, shown)))
    for _ in range(types):
        text = _TYPE.sub("", f"{text} ", count=1).strip() if _TYPE.match(f"{text} ") else text
    return label(without_poll(text))


def _is_aside(node: Selector) -> bool:
    """Say whether something before a title floats beside it, or leads to the first new post."""
    if isinstance(node.root, str):
        return False
    return "float" in attribute(node, "style") or "goto" in attribute(node, "id") or "hide" in attribute(node, "class")


def _authors(row: Selector, css: str) -> Iterator[Selector]:
    return outside(stepwise(row, css)[:_PIECES], "threadlastpost*", "lastpost*", "threadstats*")


def _guest(row: Selector) -> str | None:
    """Give a name that is no link: it stands between "Started by" and a comma."""
    texts = (
        text
        for node in stepwise(row, ".topic-info, .author .label, .author")[:_PIECES]
        for text in node.xpath("text()").getall()
    )
    said = next(filter(None, map(squeeze, texts)), "")
    return _BY.sub("", said.rpartition(",")[0] or said, count=1) or None


def _started(row: Selector, css: str) -> Iterator[Selector]:
    """Give what shows when a thread was begun: the text behind its author's name, or the element of the date."""
    for node in stepwise(row, css)[:_PIECES]:
        behind = [] if isinstance(node.root, str) else node.xpath(_BEHIND_NAME)
        if behind:
            yield from behind
        elif isinstance(node.root, str) or "date" in attribute(node, "class"):
            yield node


def _stats(row: Selector, css: str) -> tuple[int | None, int | None]:
    """Give replies and views, which stand in this order; version 3 has them in cells of their own and in a title."""
    numbers = [_figure(words(node)) for node in stepwise(row, css)[:_PIECES]]
    if len(numbers) > 1:
        return numbers[0], numbers[1]
    cells = [number for cell in row.xpath("*")[:_PIECES] if (number := count(words(cell))) is not None]
    titled = (_FIGURE.findall(title) for title in row.xpath("*[not(@id)]/@title").getall())
    named = next(([_figure(each) for each in found] for found in titled if len(found) == 2), [])
    found = named or cells
    return (found[0], found[1]) if len(found) > 1 else (None, None)


def _figure(text: str) -> int | None:
    found = _FIGURE.search(text)
    return int("".join(char for char in found[0] if char.isdecimal())) if found else None


def _last(row: Selector, css: str) -> list[Selector]:
    """Give what shows the last post; where nothing is named so, the cell that leads to a post."""
    found = stepwise(row, css)[:_PIECES]
    return [*(found or row.xpath("*[not(@id)][@title]") or row.xpath(_LEADS_TO_LAST))]


def _last_activity(row: Selector, last: list[Selector], date: Date) -> Moment | None:
    if moment := epoch(row, "data-lastcontent"):
        return moment
    dated = (
        each for node in last if not isinstance(node.root, str) for each in node.css("dd, .post-date, [class*='date']")
    )
    without = [node for node in dated if not node.css(".username")]
    return first_date((*without, *last), date)


def _post_id(last: Iterable[Selector]) -> str | None:
    links = (href for node in last if not isinstance(node.root, str) for href in node.css("a::attr(href)").getall())
    found = next((found for href in links if (found := _POST_ID.search(href))), None)
    return (found[1] or found[2]) if found else None
