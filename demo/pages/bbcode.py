"""The forum's tags: to the HTML that MyBB makes of them, and to the plain text that a reader sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from html import escape

Say = Callable[[str], str]
"""Translates what the software says of its own."""

_CODE = re.compile(r"\[code\](.*?)\[/code\]", re.DOTALL)
_QUOTE = re.compile(r"\[quote(?:=([^\]\n]{1,60}))?\](.*?)\[/quote\]\n?", re.DOTALL)
_LIST = re.compile(r"\[list\]\n?(.*?)\[/list\]", re.DOTALL)
_LINK = re.compile(r"\[url\](.*?)\[/url\]")
_BOLD = re.compile(r"\[b\](.*?)\[/b\]", re.DOTALL)


def to_html(text: str, say: Say = str) -> str:
    """Render a post's text; whatever is no tag is escaped."""
    pieces = _CODE.split(text)
    return "".join(_code(piece, say) if index % 2 else _prose(piece, say) for index, piece in enumerate(pieces))


def to_text(text: str) -> str:
    """Return what a reader sees, quotes and code included, without the headings "Quote:" and "Code:"."""
    return re.sub(r"\[(?:/?(?:code|quote|list|url|b)(?:=[^\]\n]{1,60})?|\*)\]", "", text)


def without_quotes(text: str) -> str:
    """Return a post's own words, with its tags."""
    return _QUOTE.sub("", text)


def _code(text: str, say: Say) -> str:
    lines = escape(text).replace("\n", "<br />\n")
    return (
        f'<div class="codeblock"><div class="title">{say("Code:")}</div>'
        f'<div class="body" dir="ltr"><code>{lines}</code></div></div>'
    )


def _prose(text: str, say: Say) -> str:
    html = escape(text)
    html = _QUOTE.sub(partial(_quote, say), html)
    html = _LINK.sub(_link, html)
    html = _LIST.sub(_list, html)
    html = _BOLD.sub(r'<span style="font-weight: bold;" class="mycode_b">\1</span>', html)
    return html.replace("\n", "<br />\n")


def _quote(say: Say, found: re.Match[str]) -> str:
    cite = f"{found[1]} {say('Wrote:')}" if found[1] else say("Quote:")
    return f'<blockquote class="mycode_quote"><cite>{cite}</cite>{found[2]}</blockquote>'


def _link(found: re.Match[str]) -> str:
    """Link an address; MyBB shows one of more than 55 characters without its middle."""
    address = found[1]
    shown = f"{address[:40]}...{address[-10:]}" if len(address) > 55 else address
    return f'<a href="{address}" target="_blank" rel="noopener" class="mycode_url">{shown}</a>'


def _list(found: re.Match[str]) -> str:
    items = [item.strip() for item in found[1].split("[*]") if item.strip()]
    return '<ul class="mycode_list">' + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
