"""Where samples may stand in a text, and how their lines part into cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.reading.masking.layout import FENCE, fenced, paragraphs
from pipelines.reading.masking.lexicon import Lexicon

Stretch = tuple[int, int]
Shape = tuple[int | None, tuple[Stretch, ...]]
"""A line's delimiter, by its number, and its cells; `None`: it has none."""

_DELIMITERS = (
    r"\t", r"\s?\|{1,2}\s?", r"\s?-{3,6}\s?", r"\s?;\s?", r"\s?[,，、]\s?", r"\s?~\s?", r" {2,}", r"\s?:\s?",
    r" [/–—-] ",
)  # fmt: skip
"""Most telling first: a line with semicolons may hold commas, not the other way round."""

_SIGNS = ("\t", "|", "---", ";", ",，、", "~", "  ")
"""What a line holds where a delimiter stands: the characters, or a run of them. Looked for before any pattern is."""

COLON = len(_DELIMITERS) - 2
"""The delimiter of "login:password"."""
_QUOTED = r"\"[^\"\n]{0,1000}\"(?=\s{0,3}(?:DELIMITER|$))|'[^'\n]{0,1000}'(?=\s{0,3}(?:DELIMITER|$))"
_CELLS = tuple(
    re.compile(f"(?:{_QUOTED.replace('DELIMITER', each)})|(?P<delimiter>{each})", re.MULTILINE) for each in _DELIMITERS
)
_SQL_ROWS = re.compile(r"\)\s?,\s?\(|\bvalues?\s?\(", re.IGNORECASE)
_COLON = re.compile("[:：]")
_HEADING = re.compile(r"[^:：\n]{0,120}[:：]\s?")
ANNOUNCING = 160
"""Characters of a line that are looked at for a word that announces a sample."""
HEADED = 80
"""Most characters before that line's colon."""
ALONE = 24
"""A line without a colon that is as long only speaks of a sample."""
_LONG_NUMBER = re.compile(r"[0-9](?:[ -]?[0-9]){6}")
"""Beside this a word for a sample is a part of a row."""
_RULE = re.compile(r"[\s+|:=*_-]{3,}")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that may be a sample."""

    lines: tuple[Stretch, ...]
    fenced: bool = False
    """Inside of a code block."""
    announced: bool = False
    """Behind a word for "sample"."""


def blocks(text: str, folded: str, lexicon: Lexicon) -> Iterator[Block]:
    """Yield all lines of a text: fenced ones, announced ones, and the paragraphs between."""
    at = 0
    for start, end in fenced(text):
        yield from _open(text, folded, at, start, lexicon)
        for run in paragraphs(text, start, end):
            yield Block(_logical(text, run), fenced=True)
        at = end
    yield from _open(text, folded, at, len(text), lexicon)


def _open(text: str, folded: str, start: int, end: int, lexicon: Lexicon) -> Iterator[Block]:
    """Part the unfenced text: paragraphs, and what a sample's cue announces."""
    announced = False
    for run in paragraphs(text, start, end):
        head = 0
        for number, (left, right) in enumerate(run):
            if not _announces(folded[left : min(right, left + ANNOUNCING)], lexicon):
                continue
            if number > head:
                yield Block(_logical(text, run[head:number]), announced=announced)
            colon = _HEADING.match(text, left, right)
            rest = colon.end() if colon else right
            if rest < right:
                yield Block(_logical(text, [(rest, right)]), announced=True)
            head, announced = number + 1, True
        if head < len(run):
            yield Block(_logical(text, run[head:]), announced=announced)
            announced = False


def _announces(line: str, lexicon: Lexicon) -> bool:
    """Whether a line says that a sample follows: a word for it, and a colon or little else."""
    colon = _COLON.search(line)
    if colon is None and (len(line) >= ALONE or _LONG_NUMBER.search(line)):
        return False
    before = line[: colon.start()] if colon else line
    return len(before) <= HEADED and lexicon.sample.search(before) is not None


def _logical(text: str, run: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Part lines that hold several rows of an SQL insert."""
    parted: list[Stretch] = []
    for start, end in run:
        at = start
        if "(" in text[start:end]:
            for each in _SQL_ROWS.finditer(text, start, end):
                parted.append((at, each.start()))
                at = each.end()
        parted.append((at, end))
    return tuple(
        (start, end) for start, end in parted if text[start:end].strip() and not FENCE.fullmatch(text, start, end)
    )


@dataclass(frozen=True, slots=True)
class Table:
    """Consecutive rows with one delimiter; `delimiter` is `None` for lines without any."""

    rows: tuple[tuple[Stretch, ...], ...]
    delimiter: int | None


def tables(text: str, block: Block, certain: bool, lexicon: Lexicon) -> Iterator[Table]:
    """Yield a block's runs of lines that share a delimiter; a certain sample's lines are read alike."""
    shapes = [_shape(text, line) for line in block.lines]
    if certain and block.lines:
        shapes = _agree(text, block.lines, shapes)
    else:
        _pair(text, block.lines, shapes, lexicon)
    run: list[tuple[Stretch, ...]] = []
    current: int | None = None
    for (delimiter, cells), line in zip(shapes, block.lines, strict=True):
        if _RULE.fullmatch(text, *line):
            continue
        if run and (delimiter != current or (not certain and abs(len(cells) - len(run[-1])) > 2)):
            yield Table(tuple(run), current)
            run = []
        current = delimiter
        run.append(cells)
    if run:
        yield Table(tuple(run), current)


def _shape(text: str, line: Stretch) -> Shape:
    """Return a line's delimiter and cells."""
    written = text[line[0] : line[1]]
    for number, sign in enumerate(_SIGNS):
        if _count(written, sign) >= 2:
            cells = split(text, line, number)
            if len(cells) >= 3:
                return number, cells
    return None, (line,)


def _count(line: str, sign: str) -> int:
    """Count a run of characters, or all of several characters."""
    return line.count(sign) if len(set(sign)) == 1 else sum(map(line.count, sign))


def _pair(text: str, lines: Sequence[Stretch], shapes: list[Shape], lexicon: Lexicon) -> None:
    """Part lines into two cells that stand below two columns of personal data: "name | phone"."""
    under: int | None = None
    for at, line in enumerate(lines):
        if shapes[at][0] is not None or _RULE.fullmatch(text, *line):
            continue
        cells = split(text, line, under) if under is not None else ()
        if len(cells) == 2:
            shapes[at] = under, cells
            continue
        under, cells = _two_columns(text, line, lexicon) if at + 1 < len(lines) else (None, ())
        if under is not None:
            shapes[at] = under, cells


def _two_columns(text: str, line: Stretch, lexicon: Lexicon) -> Shape:
    """Return the delimiter and the cells of a header of two columns, of which one at least is personal data."""
    if line[1] - line[0] <= HEADED and not any(map(str.isdigit, text[slice(*line)])):
        for number in range(len(_DELIMITERS)):
            cells = split(text, line, number)
            names = [text[start:end] for start, end in cells]
            if len(cells) == 2 and all(map(lexicon.names_column, names)) and any(map(lexicon.names_personal, names)):
                return number, cells
    return None, ()


def _agree(text: str, lines: Sequence[Stretch], shapes: list[Shape]) -> list[Shape]:
    """Read a certain block's lines with the delimiter that most of them share, be it two cells."""
    votes = Counter(delimiter for delimiter, _ in shapes)
    best, count = votes.most_common(1)[0]
    if best is None or count * 2 < len(lines):
        for number in range(len(_DELIMITERS)):
            parted = [split(text, line, number) for line in lines]
            if sum(2 <= len(cells) <= 40 for cells in parted) * 3 >= len(lines) * 2:
                return [(number, cells) if len(cells) > 1 else (None, cells) for cells in parted]
        return shapes
    again = [(best, split(text, line, best)) for line in lines]
    return [new if len(new[1]) > 1 else old for new, old in zip(again, shapes, strict=True)]


def split(text: str, line: Stretch, number: int) -> tuple[Stretch, ...]:
    """Return the cells of a line at the delimiter of this number; delimiters inside quotes part nothing."""
    cells: list[Stretch] = []
    start, end = line
    while start < end and text[start] in "| \t(":
        start += 1
    for each in _CELLS[number].finditer(text, start, end):
        if each["delimiter"] is not None:
            cells.append((start, each.start()))
            start = each.end()
    cells.append((start, end))
    return tuple(cells)
