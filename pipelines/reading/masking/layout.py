"""How a text is laid out: its digits, lines, fenced blocks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

FENCE = re.compile(r"\[(/?)(?:code|pre|php|sql|csv|json|table|spoiler|hide)\b[^\]\n]{0,60}\]|(```)", re.IGNORECASE)
LINE = re.compile(r"[^\n\r\u2028\u2029]+")


class _Digits(dict[int, int]):
    """Decimal digits of every script as ASCII, looked up once a character."""

    def __missing__(self, code: int) -> int:
        value = unicodedata.decimal(chr(code), -1)
        self[code] = code if value < 0 else ord("0") + value
        return self[code]


_DIGITS = _Digits()


def plain_digits(text: str) -> str:
    """Write Arabic, Devanagari and other decimal digits as 0-9; no offset moves.

    >>> plain_digits("٤١١١ ।")
    '4111 ।'
    """
    return text if text.isascii() else text.translate(_DIGITS)


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
