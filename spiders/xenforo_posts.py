"""A XenForo thread's posts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsel import Selector

from spiders.dates import Date
from spiders.dom import apart, attribute, first_words, not_nested, words
from spiders.listing import Post
from spiders.text import Body, read_body
from spiders.xenforo_dates import TIMES, first_time

SELECTORS = {
    "post": "[data-content^='post-'], [id^='js-post-'], li[id^='post-'], article[id^='post-'], .message[id^='post-']",
    "post_author": ".message-name, .userText .username, .message-user .username, .username",
    "post_date": ".message-attribution time, .message-attribution-main, .datePermalink, .messageMeta .DateTime",
    "post_edited": ".message-lastEdit, .editDate",
    "post_body": ".message-body .bbWrapper, .messageText",
    "standing": (
        ".userTitle, .userBanner, .extraUserInfo dl, .messageUserInfo dl, .message-user dl, .message-userExtras dl"
    ),
}
"""Of a post; within `post`, all but the first."""

_ID = re.compile(r"(?:js-)?post-(\d{1,12})")
_BODIES = ".bbWrapper, .message-body, .message-content article, .messageContent blockquote"
_SIGNATURE = frozenset({"message-signature", "signature"})
_WORDS = _SIGNATURE | {"bbWrapper", "message-body", "messageText"}
_EXTRAS = frozenset({"message-userExtras", "extraUserInfo"})
_NOT_AUTHOR = _WORDS | _EXTRAS | {"message-lastEdit", "editDate"}
_NOT_HEAD = _NOT_AUTHOR | {"message-user", "messageUserInfo"}
_MOST = 1000  # posts of a page
_PIECES = 30  # of an author's standing
_ROOT = re.compile(r"^<blockquote\b|</blockquote>$")


def find_posts(document: Selector, css: dict[str, str]) -> list[Selector]:
    """Find the posts that have an id, each once: a question's best answer stands on its page twice."""
    found: dict[str, Selector] = {}
    nodes = [node for node in not_nested(document.css(css["post"]))[:_MOST] if not isinstance(node.root, str)]
    for node in nodes:
        if name := native_id(node):
            found.pop(name, None)
            found[name] = node
    if found or css["post"] == SELECTORS["post"]:
        return list(found.values())
    return [node for node in nodes if _body(node, css)]


def read_post(post: Selector, css: dict[str, str], date: Date) -> Post | None:
    """Read a post; `None` when it has no body: only its author's name stands in for a deleted one."""
    body = _body(post, css)
    if body is None:
        return None
    return Post(
        native_id=native_id(post),
        author=_author(post, css["post_author"]),
        text=body.text,
        own_text=body.own_text,
        posted=first_time(_heads(post, css["post_date"]), date),
        edited=first_time(apart(post, css["post_edited"], _WORDS), date),
    )


def _heads(post: Selector, css: str) -> Iterator[Selector]:
    """Give what may be the time of a post, best first: a theme may put it beside the author's name."""
    yield from apart(post, css, _NOT_HEAD)
    yield from apart(post, TIMES, _NOT_HEAD)
    yield from apart(post, TIMES, _NOT_AUTHOR)


def native_id(post: Selector) -> str | None:
    """Give the id that a post shows; `None` when it shows none."""
    shown = (_ID.fullmatch(attribute(post, name)) for name in ("data-content", "id"))
    return next((found[1] for found in shown if found), None)


def read_standing(post: Selector, css: dict[str, str]) -> str | None:
    """Give what the page shows of the author's standing, one piece after the other; the place of living is none."""
    pieces = not_nested(post.css(css["standing"]))[:_PIECES]
    nodes = (node for node in pieces if isinstance(node.root, str) or not node.css("a[href*='location']"))
    return "; ".join(dict.fromkeys(filter(None, map(_piece, nodes)))) or None


def _piece(node: Selector) -> str:
    if isinstance(node.root, str) or node.root.tag != "dl":
        return words(node)
    name = first_words(node.css("dt")) or node.css("dt [title]::attr(title)").get() or ""
    value = first_words(node.css("dd"))
    return ": ".join(filter(None, (name.rstrip(" :："), value))) if value else ""


def _body(post: Selector, css: dict[str, str]) -> Body | None:
    """Read what the author wrote; XenForo 1 keeps it in a `blockquote` that quotes nobody."""
    node = next(_bodies(post, css), None)
    return read_body(_ROOT.sub(lambda tag: tag[0].replace("blockquote", "div"), node.get() or "")) if node else None


def _bodies(post: Selector, css: dict[str, str]) -> Iterator[Selector]:
    yield from apart(post, css["post_body"], _SIGNATURE)
    yield from apart(post, _BODIES, _SIGNATURE)


def _author(post: Selector, css: str) -> str | None:
    """Give the display name: the attribute for XenForo's script has it of deleted accounts too."""
    shown = first_words(apart(post, css, _WORDS))
    return (attribute(post, "data-author").strip() or shown) if css == SELECTORS["post_author"] else shown
