"""The HTML of a post's body to text, with and without the words that it quotes."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning
from bs4.element import PreformattedString, Tag

from spiders.characters import written
from spiders.elements import (
    BLOCKS,
    CODE,
    CODE_LINES,
    QUOTES,
    alt_of,
    classes,
    full_link,
    is_left_out,
    is_quote,
    unfurled,
)

MAX_HTML = 500_000
"""Characters of a body: MyBB's own limit is 65,535 before markup, and a page of 2 MB must not be one post's."""

MARKUP = re.compile(
    r"</?(?:a|abbr|article|b|big|blockquote|body|br|center|cite|code|dd|del|details|div|dl|dt|em|figcaption|figure|font|footer"
    r"|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|li|link|main|mark|meta|nav|noscript|ol|p|picture|pre|q|s"
    r"|samp|script|section|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|tfoot|th|thead|time"
    r"|title|tr|tt|u|ul|video|wbr)(?:\s[^<>=]{0,100}=[^<>]{0,2000})?\s{0,9}/?>"
    r"|&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});",
    re.IGNORECASE,
)
"""What tells that a text is HTML: an element's name, since people write <name> and <full dump> as well."""

_BREAK = "\n"
_SOFT = "\x01"  # a block's edge: a line break unless one stands there; cannot occur in parsed HTML
_CELL = " | "
_QUOTE, _UNQUOTE = "\x02", "\x03"  # around quoted words
_SPACE = re.compile(r"[ \t\r\n\f]{1,}")
_SPACES = re.compile(" {2,}")
_GAPS = re.compile("\n{3,}")
_TAGGED = re.compile(r"\[(/?)quote(?:[= ][^\]\n]{0,300})?\] {0,9}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """A post's text."""

    text: str = field(repr=False)
    """What the author wrote, quotes and code included, without the headings "Quote:" and "Code:"."""
    own_text: str = field(repr=False)
    """The same without quoted words of others."""


class _End(NamedTuple):
    """Where a tag ends, on the way through the tree."""

    text: str
    pre: bool


def read_body(html: str) -> Body:
    r"""Read a body's HTML. Linear in its length; never raises. Read are its first 500,000 characters.

    >>> read_body('<div>Hi<br>\n<blockquote><cite>X wrote:</cite>old</blockquote>new</div>')
    Body()
    >>> read_body('<div>Hi<br>\n<blockquote><cite>X wrote:</cite>old</blockquote>new</div>').own_text
    'Hi\nnew'
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)  # a post that is only a URL is no mistake
        soup = BeautifulSoup(html[:MAX_HTML].replace("\x00", "").encode("utf-8", "replace").decode("utf-8"), "lxml")
    marked = "".join(_pieces(soup))
    return Body(_lines(marked.replace(_QUOTE, _SOFT).replace(_UNQUOTE, _SOFT)), own_words(_lines(_unquoted(marked))))


def body_of(text: str) -> Body:
    r"""Read a text that may be HTML or plain, as feeds and JSON have them: plain text keeps its lines.

    >>> body_of("<p>a &amp; b</p><p>c</p>").text, body_of("a <3\r\n\n b").text, body_of("A & B <full dump>").text
    ('a & b\nc', 'a <3\n\nb', 'A & B <full dump>')
    """
    if MARKUP.search(text):
        return read_body(text)
    lines = "\n".join(" ".join(line.split()) for line in written(text[:MAX_HTML]).splitlines())
    plain = _GAPS.sub("\n\n", lines).strip("\n")
    return Body(plain, own_words(plain))


def own_words(text: str) -> str:
    """Drop quotes that stand as [quote] marks in plain text; an unclosed one is left as it is.

    >>> own_words("[quote='X']old [quote]older[/quote][/quote] new")
    'new'
    >>> own_words("[quote]never closed")
    '[quote]never closed'
    """
    kept, start, depth = [], 0, 0
    for mark in _TAGGED.finditer(text):
        if mark[1] and depth:
            depth -= 1
            start = start if depth else mark.end()
        elif not mark[1]:
            if not depth:
                kept.append(text[start : mark.start()])
                start = mark.start()
            depth += 1
    return "".join((*kept, text[start:])).strip() if kept else text


def _pieces(soup: BeautifulSoup) -> Iterator[str]:
    """Walk the tree without recursion: hostile nesting must not exhaust the stack."""
    stack: list[object] = [soup]
    kept = 0  # elements around that keep their white space
    rows: set[int] = set()  # of tables whose cells stand beside one another
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            if not is_left_out(node):
                if node.name == "tr" and _is_row(node):
                    rows.add(id(node))
                before, after = (_cell(node), "") if id(node.parent) in rows else _edges(node)
                yield before
                kept += node.name == "pre"
                stack.append(_End(after, node.name == "pre"))
                stack.extend(_inside(node))
        elif isinstance(node, _End):
            kept -= node.pre
            yield node.text
        elif not isinstance(node, PreformattedString):
            text = written(str(node))
            yield text.replace(" ", "\xa0") if kept else _SPACE.sub(" ", text)


def _inside(tag: Tag) -> list[object]:
    """Give what stands in a tag, last first: its children, or the text that takes their place."""
    if tag.name == "img":
        return [alt_of(tag)]
    if address := unfurled(tag):
        return [address[:2000]]
    if tag.name == "a" and (full := full_link(tag)):
        return [full]
    return list(reversed(tag.contents))


def _edges(tag: Tag) -> tuple[str, str]:
    if tag.name == "br":
        return _BREAK, ""
    if is_quote(tag):
        return _QUOTE, _UNQUOTE
    return (_SOFT, _SOFT) if tag.name in BLOCKS or CODE_LINES & classes(tag) else ("", "")


def _is_row(row: Tag) -> bool:
    """Say whether a row of a table is one line: several cells of words, and no layout.

    The reader tells names and streets in a sample by what stands beside them.
    """
    inside = (each for each in row.descendants if isinstance(each, Tag))
    if any(each.name in BLOCKS and each.parent is not row for each in inside):
        return False
    cells = [each for each in row.children if isinstance(each, Tag)]
    return len(cells) > 1 and not any((QUOTES | CODE | {"code"}) & classes(each) for each in cells)


def _cell(cell: Tag) -> str:
    return _CELL if cell.find_previous_sibling(("td", "th")) else _SOFT


def _unquoted(marked: str) -> str:
    kept, depth = [], 0
    for piece in re.split(f"([{_QUOTE}{_UNQUOTE}])", marked):
        if piece == _QUOTE:
            depth += 1
            kept.append(_SOFT)
        elif piece == _UNQUOTE:
            depth -= 1
        elif not depth:
            kept.append(piece)
    return "".join(kept)


def _lines(marked: str) -> str:
    """Make the text's lines: no space around them but what `pre` keeps, at most one empty line between them."""
    lines: list[str] = []
    for hard in marked.split(_BREAK):
        soft = [line.lstrip(" \t\r\f").rstrip() for line in hard.split(_SOFT)]
        lines += [line for line in soft if line] or [""]
    text = _SPACES.sub(" ", "\n".join(lines)).replace("\xa0", " ").strip("\n")
    return _GAPS.sub("\n\n", text)
