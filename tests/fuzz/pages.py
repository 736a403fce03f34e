"""Pages that nobody's software writes: golden ones broken in places, and ones with an engine's own markup grown in."""

from __future__ import annotations

import copy
import html
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from hypothesis import strategies as st
from lxml import etree

from spiders.dom import node_of, parse
from spiders.engine import Engine
from tests.fuzz.seeds import Seed, of

_TOKEN = re.compile(r"<[^<>]*>|[^<]+|<")
_ATTRIBUTE = re.compile(r"""([\w:-]+)=("[^"]*"|'[^']*'|[^\s>"']+)""")
_NAMES = re.compile(r"([.#])([\w-]+)|\[([\w-]+)(?:[*^$~|]?=['\"]?([^'\"\]]*))?|(?<![\w.#:\[-])([a-z][a-z0-9]*)\b")
_SESSION = "0123456789abcdef0123456789abcdef"

ODD = [
    "\x00", "\x01", "\x1b[31m", "\x7f", "\x85", "\x9b", "\ufeff", "\u202e", "\u2066", "\u200b", "\ud800", "\udfff",
    "&#0;", "&#1;", "&#27;", "&#x9b;", "&#xd800;", "&#1114112;", "&#8238;", "&nbsp;", "\u2028", "\U000e0041", "٣", "½", "²",
    "<!--", "-->", "]]>", "<![CDATA[", "<?php", "</", "<", ">", "&", "\r", "\n", "\t", "\x0b", "\x0c", "{", "}", '"', "\\u0000",
    "\\ud800", "█", "ﬁ", "İ", "İ" * 40, "a" * 5000,
]  # fmt: skip
NUMBERS = [
    "0", "-1", "9" * 5, "9" * 15, "9" * 16, "9" * 400, "1e999", "1,2,3", "1.234.567", "٣٤", "²", "½", "1_000", "0x10", "NaN",
    "-0", "+5", "1 000", "1\u00a0000", "00012", "null", "[]", "true",
]  # fmt: skip
DATES = [
    "99-99-9999", "00-00-0000", "0001-01-01", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59",
    "2025-02-30", "31 Feb 2025", "Feb 29, 2025", "9999999999", "0000000000", "1794139200000", "99:99", "Today, 25:61",
    "Yesterday, 00:00", "9999 days ago", "9999 minutes ago", "in 5 minutes", "Today", "1 Jan 0001", "Dec 31, 9999, 11:59 PM",
    "1e308", "-62135596800", "05/06/2025", "2025年 13月 40日", "2025-11-08T12:00:00+99:99", "Вчера, 24:00", "Jan Jan Jan",
    "8 November 2026, 13:00 PM", "1 January 1600", "2025-02-20T10:30:00.999999999Z", "W53 2025", "٠٥-٠٦-٢٠٢٥", "1 Feb 12025",
]  # fmt: skip
LINKS = [
    "javascript:alert(1)", "data:text/html,x", "//evil.example/x", "http://evil.example/showthread.php?tid=1", "http://[::1",
    "http://user:pw@harbour.example/", "http://harbour.example:99999/", "http://harbour.example\x00.evil.example/", "\\\\evil\\x",
    "?" + "a=1&" * 600, "#" * 100, "../" * 300, "http:///x", "http://harbour.example@evil.example/", "%00", "%ud800", "/\ud800",
    "mailto:x@gull.example", "showthread.php?tid=" + "9" * 60, "http://xn--/", "HTTP://HARBOUR.EXAMPLE/forumdisplay.php?fid=7",
    f"/showthread.php?tid=41&sid={_SESSION}", f"/viewtopic.php?t=41&sid={_SESSION}", f"/index.php?topic=41.0&PHPSESSID={_SESSION}",
    f"/threads/x.41/?s={_SESSION}", f"/a;jsessionid={_SESSION}/x", f"/offer?id=ab-1&sid={_SESSION}", "/offer?id=%0d%0aX", " /x ",
    "/topic/41-x/?page=99999999999999999999", "/t/x/41.json?page=-1", "/x\ny", "//", "///", "/", "", "?", "ftp://harbour.example/",
]  # fmt: skip

HOSTILE = st.sampled_from([*ODD, *NUMBERS, *DATES]) | st.text(max_size=20)
VALUES = HOSTILE | st.sampled_from(LINKS)
PLACES = st.integers(0, 1 << 20)
CHANGES = st.tuples(
    st.sampled_from(
        [
            "drop",
            "double",
            "swap",
            "nest",
            "unclose",
            "text",
            "insert",
            "attribute",
            "link",
            "date",
            "number",
            "cut",
            "move",
        ]
    ),
    PLACES,
    PLACES,
    VALUES,
)


def broken(engine: str) -> st.SearchStrategy[tuple[Seed, str]]:
    """Give golden pages of an engine, with up to a dozen places changed."""
    return st.builds(
        lambda seed, changes: (seed, change(seed.text, changes)),
        st.sampled_from(of(engine)),
        st.lists(CHANGES, min_size=1, max_size=12),
    )


def change(text: str, changes: list[tuple[str, int, int, str]]) -> str:
    """Change a page's tokens one after the other."""
    tokens = _TOKEN.findall(text)
    for how, at, to, value in changes:
        here, there = at % max(1, len(tokens)), to % max(1, len(tokens))
        if tokens:
            _CHANGE.get(how, _attribute)(tokens, here, there, value)
    return "".join(tokens)


def _of_kind(tokens: list[str], at: int, wanted: re.Pattern[str]) -> int:
    """Give the place of the next token that fits, behind or else before the given one."""
    order = (*range(at, len(tokens)), *range(at))
    return next((place for place in order if wanted.search(tokens[place])), at)


def _drop(tokens: list[str], at: int, _to: int, _value: str) -> None:
    del tokens[at]


def _double(tokens: list[str], at: int, to: int, _value: str) -> None:
    low, high = sorted((at, min(to, at + 400)))
    tokens[high:high] = tokens[low:high]


def _swap(tokens: list[str], at: int, to: int, _value: str) -> None:
    tokens[at], tokens[to] = tokens[to], tokens[at]


def _nest(tokens: list[str], at: int, to: int, _value: str) -> None:
    place = _of_kind(tokens, at, _TAG)
    tokens[place] *= 1 + to % 60


def _unclose(tokens: list[str], at: int, _to: int, _value: str) -> None:
    del tokens[_of_kind(tokens, at, _CLOSING)]


def _text(tokens: list[str], at: int, _to: int, value: str) -> None:
    tokens[_of_kind(tokens, at, _WORDS)] = value


def _insert(tokens: list[str], at: int, to: int, value: str) -> None:
    inner = to % (len(tokens[at]) + 1)
    tokens[at] = tokens[at][:inner] + value + tokens[at][inner:]


def _cut(tokens: list[str], at: int, to: int, _value: str) -> None:
    del tokens[at : at + to % 40]


def _move(tokens: list[str], at: int, to: int, _value: str) -> None:
    piece = tokens[at : at + 8]
    del tokens[at : at + 8]
    tokens[to:to] = piece


def _attribute(tokens: list[str], at: int, to: int, value: str) -> None:
    """Give one attribute of a tag another value: that of another tag, or a hostile one."""
    place = _of_kind(tokens, at, _HAS_ATTRIBUTE)
    found = list(_ATTRIBUTE.finditer(tokens[place]))
    if found:
        one = found[to % len(found)]
        other = _ATTRIBUTE.search(tokens[to % len(tokens)])
        new = other[2] if other and to % 3 == 0 else '"' + value.replace('"', "&quot;") + '"'
        tokens[place] = tokens[place][: one.start(2)] + new + tokens[place][one.end(2) :]


_TAG, _CLOSING, _WORDS = re.compile("^<[a-zA-Z]"), re.compile("^</"), re.compile(r"^[^<]*\w")
_HAS_ATTRIBUTE = re.compile("^<[^>]*=")
_CHANGE = {
    "drop": _drop, "double": _double, "swap": _swap, "nest": _nest, "unclose": _unclose, "text": _text, "insert": _insert,
    "cut": _cut, "move": _move,
}  # fmt: skip


# --- grown ---


@cache
def _vocabulary(reader: Engine) -> tuple[list[str], list[tuple[str, str]]]:
    """Give the tags and attributes that an engine's selectors know."""
    tags, attributes = {"div", "span", "table", "tr", "td", "li", "p", "b", "br"}, {("class", "x")}
    for key, css in reader.css.items():
        if key in reader.not_css:
            continue
        for mark, name, attribute, value, tag in _NAMES.findall(css):
            if mark:
                attributes.add(("class" if mark == "." else "id", name))
            elif attribute:
                attributes.add((attribute, value))
            elif tag and tag not in ("not", "has", "attr", "text", "nth"):
                tags.add(tag)
    return sorted(tags), sorted(attributes)


@cache
def _paths(engine: str) -> list[str]:
    hrefs = {found for seed in of(engine) for found in re.findall(r"href=[\"']([^\"']{1,200})", seed.text)}
    return [*sorted(hrefs)[:60], *LINKS]


def grown(engine: str) -> st.SearchStrategy[tuple[Seed, str]]:
    """Give golden pages of an engine in which, where its selectors look, new elements stand.

    They are made of nothing but what the selectors look for. A page made of them alone is refused: what must stand
    around rows and posts never comes about by chance.
    """
    piece = st.tuples(st.sampled_from(_HOW), PLACES, st.lists(_elements(engine), min_size=1, max_size=3).map("".join))
    return st.builds(
        lambda seed, pieces: (seed, _grafted(seed, pieces)),
        st.sampled_from(of(engine)),
        st.lists(piece, min_size=2, max_size=10),
    )


_HOW = ["within", "first", "last", "behind", "like it"]
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "base", "col", "area", "source"})
_MARK = "grows{}here"
_PSEUDO = re.compile(r"::[a-z-]+(?:\([^)]*\))?")


def _grafted(seed: Seed, pieces: list[tuple[str, int, str]]) -> str:
    """Put elements into a page's: in the place of what stands there, before or behind it, or in a new one like it."""
    if seed.text.startswith("{"):
        return _grafted_json(seed.text, pieces)
    document = parse(seed.text).root
    for holder in document.iterfind(".//*[@data-preloaded]"):
        holder.set("data-preloaded", _grafted_within(json.loads(holder.get("data-preloaded")), pieces))
    places = _places(seed, document)
    for count, (how, at, _) in enumerate(pieces):
        _graft(places[at % len(places)], how, _MARK.format(count))
    shown: str = etree.tostring(document, encoding="unicode", method="html")
    # As text, behind lxml: what it would escape or mend must reach the engine as it is.
    return re.sub(_MARK.format(r"(\d+)"), lambda found: pieces[int(found[1])][2], shown)


def _places(seed: Seed, document: Any) -> list[Any]:
    """Give the elements of a page that a selector of its engine finds; all, where none does: the page holds JSON."""
    css = (_PSEUDO.sub("", css).strip() for key, css in seed.reader.css.items() if key not in seed.reader.not_css)
    found = {each.root: None for one in sorted(css) if one for each in node_of(document).css(one)}
    return [each for each in found or document.iter(etree.Element) if each.getparent() is not None]


def _graft(place: Any, how: str, mark: str) -> None:
    if place.getparent() is None:
        return  # another took the place of what it stood in
    if how == "like it":
        new = place.makeelement(place.tag, dict(place.items()))
        place.addnext(new)
        place, how = new, "within"
    if how == "behind" or place.tag in _VOID:
        place.tail = mark + (place.tail or "")
    elif how == "within":
        for child in list(place):
            place.remove(child)
        place.text = mark
    elif how == "last" and len(place):
        place[-1].tail = (place[-1].tail or "") + mark
    else:
        place.text = mark + (place.text or "")


def _grafted_json(text: str, pieces: list[tuple[str, int, str]]) -> str:
    """Put elements, or hostile values of other types, in the place of a JSON answer's values."""
    answer = json.loads(text)
    for how, at, grown_ in pieces:
        places = list(_values(answer))
        within, key = places[at % len(places)]
        old = within[key]
        within[key] = {
            "within": grown_,
            "first": f"{grown_}{old}",
            "last": [old, grown_],
            "behind": {"name": old, "x": grown_},
            "like it": copy.deepcopy(_OTHER[at % len(_OTHER)]),
        }[how]
    return json.dumps(answer, ensure_ascii=len(pieces) % 2 == 0)


def _grafted_within(kept: dict[str, Any], pieces: list[tuple[str, int, str]]) -> str:
    """Put them into the JSON answers that a page for browsers holds as texts in one of JSON."""
    answers = {key: _grafted_json(one, pieces) for key, one in kept.items() if isinstance(one, str) and one[:1] == "{"}
    return json.dumps(kept | answers)


_OTHER: list[Any] = [None, True, False, 0, -1, 0.5, 1e308, 10**400, "", [], {}, [[]], "41", -(2**63), float("nan")]


def _values(within: Any) -> Iterator[tuple[Any, Any]]:
    items = within.items() if isinstance(within, dict) else enumerate(within) if isinstance(within, list) else ()
    for key, value in items:
        yield within, key
        yield from _values(value)


def _elements(engine: str) -> st.SearchStrategy[str]:
    tags, attributes = _vocabulary(of(engine)[0].reader)
    ids = st.sampled_from(["", "1", "41", "_41", "msg_41", "tid_41", "post_41", "9" * 30])
    attribute = st.sampled_from(attributes).flatmap(
        lambda known: (
            st.builds(lambda value: (known[0], known[1] + value), ids | HOSTILE)
            if known[0] in ("id", "href", "title", "datetime", "data-author")
            else st.just(known)
        )
    )
    link = st.builds(lambda href: ("href", href), st.sampled_from(_paths(engine)))
    shown = st.lists(attribute | link, max_size=4)
    leaf = HOSTILE.map(_escaped) | st.sampled_from(
        ["gull", "Ferry list", "1 Feb 2025, 10:00", "12", "20-02-2025, 10:30 AM", "<br>"]
    )
    return st.recursive(
        leaf,
        lambda inner: st.builds(
            _element, st.sampled_from([*tags, "a", "time"]), shown, st.lists(inner, max_size=5), st.integers(0, 9)
        ),
        max_leaves=40,
    )


def _escaped(text: str) -> str:
    return text if text.startswith(("&", "<")) else html.escape(text)


def _element(tag: str, attributes: list[tuple[str, str]], inner: list[str], closed: int) -> str:
    shown = "".join(f' {name}="{html.escape(value)}"' for name, value in attributes)
    return f"<{tag}{shown}>{''.join(inner)}{f'</{tag}>' if closed else ''}"
