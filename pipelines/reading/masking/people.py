"""Lists of people: lines of a name and a number and nothing else, whatever parts the two."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipelines.reading.masking import schemes
from pipelines.reading.masking.cells import Row, judge
from pipelines.reading.masking.contacts import countlike, phone_country, thousands
from pipelines.reading.masking.dates import DATE
from pipelines.reading.masking.lexicon import Lexicon
from pipelines.reading.masking.records import is_name
from pipelines.reading.masking.span import Span

Stretch = tuple[int, int]

_JOINED = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
NUMBERISH = re.compile(rf"(?:(?<![\w./-])|(?<=[{_JOINED}]))[+(]{{0,2}}\d(?:[ \-./()]{{0,2}}\d){{6,20}}[kKxX]?(?![\w-])")
"""Seven digits at least; scripts that part no words put a name right before them."""
_NUMBER = re.compile(
    rf"(?:(?<![\w./-])(?<!\d,)|(?<=[{_JOINED}]))[+(]{{0,2}}\d(?:[ \-./()]{{0,2}}\d){{5,20}}[xX]?(?![\w-])"
)
_MARK = re.compile(r"\s{0,8}(?:(?:[-*•▪▫►>–—]|\d{1,3}[.)])\s{1,4})?")
"""What an item of a list begins with."""
_EDGES = " \t\u3000\"'`«»“”()[]{}<>,，、:：;|~=*–—-"
_UNCASED = re.compile(f"[{_JOINED}]")
_INNER = re.compile(r"[ ·・]")
_DELIMITER = re.compile(r"[|;,\t]|[ ]{2,}")
_PARTED = re.compile(r"[;|\t]|,[^,]*,")
"""In a line that is a table's row, whose cells are judged one by one."""
LONG = 120
"""Characters of a line that is longer than a name and a number."""
LEAST = 2
"""Lines alike that make a list."""
_IDEOGRAPHIC = 11
"""Digits of a Chinese phone number: where a count is as likely, what has fewer is one."""


class Entry(NamedTuple):
    """A line of a name and a number."""

    name: Stretch
    number: Stretch
    sure: bool
    """No count is written like this number."""
    rest: Stretch = (0, 0)
    """What a line holds behind both: a place, a date, another number."""


def find(text: str, lines: Sequence[Stretch], certain: bool, row: Row) -> Iterator[Span]:
    """Yield the names and numbers of a list; a count of six to nine digits is a number where all have as many.

    `certain`: the lines are a sample, and one such line will do. Else it takes two, and half of all lines.
    """
    if lines and _counts(text[slice(*lines[0])], row.lexicon):
        return
    entries = [entry for line in lines if (entry := read(text, line, row)) is not None]
    sure = [entry for entry in entries if entry.sure]
    if certain:
        listed = entries if len(sure) * 2 > len(entries) or _alike(entries) else sure
    else:
        listed = entries if len(sure) >= LEAST and len(sure) * 2 >= len(lines) else []
    for entry in listed:
        yield Span(*entry.name, "name", firm=True)
        yield _number(text, entry.number, row)
        yield from judge(text, *entry.rest, None, row)


def _counts(header: str, lexicon: Lexicon) -> bool:
    """Whether a line names two columns, and the one beside the names is nobody's: "name | records"."""
    cells = _DELIMITER.split(header.strip(_EDGES)) if len(header) <= LONG else []
    return len(cells) == 2 and sum(map(lexicon.names_personal, cells)) == 1 and not any(map(str.isdigit, header))


def names_one(text: str, lines: Sequence[Stretch], row: Row) -> bool:
    """Whether a line is somebody's name and a number that no count is written like."""
    return any(entry.sure for line in lines if (entry := read(text, line, row)) is not None)


def read(text: str, line: Stretch, row: Row) -> Entry | None:
    """Return a line's name and number, if it is that."""
    start, end = line
    mark = _MARK.match(text, start, end)
    start = mark.end() if mark else start
    found = _NUMBER.search(text, start, end) if end - start <= LONG else None
    if found is None:
        return None
    before, after = _bare(text, start, found.start()), _bare(text, found.end(), end)
    name = before if before[0] < before[1] else after
    known = row.atoms.touches(*found.span())
    rest = after if name is before and after[0] < after[1] else (0, 0)
    if name[0] >= name[1] or (rest[1] and not (known or text[found.start()] in "+0")):
        return None
    if rest[1] and _PARTED.search(text, start, end):
        return None
    sure = known or is_sure(text, found.span(), row)
    if not (sure or _may_be_one(text, found.span(), row)) or not is_full_name(text[slice(*name)], row.lexicon):
        return None
    return Entry(name, found.span(), sure, rest)


def is_full_name(value: str, lexicon: Lexicon) -> bool:
    """Whether words are a whole name: two of them, or up to four characters where a name is as short."""
    if _UNCASED.match(value):
        whole = len(value) <= 4 or (len(value) <= 12 and _INNER.search(value) is not None)
    else:
        whole = len(value.split()) >= 2
    return whole and is_name(value, lexicon) and not lexicon.order.search(value.lower())


def is_sure(text: str, place: Stretch, row: Row) -> bool:
    """Whether a number beside a name is no count: a scheme's, a phone's, or too long and not a round one."""
    value = text[slice(*place)].strip()
    digits = sum(map(str.isdigit, value))
    if thousands(value) or DATE.fullmatch(value) or (digits < 9 and row.protected.touches(*place)):
        return False
    if schemes.identify(value, row.hinted, row.lexicon.schemes) is not None:
        return True
    if value.isdigit() and value[0] != "0" and digits < _IDEOGRAPHIC and _UNCASED.search(text, place[0] - 8, place[1]):
        return False
    return digits >= 9 and not countlike(value)


def _may_be_one(text: str, place: Stretch, row: Row) -> bool:
    """Whether a number is a bare run that is not round: somebody's, or a count."""
    value = text[slice(*place)]
    return value.isdigit() and not value.endswith("000") and not row.protected.touches(*place)


def _alike(entries: Sequence[Entry]) -> bool:
    """Whether the numbers of all lines are of one length, as counts hardly are."""
    return len(entries) >= LEAST and len({end - start for start, end in (each.number for each in entries)}) == 1


def _bare(text: str, start: int, end: int) -> Stretch:
    words = text[start:end]
    left = len(words) - len(words.lstrip(_EDGES))
    return min(start + left, end), max(start + left, start + len(words.rstrip(_EDGES)))


def _number(text: str, place: Stretch, row: Row) -> Span:
    value = text[slice(*place)]
    scheme = schemes.identify(value, row.hinted, row.lexicon.schemes)
    if scheme is not None:
        return Span(*place, schemes.kind_of(scheme), schemes.shown(scheme), schemes.country_of(scheme), firm=True)
    phone = value[0] in "+(0" or 9 <= sum(map(str.isdigit, value)) <= 12
    return Span(*place, "phone" if phone else "national_id", country=phone_country(value), firm=True)
