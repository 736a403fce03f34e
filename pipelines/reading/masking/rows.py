"""Sample rows: whether a table's rows are people's, and which of their cells then go."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipelines.reading.masking import people, schemes
from pipelines.reading.masking.cells import Row, bare, is_file, judge
from pipelines.reading.masking.contacts import countlike, thousands
from pipelines.reading.masking.dates import DATE
from pipelines.reading.masking.layout import FENCE
from pipelines.reading.masking.lexicon import Cue, Label, Lexicon
from pipelines.reading.masking.people import NUMBERISH, is_full_name, is_sure
from pipelines.reading.masking.records import is_algorithm, is_name, is_secret, looks
from pipelines.reading.masking.span import Cover, Span
from pipelines.reading.masking.tables import COLON, Block, Stretch, Table, blocks, split, tables

_BULLET = re.compile(r"\s{0,8}(?:[-*•▪▫►>–—]|\d{1,3}[.)])\s")
_VALUE = re.compile(f"{DATE.pattern}|{NUMBERISH.pattern}", DATE.flags)
_DIGITS = re.compile(r"[0-9](?:[ \-./()]{0,2}[0-9]){6}")
SHORT = frozenset({"secret", "payment_card"})
"""Columns whose values may be a few letters or digits that nothing else tells."""
FIELDS = 3
"""As many columns of personal data make a header."""
_SOFT = re.compile(r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx]")


def find(
    text: str,
    folded: str,
    cues: Sequence[Cue],
    atoms: Sequence[Span],
    protected: Sequence[tuple[int, int]],
    lexicon: Lexicon,
) -> Iterator[Span]:
    """Yield the cells of sample rows that are a person's."""
    hinted = tuple(dict.fromkeys(cue.label.scheme for cue in cues if cue.label.scheme is not None))
    row = Row(lexicon, hinted, Cover((each.start, each.end) for each in atoms), Cover(protected))
    cards = Cover((each.start, each.end) for each in atoms if each.kind == "payment_card")
    secrets = ((cue.start, cue.end) for cue in cues if cue.label.kind in SHORT)
    numbers = (each.span() for each in _DIGITS.finditer(text))
    telling = Cover([*((each.start, each.end) for each in atoms), *secrets, *numbers])
    if not (telling or lexicon.samples(folded) or FENCE.search(text)):
        return
    for block in blocks(text, folded, lexicon):
        if not (block.fenced or block.announced) and not _may_tell(block, telling):
            continue
        certain = block.fenced or (block.announced and _convinces(text, block, row))
        yield from people.find(text, block.lines, certain, row)
        for table in tables(text, block, certain, row.lexicon):
            yield from _read(text, table, certain, row, cards)


def _may_tell(block: Block, telling: Cover) -> bool:
    """Whether lines that nothing calls a sample hold anything that could make them one."""
    return bool(block.lines) and telling.touches(block.lines[0][0], block.lines[-1][1])


def _convinces(text: str, block: Block, row: Row) -> bool:
    """Whether announced lines are a sample: one holds two values or a name beside one, or all are logins.

    Else they only speak of a sample.
    """
    if people.names_one(text, block.lines, row):
        return True
    pairs = [tuple(split(text, line, COLON)) for line in block.lines]
    return (
        any(_dense(text, *line, row) for line in block.lines)
        or _combos(text, pairs, row)
        or any(_shows_one(text, table, row) for table in tables(text, block, certain=False, lexicon=row.lexicon))
    )


def _shows_one(text: str, table: Table, row: Row) -> bool:
    """Whether a table's first line is somebody's, or names a column of whole names."""
    if _names_one(text, table.rows[0], row):
        return True
    return len(table.rows) > 1 and _are_named(text, table.rows[1:], _header(text, table, row), row)


def _names_one(text: str, cells: Sequence[Stretch], row: Row) -> bool:
    """Whether of three cells or more one is somebody's name, and another is an address, an ID or a phone number."""
    if len(cells) < 3:
        return False
    places = [bare(text, *each) for each in cells]
    values = [place for place in places if row.atoms.touches(*place) or _is_cell_value(text[slice(*place)], row)]
    spans = [Span(*place, "name") for place in places if place not in values]
    return bool(values) and any(_is_full_name(text, span, row) for span in spans)


def _is_cell_value(cell: str, row: Row) -> bool:
    number = NUMBERISH.fullmatch(cell) is not None
    return _is_value(cell, certain=True, row=row) if number else _is_scheme(cell, row)


def _is_scheme(cell: str, row: Row) -> bool:
    return any(map(str.isdigit, cell)) and schemes.identify(cell, row.hinted, row.lexicon.schemes) is not None


def _read(text: str, table: Table, certain: bool, row: Row, cards: Cover) -> Iterator[Span]:
    header = _header(text, table, row)
    rows = table.rows[1:] if header is not None else table.rows
    if not _personal(text, rows, table.delimiter, header, certain, row):
        return
    sentence = not certain and len(rows) == 1 and header is None and not _is_cards(rows[0], table.delimiter, cards)
    for cells in rows:
        start, end = cells[0][0], cells[-1][1]
        here = replace(row, card=cards.touches(start, end), narrow=len(cells) <= 3)
        for span in _row(text, cells, table.delimiter, header, certain, here):
            # Under a header a count is a person's as well: "2 units" stands in a street's name.
            if certain or header is not None or _holds(text, span, sentence, row):
                yield span


def _is_cards(cells: Sequence[Stretch], delimiter: int | None, cards: Cover) -> bool:
    """Whether a line of a delimiter that no sentence has begins with a payment card's number: its holder's follow."""
    return delimiter in _HARD and len(cells) >= CARDED and cards.touches(*cells[0])


_HARD = frozenset({0, 1, 2, 3})
"""Numbers of delimiters: tabs, bars, dashes, semicolons."""
CARDED = 4
"""Cells of such a line at least."""


def _row(
    text: str,
    cells: tuple[Stretch, ...],
    delimiter: int | None,
    header: list[Label | None] | None,
    certain: bool,
    row: Row,
) -> Iterator[Span]:
    start, end = cells[0][0], cells[-1][1]
    if not row.atoms.touches(start, end) and any(is_file(text, *each) for each in cells):
        return
    telling = header is not None or _tells(text, cells, certain, None, row)
    if delimiter is None:
        if telling and not _BULLET.match(text, start, end):
            yield from _line(text, start, end, certain, row)
    elif certain or telling:
        for number, (left, right) in enumerate(cells):
            column = header[number] if header is not None and number < len(header) else None
            yield from judge(text, left, right, column, row)


def _line(text: str, start: int, end: int, certain: bool, row: Row) -> Iterator[Span]:
    """Yield all that a dense line holds; of others the names and, in a sample, the numbers beside one."""
    spans = list(_loose(text, start, end, row))
    if _dense(text, start, end, row):
        yield from spans
        return
    names = [span for span in spans if _is_full_name(text, span, row)]
    yield from names
    if certain and names:
        yield from (span for span in spans if span.kind in _SHOWN and is_sure(text, (span.start, span.end), row))


def _holds(text: str, span: Span, sentence: bool, row: Row) -> bool:
    """Whether a cell outside of fences is masked: never a quantity, and of a sentence only what looks like a name."""
    value = text[span.start : span.end]
    if row.protected.touches(span.start, span.end) and (sentence or sum(map(str.isdigit, value)) < 9):
        return False
    if not sentence or span.kind in _SHOWN:
        return True
    return _is_full_name(text, span, row)


def _is_full_name(text: str, span: Span, row: Row) -> bool:
    return span.kind == "name" and is_full_name(text[span.start : span.end], row.lexicon)


_SHOWN = {"phone", "national_id", "tax_id", "date_of_birth", "payment_card", "passport"}


def _header(text: str, table: Table, row: Row) -> list[Label | None] | None:
    """Return the labels of the first row's cells when it names columns."""
    if table.delimiter is None or not table.rows:
        return None
    cells = [text[start:end] for start, end in table.rows[0]]
    start, end = table.rows[0][0][0], table.rows[0][-1][1]
    if row.atoms.touches(start, end) or NUMBERISH.search(text, start, end) or len(cells) < 2:
        return None
    labels = [row.lexicon.column(cell) for cell in cells]
    known = sum(label is not None for label in labels)
    if known * 2 >= len([cell for cell in cells if cell.strip()]) and known >= 2:
        return labels
    rest = [text[each[0][0] : each[-1][1]] for each in table.rows[1:4]]
    identifiers = all(re.fullmatch(r"[\s\"'`(]{0,3}[A-Za-z][A-Za-z_]{1,30}[\s\"'`)]{0,3}", cell) for cell in cells)
    if identifiers and rest and all(re.search(r"\d|@", line) for line in rest):
        return labels
    return None


def _personal(
    text: str,
    rows: Sequence[tuple[Stretch, ...]],
    delimiter: int | None,
    header: list[Label | None] | None,
    certain: bool,
    row: Row,
) -> bool:
    telling = [each for each in rows if _tells(text, each, certain, header, row)]
    named = sum(label is not None and label.kind not in ("keep", "company") for label in header or ())
    if certain:
        named_rows = bool(rows) and (named >= 2 or _are_named(text, rows, header, row))
        return (
            bool(telling) or named_rows or _combos(text, rows, row) or any(_names_one(text, each, row) for each in rows)
        )
    if delimiter is None:
        telling = [each for each in telling if _dense(text, *each[0], row)]
    if header is not None and named >= FIELDS and _all_filled(text, rows, len(header)):
        return True
    if header is not None and (
        sum(_fits(text, each, header, row) for each in rows) * 2 > len(rows)
        or (named == 1 and _is_column(text, rows, header, row))
    ):
        return True
    if not telling:
        return False
    if len(telling) >= 2 and len(telling) * 2 >= len(rows):
        return True
    return named >= 2 or any(len(list(row.atoms.within(each[0][0], each[-1][1]))) >= 2 for each in telling)


def _tells(text: str, cells: Sequence[Stretch], certain: bool, header: list[Label | None] | None, row: Row) -> bool:
    """Whether a row holds a value of somebody's, or what together is one's: a number beside a date or a name."""
    return _values(text, cells[0][0], cells[-1][1], certain, row) > 0 or _portrays(text, cells, header, row)


def _portrays(text: str, cells: Sequence[Stretch], header: list[Label | None] | None, row: Row) -> bool:
    """Whether one of three cells or more is a long number that is no count, and another is a date or a whole name.

    A list of breaches has names, dates and counts too: nine digits do only beside a name and a date of long ago. Below
    a header the number's column must be one of personal data.
    """
    if len(cells) < 3 or not any(map(str.isdigit, text[cells[0][0] : cells[-1][1]])):
        return False
    places = [bare(text, *each) for each in cells]
    values = [text[start:end] for start, end in places]
    numbers = [
        at for at, value in enumerate(values) if NUMBERISH.fullmatch(value) and not DATE.fullmatch(value)
        and (header is None or (at < len(header) and _is_personal(header[at])))
    ]  # fmt: skip
    if not numbers:
        return False
    dates = [value for value in values if DATE.fullmatch(value)]
    named = any(is_full_name(value, row.lexicon) for value in values) or _is_parted(values, row)
    if any(is_sure(text, places[at], row) for at in numbers):
        return bool(dates) or named
    nine = any(len(values[at]) == 9 and values[at].isdigit() and not values[at].endswith("000") for at in numbers)
    return nine and named and any(map(_LONG_AGO.search, dates))


def _is_parted(values: Sequence[str], row: Row) -> bool:
    """Whether two cells of many, side by side, are one word each and together a name: first and last."""
    return len(values) >= PARTED and any(
        " " not in first + last and is_full_name(f"{first} {last}", row.lexicon)
        for first, last in itertools.pairwise(values)
        if first and last
    )


PARTED = 5
"""Cells of such a row at least: a list of counts by region and town has fewer."""
_LONG_AGO = re.compile(r"(?<!\d)(?:19\d{2}|200[0-6])(?!\d)")
"""The year of a date that is likelier a birth's than a breach's."""


def _is_personal(label: Label | None) -> bool:
    return label is not None and label.kind not in ("keep", "company")


def _fits(text: str, cells: Sequence[Stretch], header: Sequence[Label | None], row: Row) -> bool:
    """Whether the cells below two columns of personal data, or more, all look like what these say."""
    labelled = [
        (label, value) for label, place in zip(header, (bare(text, *each) for each in cells), strict=False)
        if label is not None and _is_personal(label) and (value := place)[0] < value[1]
    ]  # fmt: skip
    return len(labelled) >= 2 and all(_is_like(text, place, label, row) for label, place in labelled)


def _is_column(text: str, rows: Sequence[tuple[Stretch, ...]], header: Sequence[Label | None], row: Row) -> bool:
    """Whether all that stands below the one column of personal data is somebody's, and could be no count.

    Beside the numbers 1, 2, 3 nobody counts anything: a bare number is somebody's there as well.
    """
    at = next(number for number, label in enumerate(header) if _is_personal(label))
    label = header[at]
    if label is None or label.kind in _OTHERS or not rows or any(len(cells) <= at for cells in rows):
        return False
    firsts = [text[slice(*bare(text, *cells[0]))] for cells in rows]
    numbered = at > 0 and firsts == [str(number) for number in range(1, len(rows) + 1)]
    return all(_is_alone(text, bare(text, *cells[at]), label, numbered, row) for cells in rows)


def _are_named(text: str, rows: Sequence[tuple[Stretch, ...]], header: Sequence[Label | None] | None, row: Row) -> bool:
    """Whether a column of names holds whole names only, whatever else the rows of a sample tell of these people."""
    at = next(
        (number for number, label in enumerate(header or ()) if label and label.kind in ("name", "full_name")), None
    )
    return at is not None and all(
        len(cells) > at and is_full_name(text[slice(*bare(text, *cells[at]))], row.lexicon) for cells in rows
    )


_OTHERS = frozenset({"name", "username", "location", "email"})
"""Kinds of columns that alone are nobody's, or whose values tell by themselves."""


def _is_alone(text: str, place: Stretch, label: Label, numbered: bool, row: Row) -> bool:
    value = text[slice(*place)]
    if not value or not _is_like(text, place, label, row):
        return False
    if label.kind == "secret":
        return is_secret(value) or (numbered and not is_algorithm(value))
    return numbered or not value.isdigit() or not countlike(value)


def _is_like(text: str, place: Stretch, label: Label, row: Row) -> bool:
    value = text[slice(*place)]
    if row.atoms.touches(*place):
        return True
    if label.kind in ("name", "full_name"):
        return is_name(value.title(), row.lexicon)
    digits = sum(map(str.isdigit, value))
    if digits and (value.endswith("000") or (row.protected.touches(*place) and label.kind not in _UNCOUNTED)):
        return False
    return label.kind != "email" and row.lexicon.column(value) is None and looks(label.kind, value, digits, row.lexicon)


_UNCOUNTED = frozenset({"secret", "address", "payment_card"})
"""Columns whose values are no counts, though they can look like some."""


def _all_filled(text: str, rows: Sequence[tuple[Stretch, ...]], columns: int) -> bool:
    """Whether every row fills its header's columns, and holds a long number: then nothing needs to be valid."""
    return bool(rows) and all(
        len(each) == columns and _DIGITS.search(text, each[0][0], each[-1][1]) is not None for each in rows
    )


def _combos(text: str, rows: Sequence[tuple[Stretch, ...]], row: Row) -> bool:
    """Whether all lines are "login:password": two words without blanks, the first of them no key."""
    pairs = [[text[start:end] for start, end in each] for each in rows]
    return len(pairs) >= 2 and all(
        len(pair) == 2 and all(3 <= len(word) <= 64 and not re.search(r"\s|//", word) for word in pair)
        and row.lexicon.column(pair[0]) is None
        for pair in pairs
    )  # fmt: skip


def _dense(text: str, start: int, end: int, row: Row) -> bool:
    """Whether a line without delimiters holds two numbers, dates or addresses at least."""
    numbers = sum(
        not row.atoms.touches(*each.span()) and not row.protected.touches(*each.span())
        for each in _VALUE.finditer(text, start, end)
    )
    return numbers + sum(1 for _ in row.atoms.within(start, end)) >= 2


def _values(text: str, start: int, end: int, certain: bool, row: Row) -> int:
    """Count the values of a line that look like a person's: recognised ones, and numbers that could be an ID."""
    count = sum(1 for _ in row.atoms.within(start, end))
    for each in NUMBERISH.finditer(text, start, end):
        if not row.atoms.touches(*each.span()) and not row.protected.touches(*each.span()):
            count += _is_value(each[0], certain, row)
    return count


def _is_value(number: str, certain: bool, row: Row) -> bool:
    if DATE.fullmatch(number) or thousands(number):
        return False
    if certain and sum(map(str.isdigit, number)) >= 8:
        return True
    return bool(_SOFT.fullmatch(number)) or schemes.identify(number, row.hinted, row.lexicon.schemes) is not None


def _loose(text: str, start: int, end: int, row: Row) -> Iterator[Span]:
    """Mask a line without any delimiter: names between its values."""
    at = start
    for each in _VALUE.finditer(text, start, end):
        yield from judge(text, at, each.start(), None, row)
        yield from judge(text, *each.span(), None, row)
        at = each.end()
    yield from judge(text, at, end, None, row)
