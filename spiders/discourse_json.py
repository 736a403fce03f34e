"""What Discourse tells programs: the JSON of its lists and topics, alone or inside of the page for browsers.

Whatever stands in it may be of any type and size: what is not as it should be counts as not there.
"""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

from parsel import Selector

from spiders.contract import PageRefused, ThreadMissing
from spiders.dates import Date
from spiders.discourse_urls import page_address, read_address, topic_address
from spiders.dom import attribute, squeeze, words
from spiders.listing import Page, Post, Row, SiteState
from spiders.text import Body, read_body

Data = dict[str, Any]

_STATES = {
    "not_logged_in": SiteState.LOGIN_REQUIRED,
    "invalid_access": SiteState.LOGIN_REQUIRED,
    "group_required": SiteState.LOGIN_REQUIRED,
    "rate_limit": SiteState.QUEUE,
    "read_only": SiteState.DOWN,
}
"""By the `error_type` that stands beside the words of an error, which are in the board's language."""
_REPLY, _NOTES = 1, (3, 4)  # kinds of posts: a reply; what was done to the topic, and what only its staff sees
_CHUNK = 20  # posts of a page, where the topic does not say
_MOST = 1000  # rows or posts of a page
_DIGITS = 15


def decode(text: str) -> Data | None:
    """Read a JSON object; `None` for all else, HTML too. Never raises.

    >>> decode('{"a": [1, NaN]}')
    {'a': [1, None]}
    >>> decode("<p>{}</p>")
    """
    text = text.strip("\x00 \t\r\n\ufeff")
    if not text.startswith("{"):
        return None
    try:
        data = json.loads(text, parse_constant=lambda _: None, parse_int=_integer)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def embedded(document: Selector, key: str) -> list[Data]:
    """Give what the page for browsers holds for its script under keys that begin so."""
    for holder in document.css("#data-preloaded")[:1]:
        kept = decode(attribute(holder, "data-preloaded") or words(holder)) or {}
        parts = (value for name, value in kept.items() if name.startswith(key))
        return [part for value in parts if isinstance(value, str) and (part := decode(value))]
    return []


def refuse_error(data: Data, *, thread: bool) -> None:
    """Name an error's state where it tells it. Raises `PageRefused`, or `ThreadMissing` for a thread."""
    kind = data.get("error_type")
    if isinstance(kind, str) and kind in _STATES:
        raise PageRefused(_STATES[kind])
    if thread and kind == "not_found":
        raise ThreadMissing


def topics(data: Data) -> list[Data] | None:
    """Give the topics of a list; `None` where the data is no list."""
    found = _dict(data, "topic_list").get("topics")
    return _dicts(found) if isinstance(found, list) else None


def more_topics(data: Data) -> str:
    """Give the address of the next page of a list, for readers; "" on the last."""
    return text_of(_dict(data, "topic_list"), "more_topics_url")


def usernames(data: Data) -> dict[int, str]:
    """Give the names of a list's users by their ids; the software's own user has -1."""
    return {id_: text_of(user, "username") for user in _dicts(data.get("users")) if (id_ := _integer_of(user, "id"))}


def read_row(topic: Data, names: dict[int, str], root: str, date: Date, *, as_json: bool) -> Row | None:
    """Read a row; `None` for one without an id. `root`: the board's address; `as_json`: in which form to link."""
    number = _number(topic, "id")
    if not number:
        return None
    posts, last = _number(topic, "posts_count"), _number(topic, "highest_post_number")
    poster = next(iter(_dicts(topic.get("posters"))), {})
    return Row(
        native_id=str(number),
        url=topic_address(root, text_of(topic, "slug"), str(number), json=as_json),
        title=text_of(topic, "title"),
        author=names.get(_integer_of(poster, "user_id") or 0) or text_of(_dict(poster, "user"), "username") or None,
        replies=posts - 1 if posts else None,
        views=_number(topic, "views"),
        posted=date(text_of(topic, "created_at")),
        last_activity=date(text_of(topic, "bumped_at")) or date(text_of(topic, "last_posted_at")),
        last_post_id=str(last) if last else None,
        sticky=_is(topic, "pinned") or _is(topic, "pinned_globally"),
        locked=_is(topic, "closed") or _is(topic, "archived"),
    )


def posts(topic: Data) -> list[Data] | None:
    """Give a topic's posts, without notes of what was done to it; `None` where the data is no topic."""
    found = _dict(topic, "post_stream").get("posts")
    if not isinstance(found, list):
        return None
    return [post for post in _dicts(found) if (_number(post, "post_type") or _REPLY) not in _NOTES]


def read_post(post: Data, date: Date) -> Post:
    """Read a post; of one that its author or the staff took back, nothing is left of the text."""
    number = _number(post, "id")
    taken_back = any(_is(post, key) for key in ("hidden", "user_deleted", "cooked_hidden"))
    body = Body("", "") if taken_back else read_body(_raw(post, "cooked"))
    posted, changed = date(text_of(post, "created_at")), date(text_of(post, "updated_at"))
    return Post(
        native_id=str(number) if number else None,
        author=text_of(post, "username") or text_of(post, "name") or None,
        text=body.text,
        own_text=body.own_text,
        posted=posted,
        edited=changed if changed and posted and changed.at > posted.at else None,
    )


def with_ids(shown: tuple[Post, ...], topic: Data) -> tuple[tuple[Post, ...], str | None]:
    """Give posts, known by their numbers, their ids in a topic's data, and the standing of the first one's author."""
    known = {str(_number(post, "post_number")): post for post in posts(topic) or []}
    ids = {number: id_of(post) for number, post in known.items()}
    named = tuple(replace(post, native_id=ids.get(post.native_id or "") or post.native_id) for post in shown)
    first = known.get(shown[0].native_id or "") if shown else None
    return named, read_standing(first) if first else None


def read_standing(post: Data) -> str | None:
    """Give what a post shows of its author's standing, one piece after the other; `None` when nothing."""
    level = _number(post, "trust_level")
    pieces = [text_of(post, "user_title"), *(name for name in ("admin", "moderator") if _is(post, name))]
    return "; ".join(filter(None, [*pieces, f"trust level {level}" if level is not None else ""])) or None


def other_pages(topic: Data, page: Page, first: str) -> tuple[str | None, str | None]:
    """Give the addresses of a topic's next and last page, by the posts that it names and those that it shows."""
    shown = [number for post in _dicts(_dict(topic, "post_stream").get("posts")) if (number := _number(post, "id"))]
    chunk = _number(topic, "chunk_size") or _CHUNK
    address = read_address(page.url)
    at = address.page if address and address.plain else 0
    done, total = _progress(topic, shown, at * chunk)
    if not shown or done >= total:
        return None, None
    following, last = done // chunk + 1, math.ceil(total / chunk)
    return (page_address(first, following), page_address(first, last)) if following > at else (None, None)


def _progress(topic: Data, shown: list[int], reached: int) -> tuple[int, int]:
    """Count a topic's posts up to the last that is shown, and all. `reached`: as far as the page's number says."""
    stream = _dict(topic, "post_stream")
    every = stream.get("stream")
    if not isinstance(every, list) or not every:
        total = _number(topic, "posts_count") or 0
        return (total if shown and shown[-1] == _number(stream, "lastId") else reached or len(shown)), total
    places = {number: place for place, number in enumerate(every, 1) if isinstance(number, int)}
    return places.get(shown[-1] if shown else 0, reached or len(shown)), len(every)


def text_of(data: Data, key: str) -> str:
    """Give a text in one line; "" where there is none."""
    return squeeze(_raw(data, key))


def id_of(data: Data) -> str | None:
    """Give an object's id; `None` where there is none."""
    number = _number(data, "id")
    return str(number) if number else None


def _raw(data: Data, key: str) -> str:
    value = data.get(key)
    return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else ""


def _number(data: Data, key: str) -> int | None:
    value = _integer_of(data, key)
    return value if value is not None and value >= 0 else None


def _integer_of(data: Data, key: str) -> int | None:
    value = data.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _is(data: Data, key: str) -> bool:
    return data.get(key) is True


def _dict(data: Data, key: str) -> Data:
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def _dicts(value: object) -> list[Data]:
    return [each for each in value[:_MOST] if isinstance(each, dict)] if isinstance(value, list) else []


def _integer(digits: str) -> int | None:
    """Read a number; one that counts nothing real is none."""
    return int(digits) if len(digits) <= _DIGITS else None
