"""How a text is laid out: its digits, lines, fenced blocks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

FENCE = re.compile(  # begins with a set of characters: the engine then skips all others at once
    r"[\[`](?:(?<=\[)(/?)(?:code|pre|php|sql|csv|json|table|spoiler|hide)\b[^\]\n]{0,60}\]|(?<=`)(``))", re.IGNORECASE
)
LINE = re.compile(r"[^\n\r\u2028\u2029]+")

_FRAME = {0xA6: "|", 0x2010: "-", 0x2011: "-", 0x2012: "-", 0x2212: "-", 0x2500: "-", 0x2501: "-", 0x2550: "-"}
"""What stands for a dash or for a table's lines: "│", "║" and their crossings are the rest of the block of drawings."""


class _Plain(dict[int, int]):
    """Decimal digits of every script, dashes and drawn lines as ASCII, looked up once a character."""

    def __missing__(self, code: int) -> int:
        value = unicodedata.decimal(chr(code), -1)
        drawn = ord(_FRAME.get(code, "|")) if code in _FRAME or 0x2500 <= code < 0x2580 else code
        self[code] = drawn if value < 0 else ord("0") + value
        return self[code]


_PLAIN = _Plain()
_ODD = re.compile(r"[\d\xa6\u2010-\u2012\u2212\u2500-\u257f](?<![0-9])")
"""What is written otherwise; a table is slow, and most texts of any script hold none of it."""


def plain(text: str) -> str:
    """Write the decimal digits of all scripts as 0-9, dashes as "-", and the lines of a drawn table as "|" and "-".

    No offset moves.

    >>> plain("٤١١١ । ‐ ├─┤")
    '4111 । - |-|'
    """
    return text.translate(_PLAIN) if not text.isascii() and _ODD.search(text) else text


def fenced(text: str) -> list[tuple[int, int]]:
    """Return the inside of each code block; one that is never closed ends with the text."""
    blocks: list[tuple[int, int]] = []
    opened: int | None = None
    for each in FENCE.finditer(text):
        closes = each[1] == "/" or (each[2] is not None and opened is not None)
        if not closes and opened is None:
            opened = each.end()
        elif closes and opened is not None:
            blocks.append((opened, each.start()))
            opened = None
    if opened is not None:
        blocks.append((opened, len(text)))
    return blocks


def lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the lines between two offsets that hold more than blanks."""
    for each in LINE.finditer(text, start, end):
        if each[0].strip():
            yield each.start(), each.end()


def paragraphs(text: str, start: int, end: int) -> Iterator[list[tuple[int, int]]]:
    """Yield runs of lines that no empty line parts."""
    run: list[tuple[int, int]] = []
    for line in lines(text, start, end):
        if run and len(re.findall(r"\n|\r(?!\n)|[\u2028\u2029]", text[run[-1][1] : line[0]])) > 1:
            yield run
            run = []
        run.append(line)
    if run:
        yield run
