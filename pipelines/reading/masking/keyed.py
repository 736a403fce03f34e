"""Keys and values in two cells side by side, "Phone | 555-0143": the same as "Phone: 555-0143"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipelines.reading.masking.layout import LINE
from pipelines.reading.masking.lexicon import Cue, Lexicon, squash

_BETWEEN = re.compile(r"[|\t][|\t ]*")
_EDGES = " \t|"
_NOTE = re.compile(r"\([^()]{0,20}\)")
KEY = 40
"""Most characters of a key."""
VALUE = 240
"""Most characters of a value."""


class Line(NamedTuple):
    """Where in a line of two cells what stands."""

    key: str
    value: str
    end: int
    """Of the key."""
    start: int
    """Of the value."""


def find(text: str, folded: str, lexicon: Lexicon) -> Mapping[int, int]:
    """Return where keys end and their values begin, of lines that are a known label and something beside it."""
    if "|" not in text and "\t" not in text:
        return {}
    return {line.end: line.start for run in _runs(text, folded) for line in _keyed(run, lexicon)}


def _runs(text: str, folded: str) -> Iterator[list[Line]]:
    """Yield lines of two cells that follow one another."""
    run: list[Line] = []
    for each in LINE.finditer(text):
        line = _line(folded, *each.span())
        if line is not None:
            run.append(line)
        elif run and each[0].strip():
            yield run
            run = []
    if run:
        yield run


def _line(folded: str, start: int, end: int) -> Line | None:
    words = folded[start:end]
    left, right = end - len(words.lstrip(_EDGES)), start + len(words.rstrip(_EDGES))
    between = _BETWEEN.search(folded, left, right)
    if between is None or between.start() - left > KEY + 40 or right - between.end() > VALUE:
        return None
    if _BETWEEN.search(folded, between.end(), right):
        return None
    key = folded[left : between.start()].rstrip()
    return Line(key, folded[between.end() : right], left + len(key), between.end()) if len(key) <= KEY else None


def _keyed(run: Sequence[Line], lexicon: Lexicon) -> list[Line]:
    """Return the lines that are key and value; a table's header is none, nor is a line of two columns' names."""
    labelled = [line for line in run if _is_label(line.key, lexicon)]
    if len(run) > 1 and labelled == [run[0]] and not any(map(str.isdigit, run[0].value)):
        return []
    return [line for line in labelled if not _is_label(line.value, lexicon)]


def _is_label(cell: str, lexicon: Lexicon) -> bool:
    return squash(_NOTE.sub("", cell)) in lexicon.columns


def apply(text: str, beside: Mapping[int, int]) -> str:
    r"""Put a colon between keys and values, and blanks for what else parts them; no offset moves.

    >>> apply("Phone || 555\nall | else", {5: 9})
    'Phone  : 555\nall | else'
    """
    pieces: list[str] = []
    at = 0
    for end, start in beside.items():
        gap = ": " if start - end > 1 else ":"
        pieces += (text[at:end], gap.rjust(start - end))
        at = start
    return "".join((*pieces, text[at:]))


def reach(cues: Sequence[Cue], beside: Mapping[int, int]) -> list[Cue]:
    """Let the cues that are keys end before the colon, however far away their values stand in a drawn table."""
    return [cue._replace(end=max(cue.end, beside.get(cue.end, 0) - 2)) for cue in cues]
