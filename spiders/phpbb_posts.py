"""A phpBB topic's posts, in prosilver and in the tables of subsilver2 and phpBB 2.

What phpBB's own links need stands in every theme: `id="p12"` or `<a name="p12">` (phpBB 2: `name="12"`) before a post's
body. So a post is the smallest element around such an anchor and the first body behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from lxml import etree
from parsel import Selector

from spiders.css import stands_in
from spiders.dates import Date
from spiders.dom import attribute, first_words, node_of, not_nested, outside, squeeze, words
from spiders.listing import Moment, Post
from spiders.notes import noted_date
from spiders.phpbb_dates import first_date
from spiders.phpbb_rows import NAMES
from spiders.phpbb_urls import post_id
from spiders.text import Body, read_body

SELECTORS = {
    "post": "[id^='p'], a[name]",
    "post_author": ".author .username, .author .username-coloured, .author strong, .postauthor, .name b",
    "post_date": ".author, a + .postdetails, .gensmall > div",
    "post_edited": ".notice, .postbody ~ .gensmall, .row3 > .gensmall",
    "post_body": ".content, .postbody, .post-content, .post_content, .message-content",
    "standing": ".postprofile dd, .profile .postdetails, .name ~ .postdetails",
}
"""Of a post; within it, all but the first."""

_ID = re.compile(r"p?(\d{1,12})")
_UP = 40
_PIECES = 20  # of an author's standing
_LINKS = 20
_MOST = 1000  # posts of a page
_SIGNED = re.compile(r"(?:\A|\n)_{15,20}(?:\n|\Z)")
_NAMED = frozenset({"a", "em", "strong"})  # who edited, and why


class Found(NamedTuple):
    """A post before it is read."""

    node: Selector
    """All of it."""
    native_id: str | None
    body: Selector
    """What its author wrote, or the first piece of it."""


def find_posts(document: Selector, css: dict[str, str]) -> list[Found]:
    """Find the posts; none where several share all that is around them, as then nothing tells whose a name is."""
    is_own = css["post"] == SELECTORS["post"]
    anchors = {node.root for node in document.css(css["post"]) if not is_own or _anchor_id(node)}
    bodies = {node.root for node in document.css(css["post_body"])}
    posts: list[Found] = []
    anchor, body = None, None
    for node in document.css(f"{css['post']}, {css['post_body']}"):
        if len(posts) == _MOST:
            break
        if node.root in anchors:
            anchor, body = node, None
        if node.root in bodies and anchor is not None:
            if body is None:
                body = node
                posts.append(Found(_around_both(anchor, body), _anchor_id(anchor), body))
            elif body.root in _ancestors(node.root):  # prosilver's .content stands in .postbody
                posts[-1] = posts[-1]._replace(body=node)
                anchor = None
    nodes = {post.node.root for post in posts}
    is_nested = any(nodes.intersection(_ancestors(root)) for root in nodes)
    return [] if is_nested or len(nodes) < len(posts) else posts


def read_post(post: Found, css: dict[str, str], date: Date) -> Post:
    """Read a post."""
    body = _read_body(post.body)
    return Post(
        native_id=post.native_id,
        author=_author(post, css["post_author"]),
        text=body.text,
        own_text=body.own_text,
        posted=_posted(post, css["post_date"], date),
        edited=next(filter(None, (_edited(node, date) for node in _beside(post, css["post_edited"]))), None),
    )


def read_standing(post: Found, css: dict[str, str]) -> str | None:
    """Give what the page shows of the author's standing, one piece after the other."""
    nodes = not_nested(_beside(post, css["standing"]))[:_PIECES]
    lines = [line for node in nodes for line in read_body(node.get() or "").text.splitlines()]
    return "; ".join(filter(None, (line.strip() for line in lines))) or None


def _anchor_id(node: Selector) -> str | None:
    """Give the id in a post's anchor. Bare numbers are names in phpBB 2 only, never ids."""
    found = _ID.fullmatch(attribute(node, "id")) or _ID.fullmatch(attribute(node, "name"))
    return found[1] if found else None


def _ancestors(element: Any) -> list[Any]:
    return list(islice(element.iterancestors(), _UP))


def _around_both(anchor: Selector, body: Selector) -> Selector:
    """Give the smallest element around an anchor and a body behind it."""
    around = {anchor.root, *_ancestors(anchor.root)}
    shared = next((element for element in _ancestors(body.root) if element in around), anchor.root)
    return anchor if shared is anchor.root else node_of(shared)


def _beside(post: Found, css: str) -> Iterator[Selector]:
    """Give the matches that stand outside of what the author wrote."""
    body, within = {post.body.root}, dict[Any, bool]()
    for node in outside(post.node.css(css), "signature"):
        if not stands_in(node.root, body, within):
            yield node


def _author(post: Found, css: str) -> str | None:
    """Give the display name: a member's, a guest's or a deleted account's."""
    return first_words(_beside(post, css)) or first_words(_beside(post, NAMES))


def _posted(post: Found, css: str, date: Date) -> Moment | None:
    """Give the time that stands with the author's name, else with the post's own link."""
    links = (node for node in _beside(post, "a[href]") if post.native_id and _leads_to(node, post.native_id))
    others = (holder for link in islice(links, _LINKS) for holder in link.xpath("ancestor::*[position() < 3]")[::-1])
    return first_date(_beside(post, css), date) or first_date(_beside(post, "time"), date) or first_date(others, date)


def _leads_to(link: Selector, native_id: str) -> bool:
    return post_id(attribute(link, "href")) == native_id


def _edited(note: Selector, date: Date) -> Moment | None:
    """Read a note of an edit; one that begins with line breaks tells that the topic was bumped."""
    if "delete" in attribute(note, "class"):
        return None
    if stamps := note.css("time[datetime]"):
        return date(attribute(stamps[0], "datetime"))
    line = squeeze(" ".join(islice(filter(None, _first_line(note.root)), _UP)))
    if not line and note.xpath("preceding-sibling::span[contains(@class, 'postbody')]"):  # phpBB 2 knows no bumps
        line = words(note)
    return noted_date(line, date) if line else None


def _first_line(note: Any) -> Iterator[str | None]:
    """Give the texts of a note that stand behind no line break: XPath looks through all siblings for each."""
    broken = set()
    for event, element in etree.iterwalk(note, events=("start", "end", "comment")):
        if event == "start":
            if element.tag not in _NAMED:
                yield element.text
            continue
        parent = element.getparent()
        if element.tag == "br":
            broken.add(parent)
        if element is not note and parent not in broken and parent.tag not in _NAMED:
            yield element.tail


def _read_body(body: Selector) -> Body:
    """Read a body. In phpBB 2 a quote parts it into several pieces, and the signature stands in the last."""
    if body.root.tag != "span":
        return read_body(body.get() or "")
    cell = body.root.getparent()
    pieces = (etree.tostring(child, encoding="unicode") for child in cell if "gensmall" not in child.get("class", ""))
    whole = read_body((cell.text or "") + "".join(pieces))
    return Body(_unsigned(whole.text), _unsigned(whole.own_text))


def _unsigned(text: str) -> str:
    """Cut the signature off: it follows the last line of underscores."""
    *_, last = [None, *_SIGNED.finditer(text)]
    return text[: last.start()].rstrip() if last else text
