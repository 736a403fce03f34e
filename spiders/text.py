"""The HTML of a post's body to text, with and without the words that it quotes."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning
from bs4.element import PreformattedString, Tag

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
UNSEEN = frozenset(
    [
        "button",
        "head",
        "iframe",
        "input",
        "noscript",
        "object",
        "script",
        "select",
        "style",
        "template",
        "textarea",
        "title",
        "video",
    ]
)
CODE_LINES = frozenset({"bbc_code"})
"""Of `code` that stands as a block of its own."""
QUOTES = frozenset(
    {
        "quote",
        "quotebox",
        "quotecontent",
        "mycode_quote",
        "bbcode_quote",
        "bbcodeblock_quote",
        "bbCodeQuote",
        "bbCodeBlock--quote",
    }
)
CODE = frozenset({"codeblock", "codebox", "bbcode_code", "bbCodeBlock--code", "bbCodeCode", "bbCodePHP", "bbCodeHTML"})
ATTACHED = frozenset({"file", "thumbnail"})
"""Lists of an attached file's name and, as `dd`, of its size and of how often it was fetched: that is no edit.

IP.Board 3 has an `attachment` for each, and names the same `desc`.
"""
HEADINGS = frozenset(
    {
        "quotetitle",
        "quoteheader",
        "codetitle",
        "codeheader",
        "attachtitle",
        "attribution",
        "QuoteAuthor",
        "bbcode_postedby",
        "bbcode_description",
        "quoteExpand",
        "bbCodeBlock-expandLink",
        "ipsQuote_citation",
        "citation",
        "ipsSpoiler_header",
        "spoiler_title",
        "ipsAttachLink_metaInfo",
    }
)
HEADINGS_INSIDE = frozenset({"title", "type", "bbCodeBlock-title"})
"""Headings where they stand in code or a quote; elsewhere the author's own words."""

UNFURLED = {"bbCodeBlock--unfurl": "data-url", "onebox": "data-onebox-src", "inline-onebox": "href"}
"""Links for which the software shows words of the page behind it, by class, with their addresses' attribute: the author
wrote the link."""
SMILEYS = ("smil", "emoji", "emoticon")
"""In the class of an image that stands for its text, or in the name of a folder that it is kept in."""
NOT_QUOTED = "data-excludequote"
"""An attribute of what software adds to a post and leaves out where it is quoted: who edited it when."""

MAX_HTML = 500_000
"""Characters of a body: MyBB's own limit is 65,535 before markup, and a page of 2 MB must not be one post's."""

_PATH = 200  # characters of an image's address whose folders tell what it is
_HEADING = 20  # nodes of a link's preview that are looked through for the link itself
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
_QUOTE, _UNQUOTE = "\x02", "\x03"  # around quoted words
_MARKS = re.compile(f"[{_SOFT}{_QUOTE}{_UNQUOTE}]")
_SPACE = re.compile(r"[ \t\r\n\f]{1,}")
_SPACES = re.compile(" {2,}")
_GAPS = re.compile("\n{3,}")
_SHORTENED = re.compile(r"(\S{4,200}?) ?(?:\.\.\.|…) ?(\S{0,200})")
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
    lines = "\n".join(" ".join(line.split()) for line in text[:MAX_HTML].splitlines())
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
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            if not _is_left_out(node):
                before, after = _edges(node)
                yield before
                kept += node.name == "pre"
                stack.append(_End(after, node.name == "pre"))
                stack.extend(_inside(node))
        elif isinstance(node, _End):
            kept -= node.pre
            yield node.text
        elif not isinstance(node, PreformattedString):
            text = _MARKS.sub("", str(node))
            yield text.replace(" ", "\xa0") if kept else _SPACE.sub(" ", text)


def _inside(tag: Tag) -> list[object]:
    """Give what stands in a tag, last first: its children, or the text that takes their place."""
    if tag.name == "img":
        return [_alt(tag)]
    if unfurled := _unfurled(tag):
        return [unfurled[:2000]]
    if tag.name == "a" and (full := _full_link(tag)):
        return [full]
    return list(reversed(tag.contents))


def _edges(tag: Tag) -> tuple[str, str]:
    if tag.name == "br":
        return _BREAK, ""
    if _is_quote(tag):
        return _QUOTE, _UNQUOTE
    return (_SOFT, _SOFT) if tag.name in BLOCKS or CODE_LINES & _classes(tag) else ("", "")


def _is_left_out(tag: Tag) -> bool:
    """Say whether a tag is unseen, a quote's or code's heading, or tells of an edit or how often a file was fetched."""
    if tag.name in UNSEEN or tag.has_attr(NOT_QUOTED):
        return True
    parent = tag.parent
    if parent is None:
        return False
    if tag.name == "cite":
        return any(_is_quote(each) for each in (parent, parent.parent) if each)
    if tag.name == "h4" and "incqbox" in _classes(parent):
        return True
    if tag.name == "tr":
        return _heads_a_row(tag)
    names, around = _classes(tag), _classes(parent)
    in_code = bool(CODE & around) and tag.name in ("p", "dt")
    counted = (bool(ATTACHED & around) and tag.name == "dd") or ("attachment" in around and "desc" in names)
    noted = "edit" in names and "entry-content" in around
    inside = bool(HEADINGS_INSIDE & names and (CODE | QUOTES) & around)
    measured = "lightbox" in around and "meta" in names  # an enlarged picture's name and size
    return in_code or counted or noted or inside or measured or bool(HEADINGS & names)


def _is_quote(tag: Tag) -> bool:
    return tag.name == "blockquote" or bool(QUOTES & _classes(tag))


def _heads_a_row(row: Tag) -> bool:
    """Say whether a row of a table is the heading of the quote or code in the next row."""
    following = row.find_next_sibling("tr")
    cell = following.find("td", recursive=False) if isinstance(following, Tag) else None
    return isinstance(cell, Tag) and bool((QUOTES | {"code"}) & _classes(cell))


def _classes(tag: Tag) -> frozenset[str]:
    value = tag.get("class")
    return frozenset(value) if isinstance(value, list) else frozenset()


def _alt(image: Tag) -> str:
    """Give a smiley's text; other images have names that nobody wrote."""
    alt = str(image.get("alt") or "")
    named = (*_classes(image), *str(image.get("src") or "")[-_PATH:].lower().split("/")[:-1])  # phpBB 3.0: no class
    known = image.has_attr("data-emoticon") or any(mark in name.lower() for name in named for mark in SMILEYS)
    return alt if known and len(alt) <= 40 else ""


def _unfurled(tag: Tag) -> str | None:
    """Give the address of a link shown as words of the page behind it; its heading has it where no attribute does."""
    attribute = next((UNFURLED[name] for name in _classes(tag) if name in UNFURLED), None)
    if attribute is None:
        return None
    heading = (each for each in islice(tag.descendants, _HEADING) if isinstance(each, Tag))
    links = (each.get("href") for each in heading if each.name == "a")
    return next((str(address) for address in (tag.get(attribute), *links) if address), None)


def _full_link(link: Tag) -> str | None:
    """Give the address behind a link whose text is the same address with its middle left out."""
    found = _SHORTENED.fullmatch(link.get_text().strip()[:500])
    href = str(link.get("href") or "")
    if not found or len(href) <= len(found[1]) + len(found[2]) or not href.endswith(found[2]):
        return None
    return href if href.startswith(found[1]) or href.partition("://")[2].startswith(found[1]) else None


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
