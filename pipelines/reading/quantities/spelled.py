"""Numbers in words: "three hundred thousand", "one and a half million", "dos mil millones", "двадцать пять тысяч"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from pipelines.reading.quantities.words import Hit, Marks

WORDS = 12
"""Most words of one number."""
THOUSAND = 3
"""Powers of ten from here on close a section: "two million | three hundred thousand"."""
TEN = Decimal(10)
PLACES = 3
"""Most digits that are spelled out behind a decimal point: "two point two five million"."""

_GAP = re.compile(r"[ ]?-?[ ]?")


@dataclass(frozen=True, slots=True)
class _Spelled:
    """What was read so far."""

    end: int
    total: Decimal = Decimal(0)
    """Sections that are closed."""
    section: Decimal | None = None
    """The open one; `None` before the first word."""
    unit: Decimal = Decimal(1)
    """What a half that follows is half of: "one million and a half"."""
    scaled: bool = False
    """Whether a large magnitude stands behind the open section, so that the next number opens another."""

    @property
    def value(self) -> Decimal:
        return self.total + (self.section or Decimal(0))


def read_spelled(folded: str, marks: Marks, start: int) -> tuple[Decimal, int] | None:
    """Read the number that starts here in words, and where it ends; `None` when none does, or it is one or less."""
    state = _Spelled(start)
    for _ in range(WORDS):
        further = _step(folded, marks, state, start)
        if further is None:
            break
        state = further
    return (state.value, state.end) if state.value > 1 else None


def _step(folded: str, marks: Marks, state: _Spelled, start: int) -> _Spelled | None:
    gap = _GAP.match(folded, state.end)
    at = gap.end() if gap and state.end > start else state.end
    joiner = marks.at("joiner", at) if state.section is not None else None
    if joiner is not None and joiner.value == "half":
        return replace(state, end=joiner.end, section=(state.section or Decimal(0)) + state.unit / 2)
    if joiner is not None and joiner.value == "point":
        return _with_places(folded, marks, state, joiner)
    joined = behind(folded, joiner) if joiner is not None else at
    number = marks.at("number", joined)
    counted = None if number is None else _with_number(state, number, joined=joined > at)
    return counted or _with_magnitude(state, marks.at("magnitude", at))  # "cent" is a hundred, and times a hundred


def behind(folded: str, joiner: Hit) -> int:
    """Return where the word behind a joiner starts: after a blank, or at once ("خمسة وعشرون")."""
    return joiner.end + folded.startswith(" ", joiner.end)


def _with_number(state: _Spelled, number: Hit, *, joined: bool) -> _Spelled | None:
    value = Decimal(number.value)
    if state.section is None:
        return _Spelled(number.end, state.total, value)
    if state.scaled:
        return _Spelled(number.end, state.total + state.section, value)
    tens = joined and state.section < TEN <= value < TEN * TEN  # "five and twenty"
    fits = tens or (value < state.section and (state.section % 10 == 0 or state.section >= 100))
    return _Spelled(number.end, state.total, state.section + value) if fits else None


def _with_places(folded: str, marks: Marks, state: _Spelled, point: Hit) -> _Spelled | None:
    """Read the digits behind "point", one word each; without any it is no decimal point."""
    value, end = state.section or Decimal(0), point.end
    for place in range(1, PLACES + 1):
        digit = marks.at("number", end + 1) if folded.startswith(" ", end) else None
        if digit is None or not (len(digit.value) == 1 and digit.value.isdigit()):
            break
        value, end = value + Decimal(digit.value).scaleb(-place), digit.end
    return replace(state, end=end, section=value) if end > point.end else None


def _with_magnitude(state: _Spelled, magnitude: Hit | None) -> _Spelled | None:
    """Multiply; a lone letter behind a word is no magnitude ("one m")."""
    if magnitude is None or state.section is None or magnitude.end - magnitude.start < 2:
        return None
    power = int(magnitude.value)
    unit = Decimal(10) ** power
    return _Spelled(magnitude.end, state.total, state.section * unit, unit, state.scaled or power >= THOUSAND)
