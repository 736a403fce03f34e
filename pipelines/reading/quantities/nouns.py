"""What a number counts: the noun phrase behind it ("2M student records") or the label before it ("Members: 2,318")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.reading.phrases import UNSPACED
from pipelines.reading.quantities.number import Ground
from pipelines.reading.quantities.words import Hit

_GAP = re.compile(r"[ \"'“”«»*/+·・-]{0,3}")
_WRAP = re.compile(r"[ ]?\n(?=[a-zа-я])")
_WORD = re.compile(r"[^\W\d_]{1,40}(?:['’.][^\W\d_]{1,40}){0,3}")
_LABEL = re.compile(r"(?:[:=：–—»›→⇒➜➔➤►▶-]{1,2}>?|\.{3,40}|…{1,20})[*_`]{0,3}[ ]{0,3}[*_`~≈>]{0,3}$")
_BRACKET = re.compile(r"[ (~≈>]{1,4}$")
WORDS = 6
"""How far behind its number a noun may stand: "1.3 million unique and verified customer email addresses"."""
WRAPPED = 50
"""Characters of a line that was wrapped for its length."""
CELLS, ROWS, ROW = 12, 12, 400
"""Most cells of a row, rows of a table and characters of a line that are looked at for a number's column."""
LABEL = 48
"""How far before its number a label may begin, in characters."""


def noun_after(ground: Ground, end: int) -> tuple[str, int] | None:
    """Return the kind of noun that the number ending here counts, and where the noun ends; `None`: no known noun."""
    found: list[Hit] = []
    at = end
    for _ in range(WORDS):
        place = _next_word(ground, at, wrap=not found)
        noun = ground.marks.at("noun", place)
        if noun is not None:
            found.append(noun)
            at = noun.end
            if noun.value == "other" and place == end and ground.folded[place] >= UNSPACED:
                break  # what a classifier counts is decided: 3000家企业客户 are companies
            continue
        if found or ground.marks.at("stop", place) or ground.marks.at("month", place):
            break
        word = _WORD.match(ground.folded, place)
        if word is None:
            break
        at = place + 1 if ground.folded[place] >= "\u2e80" else word.end()
    return (_head([hit.value for hit in found], first=ground.head_first), found[-1].end) if found else None


def _next_word(ground: Ground, at: int, *, wrap: bool) -> int:
    """Pass over what separates words; also over a line end inside a sentence, when the text is hard-wrapped."""
    broken = _WRAP.match(ground.text, at) if wrap else None
    if broken is not None and at - ground.text.rfind("\n", 0, at) > WRAPPED:
        return broken.end()
    gap = _GAP.match(ground.folded, at)
    return gap.end() if gap else at


def noun_before(ground: Ground, start: int, floor: int, *, year: bool = False) -> str | None:
    """Return the kind of noun in the label before a number; `floor`: what lies before it belongs to another number.

    A `year` is a count only behind a colon or a dash: "Leads 2024" are of that year.
    """
    start = _before_about(ground, start)
    line = max(ground.folded.rfind("\n", 0, start) + 1, start - LABEL, floor)
    before = ground.folded[line:start]
    label = _LABEL.search(before)
    if year and label is None:
        return None
    stop = line + (label.start() if label else len(_BRACKET.sub("", before)))
    return _labelled(ground, line, stop, label) or _in_table(ground, start)


def _labelled(ground: Ground, line: int, stop: int, label: re.Match[str] | None) -> str | None:
    """Return the kind of noun in the label that ends at `stop`, or that stands right there without a label's sign."""
    nouns = ground.marks.by_end.get("noun", {})
    if label is None:
        hit = nouns.get(stop)
        return hit.value if hit is not None and hit.start >= line and hit.value != "other" else None
    if ground.head_first:
        line += max(label.string.rfind(mark, 0, label.start()) for mark in ",;|.(") + 1
    kinds: list[str] = []
    for end in range(stop, line, -1):
        hit = nouns.get(end)
        if hit is not None and hit.start >= line and hit.end <= stop:
            kinds.append(hit.value)
            stop = hit.start  # what a longer noun holds is no noun of its own
    kind = (kinds[-1] if ground.head_first else kinds[0]) if kinds else None
    dashed = label[0].lstrip()[:1] in "-–—"  # "Acme database - 1.1M" does not count databases
    return None if kind == "other" and dashed else kind


def _last_noun(ground: Ground, start: int, end: int) -> str | None:
    """Return the noun that ends last in a span."""
    nouns = ground.marks.by_end.get("noun", {})
    hits = (nouns.get(at) for at in range(end, start, -1))
    return next((hit.value for hit in hits if hit is not None and hit.start >= start), None)


def _in_table(ground: Ground, start: int) -> str | None:
    """Return the kind of noun that a table has for the number that begins a cell: in its row's first cell, or above it.

    So in "| Records | 2,310,400 |", and in the column under "Records".
    """
    text = ground.folded
    line = text.rfind("\n", max(0, start - ROW), start) + 1
    row = text[line:start]
    column = row.count("|")
    if column > CELLS or row.rpartition("|")[2].strip(" ~≈>") or not (column or _parted(text, start)):
        return None
    if column == 2 and row[0] == "|":
        label = row[: row.rindex("|")].rstrip()
        noun = _last_noun(ground, line, line + len(label))
        if noun is not None:
            return noun
    return _header(ground, line, column)


def _parted(text: str, start: int) -> bool:
    """Whether a cell's end follows in the line."""
    bar = text.find("|", start, start + ROW)
    return bar > 0 and "\n" not in text[start:bar]


def _header(ground: Ground, line: int, column: int) -> str | None:
    """Return the kind of noun in a table's first row, which has no digits, in this column."""
    text = ground.folded
    top = line
    for _ in range(ROWS):
        above = text.rfind("\n", max(0, top - 1 - ROW), max(0, top - 1)) + 1
        if above >= top or text.count("|", above, top) < max(column, 1):
            break
        top = above
    if top == line:
        return None
    cells = text[top : text.index("\n", top)].split("|")
    if column >= len(cells) or any(map(str.isdigit, "".join(cells))):
        return None
    left = top + sum(len(cell) + 1 for cell in cells[:column])
    return _last_noun(ground, left, left + len(cells[column].rstrip()))


def _before_about(ground: Ground, start: int) -> int:
    """Step back over a word that rounds a number: "Members: about 2,300"."""
    end = start - 1 if ground.folded[start - 1 : start] == " " else start
    about = ground.marks.by_end.get("about", {}).get(end)
    return about.start if about is not None else start


def _head(kinds: Sequence[str], *, first: bool = False) -> str:
    """Decide for a chain of nouns: the last is the head, or the first; but records of people are people.

    >>> _head(["people", "rows"]), _head(["people", "accounts"]), _head(["people", "other"], first=True)
    ('people', 'accounts', 'people')
    """
    last = kinds[0 if first else -1]
    if last != "rows":
        return last
    for better in ("people", "accounts", "cards"):
        if better in kinds:
            return better
    return last
