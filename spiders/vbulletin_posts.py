"""A vBulletin thread's posts: found by `post_message_34` (3 and 4) or `data-node-id` (5), which its scripts need."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Any

from parsel import Selector

from spiders.dates import Date
from spiders.dom import attribute, first_words, node_of, not_nested, outside, stepwise, words
from spiders.listing import Moment, Post
from spiders.text import read_body
from spiders.vbulletin_dates import epoch, first_date, noted_date

SELECTORS = {
    "post": "[id^='post_message_'], .js-post__content-text, .post-content, [itemprop='text']",
    "post_author": (
        "[id^='postmenu_'] .bigusername, .bigusername, .username_container .username, .userinfo .username, "
        ".author a, .author strong, .author, [itemprop='author'] [itemprop='name'], [id^='postmenu_']"
    ),
    "post_date": ".postdate .date, .posthead .date, [class*='timestamp'], .post-date, td.thead",
    "post_edited": ".lastedited, .post-edit, [class*='post__edit'], [class*='post-history']",
    "standing": (
        "tr:has(> td > [id^='postmenu_']) > td > .smallfont, .usertitle, .userinfo_extra, "
        ".b-userinfo__additional-info, .userinfo-extra li"
    ),
}
"""Of a post. `post` is what holds its words; the others stand in the element around it that has the post's id."""

_BODY_ID = re.compile(r"post_message_(\d{1,12})")
_FRAME_ID = re.compile(r"(?:post|edit)_?(\d{1,12})")
_NUMBER = re.compile(r"\d{1,12}")
_UP = 40  # hostile nesting is deep
_MOST = 1000  # posts of a page
_PIECES = 20  # of an author's standing
_NOT_HEAD = (
    "#post_message_*",
    "js-post__content-text*",
    "post-content*",
    "signature*",
    "lastedited*",
    "#td_post_*",
    "postbody*",
)
_NOT_EDIT = ("#post_message_*", "js-post__content-text*", "post-content*", "signature*")
_COMMENTS = 30  # of version 5, in the post that they are about
_LABEL = 60
_INDENTED = "descendant-or-self::blockquote[not(@class) or contains(@class, 'postcontent')]"
_LABELS = ".//div[@style][following-sibling::*[1][self::table or self::pre or self::div[@dir]]]"
_QUOTED_FROM = ".//td/div[1][following-sibling::div]"
_ANCHORED = ".//a[starts-with(@name, 'post')]/following-sibling::text()[normalize-space()]"


@dataclass(frozen=True, slots=True)
class Found:
    """A post of a page, before it is read."""

    body: Selector
    """What holds its words."""
    frame: Selector
    """The element around all of it."""
    native_id: str | None
    """As in `Post`."""


def find_posts(document: Selector, css: dict[str, str]) -> list[Found]:
    """Find the posts, each once: an advertisement behind one may bear its id."""
    nodes = [node for node in not_nested(document.css(css["post"])[:_MOST]) if not isinstance(node.root, str)]
    held = Counter(element for node in nodes for element in node.root.iterancestors())
    unique: dict[object, Found] = {}
    for found in (_found(node, held) for node in nodes):
        if found.native_id or css["post"] != SELECTORS["post"]:
            unique.setdefault(found.native_id or found.body.root, found)
    return list(unique.values())


def read_post(found: Found, css: dict[str, str], date: Date) -> Post:
    """Read a post."""
    body = read_body(_marked(found.body))
    return Post(
        native_id=found.native_id,
        author=_author(found.frame, css["post_author"]),
        text=body.text,
        own_text=body.own_text,
        posted=_posted(found, css["post_date"], date),
        edited=_edited(found.frame, css["post_edited"], date),
    )


def own_title(found: Found) -> str | None:
    """Give the title that a post bears itself; `None` when it has none."""
    nodes = (
        *found.frame.css("h2.title, .js-post-title"),
        *found.frame.xpath(".//*[starts-with(@id, 'td_post_')]/*[contains(@class, 'smallfont')]/strong"),
    )
    return first_words(outside(nodes, *_NOT_EDIT))


def read_standing(found: Found, css: dict[str, str]) -> str | None:
    """Give what the page shows of the author's standing, one piece after the other; the place of living is none."""
    nodes = not_nested(stepwise(found.frame, css["standing"]))[:_PIECES]
    pieces = (piece for node in outside(nodes, *_NOT_HEAD) for piece in _pieces(node))
    return "; ".join(dict.fromkeys(filter(None, pieces))) or None


def _found(body: Selector, held: Counter[Any]) -> Found:
    """Find the element that is all of a post, by the post's id; the body alone where there is none."""
    named = _BODY_ID.fullmatch(attribute(body, "id"))
    widest, shown = body.root, named[1] if named else None
    for element in takewhile(lambda each: held[each] <= _COMMENTS, islice(body.root.iterancestors(), _UP)):
        name, node = _FRAME_ID.fullmatch(element.get("id") or ""), element.get("data-node-id") or ""
        here = name[1] if name else node if _NUMBER.fullmatch(node) else None
        if here and shown in (None, here):
            widest, shown = element, here
    return Found(body, node_of(widest), shown)


def _marked(body: Selector) -> str:
    """Give a body's HTML with version 3's quotes and headings named: it tells them by their place and style alone.

    A `blockquote` is what version 4 puts a whole post into, or an indented part of one: it quotes nobody.
    """
    for indented in body.xpath(_INDENTED)[:_MOST]:
        indented.root.tag = "div"
    for label in body.xpath(_LABELS)[:_MOST]:
        block = label.root.getnext()
        if len(label.root) or not words(label).endswith((":", "：")) or len(words(label)) > _LABEL:
            continue
        label.root.set("class", "codetitle")
        if block.tag == "table":
            block.set("class", "quotebox")
            for who in node_of(block).xpath(_QUOTED_FROM)[:1]:
                who.root.set("class", "quoteheader")
    return body.get() or ""


def _author(frame: Selector, css: str) -> str | None:
    """Give the display name: the first outside of the post's words."""
    return first_words(outside(stepwise(frame, css)[:_UP], *_NOT_EDIT))


def _posted(found: Found, css: str, date: Date) -> Moment | None:
    if moment := epoch(found.frame, "data-node-publishdate"):
        return moment
    beside = (node for node in found.frame.xpath(_ANCHORED)[:_UP])
    shown = outside((*stepwise(found.frame, css)[:_UP], *found.frame.css("time")[:_UP]), *_NOT_HEAD)
    return first_date(beside, date) or first_date(shown, date)


def _edited(frame: Selector, css: str, date: Date) -> Moment | None:
    """Read the note below a post; in version 3 it has no name and is in italics."""
    nodes = (
        *stepwise(frame, css)[:_UP],
        *frame.xpath(".//*[starts-with(@id, 'td_post_')]/*[contains(@class, 'smallfont')]/em")[:_UP],
    )
    notes = (words(node) for node in outside(nodes, *_NOT_EDIT))
    return next(filter(None, (noted_date(note, date) for note in notes)), None)


def _pieces(node: Selector) -> Iterator[str]:
    """Give names with their values, or what stands for itself; values without a figure are no standing."""
    if isinstance(node.root, str):
        yield words(node)
    elif node.root.tag == "dl":
        for name in node.css("dt")[:_PIECES]:
            value = first_words(name.xpath("following-sibling::dd[1]")) or ""
            yield f"{words(name).rstrip(' :')}: {value}" if _has_figure(value) else ""
    elif node.xpath("div"):
        yield from filter(_has_figure, map(words, node.xpath("div")[:_PIECES]))
    else:
        yield words(node)


def _has_figure(text: str) -> bool:
    return any(char.isdigit() for char in text)
