"""What the elements of a post's body are: blocks, quotes, code, smileys, links shown as something else, or unseen."""

from __future__ import annotations

import re
from itertools import islice

from bs4.element import Tag

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

_PATH = 200  # characters of an image's address whose folders tell what it is
_HEADING = 20  # nodes of a link's preview that are looked through for the link itself
_SHORTENED = re.compile(r"(\S{4,200}?) ?(?:\.\.\.|…) ?(\S{0,200})")


def is_left_out(tag: Tag) -> bool:
    """Say whether a tag is unseen, a quote's or code's heading, or tells of an edit or how often a file was fetched."""
    if tag.name in UNSEEN or tag.has_attr(NOT_QUOTED):
        return True
    parent = tag.parent
    if parent is None:
        return False
    if tag.name == "cite":
        return any(is_quote(each) for each in (parent, parent.parent) if each)
    if tag.name == "h4" and "incqbox" in classes(parent):
        return True
    if tag.name == "tr":
        return _heads_a_row(tag)
    names, around = classes(tag), classes(parent)
    in_code = bool(CODE & around) and tag.name in ("p", "dt")
    counted = (bool(ATTACHED & around) and tag.name == "dd") or ("attachment" in around and "desc" in names)
    noted = "edit" in names and "entry-content" in around
    inside = bool(HEADINGS_INSIDE & names and (CODE | QUOTES) & around)
    measured = "lightbox" in around and "meta" in names  # an enlarged picture's name and size
    return in_code or counted or noted or inside or measured or bool(HEADINGS & names)


def is_quote(tag: Tag) -> bool:
    """Say whether a tag holds words of others."""
    return tag.name == "blockquote" or bool(QUOTES & classes(tag))


def _heads_a_row(row: Tag) -> bool:
    """Say whether a row of a table is the heading of the quote or code in the next row."""
    following = row.find_next_sibling("tr")
    cell = following.find("td", recursive=False) if isinstance(following, Tag) else None
    return isinstance(cell, Tag) and bool((QUOTES | {"code"}) & classes(cell))


def classes(tag: Tag) -> frozenset[str]:
    """Give a tag's classes."""
    value = tag.get("class")
    return frozenset(value) if isinstance(value, list) else frozenset()


def alt_of(image: Tag) -> str:
    """Give a smiley's text; other images have names that nobody wrote."""
    alt = str(image.get("alt") or "")
    named = (*classes(image), *str(image.get("src") or "")[-_PATH:].lower().split("/")[:-1])  # phpBB 3.0: no class
    known = image.has_attr("data-emoticon") or any(mark in name.lower() for name in named for mark in SMILEYS)
    return alt if known and len(alt) <= 40 else ""


def unfurled(tag: Tag) -> str | None:
    """Give the address of a link shown as words of the page behind it; its heading has it where no attribute does."""
    attribute = next((UNFURLED[name] for name in classes(tag) if name in UNFURLED), None)
    if attribute is None:
        return None
    heading = (each for each in islice(tag.descendants, _HEADING) if isinstance(each, Tag))
    links = (each.get("href") for each in heading if each.name == "a")
    return next((str(address) for address in (tag.get(attribute), *links) if address), None)


def full_link(link: Tag) -> str | None:
    """Give the address behind a link whose text is the same address with its middle left out."""
    found = _SHORTENED.fullmatch(link.get_text().strip()[:500])
    href = str(link.get("href") or "")
    if not found or len(href) <= len(found[1]) + len(found[2]) or not href.endswith(found[2]):
        return None
    return href if href.startswith(found[1]) or href.partition("://")[2].startswith(found[1]) else None
