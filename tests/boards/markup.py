"""Posts' text, written in the world with [b], [code], [quote=NAME] and [url], to the HTML of any software."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Literal

_BLOCK = re.compile(
    r"\[code\](?P<code>.*?)\[/code\]|\[quote(?:=(?P<by>[^\]\n]{1,60}))?\](?P<quote>.*?)\[/quote\]\n?", re.DOTALL
)
_BOLD = re.compile(r"\[b\](.*?)\[/b\]", re.DOTALL)
_URL = re.compile(r"\[url\](.*?)\[/url\]")


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a post."""

    kind: Literal["words", "code", "quote"]
    text: str
    by: str | None = None
    """Who is quoted; `None`: not said."""


def blocks(text: str) -> Iterator[Block]:
    """Part a post's text; words may be blank, as between two blocks."""
    end = 0
    for found in _BLOCK.finditer(text):
        yield Block("words", text[end : found.start()])
        if found["code"] is not None:
            yield Block("code", found["code"])
        else:
            yield Block("quote", found["quote"], found["by"])
        end = found.end()
    yield Block("words", text[end:])


@dataclass(frozen=True, slots=True)
class Markup:
    """How a software writes them; every text that these get is HTML already."""

    quote: Callable[[str, str | None], str]
    code: Callable[[str], str]
    link: Callable[[str], str]
    bold: str = "<strong>{}</strong>"
    newline: str = "<br />\n"

    def html(self, text: str) -> str:
        """Write a whole post."""
        return "".join(self.block(block) for block in blocks(text))

    def words(self, text: str) -> str:
        """Write what stands between code and quotes."""
        html = _URL.sub(lambda found: self.link(found[1]), escape(text))
        html = _BOLD.sub(lambda found: self.bold.format(found[1]), html)
        return html.replace("\n", self.newline)

    def block(self, block: Block) -> str:
        """Write one part."""
        if block.kind == "code":
            return self.code(escape(block.text))
        if block.kind == "quote":
            return self.quote(self.words(block.text), block.by and escape(block.by))
        return self.words(block.text)


def shortened(address: str, keep: int = 39) -> str:
    """Show a long address without its middle, as phpBB, MyBB and others do."""
    return address if len(address) <= keep + 16 else f"{address[:keep]} ... {address[-10:]}"
