"""One pass over a part: every number becomes a quantity, decided once by its unit and what stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipelines.reading.post import Part
from pipelines.reading.quantities import chinese
from pipelines.reading.quantities.labels import date_end, label_end, tail_is_label
from pipelines.reading.quantities.measure import COINS, Measured, has_unit, measure, prefix_of, suffix, unit_place
from pipelines.reading.quantities.number import Ground, Number, fraction_by_magnitude, range_end, read_number, slashed
from pipelines.reading.quantities.quantity import Quantity
from pipelines.reading.quantities.words import Marks, decimal_comma, decimal_slash, head_first

_DIGITS = re.compile(r"\d+")
_CHINESE = re.compile(f"[{''.join(chinese.DIGIT)}{''.join(chinese.SMALL)}{''.join(chinese.LARGE)}半]")


def scan(part: Part, marks: Marks, languages: Sequence[str]) -> list[Quantity]:
    """Find all quantities of a part, in reading order, none overlapping another."""
    ground = Ground(
        part, part.text, part.folded, marks, decimal_comma(languages), decimal_slash(languages), head_first(languages)
    )
    found: list[Quantity] = []
    floor = 0
    for start in _anchors(ground):
        if start < floor:
            continue
        quantity = _quantity(ground, start, floor)
        if quantity is not None:
            found.append(quantity)
            floor = max(quantity.end, start + 1)
    return found


def _anchors(ground: Ground) -> Iterator[int]:
    """Yield the places where a number may start."""
    places = {found.start() for found in _DIGITS.finditer(ground.folded)}
    if not ground.folded.isascii():
        places.update(found.start() for found in _CHINESE.finditer(ground.folded))
        places.update(found.start() for found in chinese.HANGUL_RUN.finditer(ground.folded))
    places.update(ground.marks.by_start.get("number", ()))
    places.update(ground.marks.by_start.get("alone", ()))
    return iter(sorted(places))


def _quantity(ground: Ground, start: int, floor: int) -> Quantity | None:
    if ground.folded[start].isdigit():
        prefix = prefix_of(ground, start, floor)
        apart = _apart(ground, start) if prefix is None and slashed(ground, start) is None else None
        if apart is not None:
            return apart
    else:
        prefix = prefix_of(ground, start, floor)
    number = read_number(ground, start)
    if number is None:
        return _vague(ground, start)
    if number.digits is None and not _counts(ground, number):
        return None
    upper, number = _range(ground, number)
    return measure(Measured(ground, number, upper, prefix, floor, unit_place(ground, number.end)))


def _apart(ground: Ground, start: int) -> Quantity | None:
    """Read digits that measure nothing: a date, a label."""
    label = label_end(ground.folded, start)
    if label is not None:
        return Quantity(ground.part, start, label, Decimal(0), "label", number=(start, label))
    date = date_end(ground.folded, start)
    if date is not None:
        return Quantity(ground.part, start, date, Decimal(0), "date", number=(start, date))
    return None


def _vague(ground: Ground, start: int) -> Quantity | None:
    """Take "数十亿" as a whole: what stands behind "some" is no number of its own."""
    end = chinese.vague_end(ground.folded, start)
    return Quantity(ground.part, start, end, Decimal(0), "label", number=(start, end)) if end else None


def _counts(ground: Ground, number: Number) -> bool:
    """Whether a number in words is one to keep: large, or with a unit behind it ("five bitcoins")."""
    if number.factor >= 100:
        return not (number.factor == 1000 and ground.folded[number.start : number.end] == "千")
    at = unit_place(ground, number.end)
    size = ground.marks.at("size", at)
    unit = suffix(ground, at, "currency")
    if unit is None or unit.value in COINS:
        return unit is not None or (size is not None and size.end > size.start + 1)
    return not (ground.text[number.start].isupper() and ground.text[unit.start : unit.end].istitle())  # "Tres Soles"


def _range(ground: Ground, number: Number) -> tuple[Decimal | None, Number]:
    """Return the upper bound of a range and the number that the unit stands behind."""
    second_start = range_end(ground, number.start, number.end) if number.digits else None
    if second_start is None:
        return None, number
    second_start += ground.folded[second_start] in "$€£"
    second = read_number(ground, second_start)
    if (
        second is None
        or second.digits is None
        or _zero_led(second.digits.written)
        or tail_is_label_number(ground, second)
    ):
        return None, number
    low = number.value(fraction=fraction_by_magnitude(number, ground.comma))
    high = second.value(fraction=fraction_by_magnitude(second, ground.comma))
    shared = second.factor if number.factor == 1 and low * second.factor < high else Decimal(1)
    spaced = ground.folded[number.end] == " "
    if not low * shared < high or (spaced and high > 20 * low * shared) or (number.year and shared == 1):
        return None, number
    return high, Number(number.start, second.end, number.digits, number.factor * shared, number.extra, number.grouped)


def tail_is_label_number(ground: Ground, number: Number) -> bool:
    """Whether the run behind a number makes it a label, in spite of units that may stand there."""
    return tail_is_label(ground.folded, number.end) and not has_unit(ground, number.end)


def _zero_led(written: str) -> bool:
    return len(written) > 1 and written[0] == "0" and written[1].isdigit()
