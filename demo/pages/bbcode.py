"""The forum's tags: to the HTML that MyBB makes of them, and to the plain text that a reader sees."""

from __future__ import annotations

import re
from html import escape

_CODE = re.compile(r"\[code\](.*?)\[/code\]", re.DOTALL)
_QUOTE = re.compile(r"\[quote(?:=([^\]\n]{1,60}))?\](.*?)\[/quote\]\n?", re.DOTALL)
_LIST = re.compile(r"\[list\]\n?(.*?)\[/list\]", re.DOTALL)
_BOLD = re.compile(r"\[b\](.*?)\[/b\]", re.DOTALL)


def to_html(text: str) -> str:
    """Render a post's text; whatever is no tag is escaped."""
    pieces = _CODE.split(text)
    return "".join(_code(piece) if index % 2 else _prose(piece) for index, piece in enumerate(pieces))


def to_text(text: str) -> str:
    """Return what a reader sees, quotes and code included, without the headings "Quote:" and "Code:"."""
    return re.sub(r"\[(?:/?(?:code|quote|list|b)(?:=[^\]\n]{1,60})?|\*)\]", "", text)


def without_quotes(text: str) -> str:
    """Return a post's own words, with its tags."""
    return _QUOTE.sub("", text)


def _code(text: str) -> str:
    lines = escape(text).replace("\n", "<br />\n")
    return (
        '<div class="codeblock"><div class="title">Code:</div>'
        f'<div class="body" dir="ltr"><code>{lines}</code></div></div>'
    )


def _prose(text: str) -> str:
    html = escape(text)
    html = _QUOTE.sub(_quote, html)
    html = _LIST.sub(_list, html)
    html = _BOLD.sub(r'<span style="font-weight: bold;" class="mycode_b">\1</span>', html)
    return html.replace("\n", "<br />\n")


def _quote(found: re.Match[str]) -> str:
    cite = f"{found[1]} Wrote:" if found[1] else "Quote:"
    return f'<blockquote class="mycode_quote"><cite>{cite}</cite>{found[2]}</blockquote>'


def _list(found: re.Match[str]) -> str:
    items = [item.strip() for item in found[1].split("[*]") if item.strip()]
    return '<ul class="mycode_list">' + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
