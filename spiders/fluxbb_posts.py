"""A FluxBB or PunBB topic's posts."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from parsel import Selector

from spiders.dates import Date
from spiders.dom import attribute, first_words, not_nested, outside, surrounding, words
from spiders.fluxbb_rows import PROFILES, read_first
from spiders.fluxbb_urls import post_id
from spiders.listing import Moment, Post
from spiders.text import read_body

SELECTORS = {
    "post": ".blockpost, .main-topic > .post",
    "post_author": "dt strong, .post-byline a, .post-byline strong, .author-ident .username",
    "post_date": "h2 a, .post-link a",
    "post_edited": "p.postedit, .post-edit, p.lastedit",
    "post_body": ".postmsg, .entry-content",
    "not_body": ".postsignature, .sig-content",
    "standing": "dl dd, .author-ident .usertitle, .author-info li",
}
"""Of a post; within `post`, all but the first."""

_ID = re.compile(r"p(\d{1,12})")
_IN_BODY = ("postmsg", "postsignature", "entry-content", "sig-content")
_NOT_STANDING = ("usercontacts", "postavatar")
_LAST_WORDS = 8
_UP = 40
_MOST = 1000  # posts of a page
_PIECES = 20  # of an author's standing


def find_posts(document: Selector, css: dict[str, str]) -> list[Selector]:
    """Find the posts around their bodies, by their anchors ("p34", on the post or on its head) or by their class.

    Posts that have an anchor and no body come last. Of posts in posts only the outermost counts, and only a few
    elements are looked through upwards: hostile nesting is deep.
    """
    classed = {node.root: node for node in document.css(css["post"])}
    bodies = [node for node in document.css(css["post_body"]) if not isinstance(node.root, str)]
    inner = {body.root for body in bodies}
    found: dict[Any, Selector] = {}
    for body in bodies:
        steps = _steps_to_post(body.root, classed, inner)
        if steps is not None:
            holder = body.xpath(f"ancestor-or-self::*[{steps + 1}]")[0]
            found.setdefault(holder.root, holder)
    around = surrounding(inner)
    bare = (node for root, node in classed.items() if root not in found and root not in around)
    with_id = (node for node in bare if _ID.fullmatch(attribute(node, "id")))
    return [*found.values(), *not_nested(outside(with_id, *_IN_BODY))][:_MOST]


def _steps_to_post(body: Any, classed: Collection[Any], bodies: Collection[Any]) -> int | None:
    """Count how many elements above a body its post is; `None` when there is none or when it stands in another."""
    steps, element = None, body
    for step in range(_UP):
        if element is None or (step and element in bodies):
            break
        if element in classed or _is_anchor(element):
            if steps is not None and steps != step:
                return None
            steps = step
        elif steps is None and _is_anchor(element.getprevious()):
            steps = step + 1
        element = element.getparent()
    return None if element in bodies and element is not body else steps


def _is_anchor(element: Any) -> bool:
    return element is not None and bool(_ID.fullmatch(element.get("id") or ""))


def read_post(post: Selector, css: dict[str, str], date: Date) -> Post | None:
    """Read a post; `None` when it has no body. Signature and note of an edit are taken out of the page."""
    edited = _edited(post, css["post_edited"], date)
    for node in post.css(f"{css['not_body']}, {css['post_edited']}"):
        if not isinstance(node.root, str) and node.root is not post.root:
            node.drop()
    bodies = post.css(css["post_body"])
    if not bodies:
        return None
    body = read_body(bodies[0].get() or "")
    return Post(
        native_id=_native_id(post),
        author=_author(post, css["post_author"]),
        text=body.text,
        own_text=body.own_text,
        posted=_posted(post, css["post_date"], date),
        edited=edited,
    )


def read_standing(post: Selector, css: dict[str, str]) -> str | None:
    """Give what the page shows of the author's standing, one piece after the other."""
    nodes = outside(post.css(css["standing"]), *_IN_BODY, *_NOT_STANDING)
    return "; ".join(filter(None, map(words, not_nested(nodes)[:_PIECES]))) or None


def _native_id(post: Selector) -> str | None:
    """Give the number in the anchor, else in the post's link to itself."""
    ids = (attribute(node, "id") for node in post.xpath("descendant-or-self::*[starts-with(@id, 'p')]")[:20])
    links = (post_id(attribute(node, "href")) for node in outside(post.css("a[href]"), *_IN_BODY))
    return next((found[1] for each in ids if (found := _ID.fullmatch(each))), None) or next(filter(None, links), None)


def _author(post: Selector, css: str) -> str | None:
    """Give the display name: a link's text, or bare text for a deleted account or where guests see no profiles."""
    return first_words(outside(post.css(css), *_IN_BODY)) or first_words(outside(post.css(PROFILES), *_IN_BODY))


def _posted(post: Selector, css: str, date: Date) -> Moment | None:
    """Give the time: the text of the post's link to itself, else what its head shows."""
    links = (node for node in post.css("a[href]") if post_id(attribute(node, "href")))
    return read_first(outside((*post.css(css), *links, *post.css("h2")), *_IN_BODY), date)


def _edited(post: Selector, css: str, date: Date) -> Moment | None:
    """Read the time at the end of "Last edited by NAME (TIME)": the fewest last words that are one."""
    text = first_words(post.css(css))
    last = (text or "").rstrip(") ").replace("(", " ").split()[-_LAST_WORDS:]
    tails = (date(" ".join(last[-length:])) for length in range(2, len(last) + 1))
    return next((moment for moment in tails if moment and moment.precision != "day"), None)
