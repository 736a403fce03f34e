"""Where in a text something stands: its sentence, its line, a block of sample rows."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left, bisect_right

_END = re.compile(  # begins with a set of characters: the engine then skips all others at once
    r"[.!?\n。！？；।](?:(?<=[\n。！？；।])|(?<=[.!?])[.!?]*(?=[\s\"”»)\]\u3040-\u30ff\u3400-\u9fff]|$)|(?<=[a-zа-я][.!?])(?=[A-ZА-Я][a-zа-я]))"
)
_BLOCK = re.compile(r"\[(code|pre|spoiler|php)\b[^\]\n]{0,80}\]|```", re.IGNORECASE)
_ROW = re.compile(r"\d{6}|\w@\w")
"""What names of columns do not hold: a first line with a number or a mail address is a row itself."""
_ABBREVIATIONS = frozenset((
    "inc", "ltd", "co", "corp", "st", "mt", "ft", "mr", "mrs", "dr", "no", "approx", "vs", "г", "обл", "тыс", "млн",
    "ул",
))  # fmt: skip
_NO_WORD = re.compile(r"\W")
LONGEST = 6
"""Letters of an abbreviation."""


@functools.lru_cache(maxsize=32)
def ends(text: str) -> tuple[int, ...]:
    """Return where sentences and lines end, the text's own end last; abbreviations end none."""
    found = []
    for each in _END.finditer(text):
        if each[0] == "." and _abbreviates(text, each.start()):
            continue
        found.append(each.end())
    return (*found, len(text)) if not found or found[-1] < len(text) else tuple(found)


def _abbreviates(text: str, point: int) -> bool:
    """Whether a point belongs to the word before it: to a short form, or to a single letter ("e.g.", "U.S.")."""
    word = text[max(0, point - LONGEST - 1) : point].rpartition(" ")[2].lower()
    if not word.isalpha():
        word = _NO_WORD.split(word)[-1]
    return word in _ABBREVIATIONS or (len(word) == 1 and "a" <= word <= "z")


def sentence(text: str, at: int) -> tuple[int, int]:
    """Return the sentence or line that holds this place.

    >>> sentence("One. Two is Acme Inc. now.", 7)
    (4, 26)
    """
    stops = ends(text)
    index = min(bisect_right(stops, at), len(stops) - 1)
    return stops[index - 1] if index else 0, stops[index]


def line(text: str, at: int) -> tuple[int, int]:
    """Return the line that holds this place, without its end."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return start, len(text) if end < 0 else end


@functools.lru_cache(maxsize=32)
def blocks(text: str) -> tuple[tuple[int, int], ...]:
    r"""Return the spans of sample rows behind their header, if any: in code tags or fences; one never closed runs on.

    >>> blocks("[code]name,phone\nx,1[/code] y")
    ((17, 20),)
    """
    if "[" not in text and "```" not in text:
        return ()
    spans: list[tuple[int, int]] = []
    at = 0
    while found := _BLOCK.search(text, at):
        start = found.end()
        close = text.find("```" if found[0] == "```" else f"[/{found[1]}]", start)
        close = len(text) if close < 0 else close
        header = start + len(text[start:close]) - len(text[start:close].lstrip())
        below = text.find("\n", header, close)
        first = text[header : close if below < 0 else below]
        spans.append((header if _ROW.search(first) else header + len(first) + (below >= 0), close))
        at = close + 1
    return tuple(spans)


def in_block(text: str, at: int) -> bool:
    """Whether this place stands in sample rows."""
    spans = blocks(text)
    index = bisect_left(spans, (at + 1, 0))
    return bool(index) and spans[index - 1][0] <= at < spans[index - 1][1]
