"""A number as a whole: digits, words and magnitudes together, ranges, and whether it is written out exactly."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from pipelines.reading.phrases import UNSPACED
from pipelines.reading.post import Part
from pipelines.reading.quantities import chinese
from pipelines.reading.quantities.digits import Digits, read_digits
from pipelines.reading.quantities.spelled import read_spelled
from pipelines.reading.quantities.words import Hit, Marks

MOST = Decimal(10) ** 30
"""Larger numbers are noise; nothing is computed with them."""

NATIONAL = frozenset({"TRY", "IDR", "VND", "RUB", "UAH", "PLN", "BRL", "MXN", "peso"})
"""Currencies whose amounts are said in words for thousands."""

_RANGE_SIGN = re.compile(
    r"(?:[-–—~～]|至|到)(?=[$€£]?\d)"
    r"|[ ](?:[-–—~]|to|до|bis|hasta|al?|à|até|đến|tới|do|ile|ila|hingga|sampai|s/d|تا|الى|إلى|لغاية|से)[ ](?=[$€£]?\d)"
)

_BETWEEN = re.compile(r"(?<!\w)(?:between|entre|zwischen|tra|fra|tussen|między|mezi|между|між|بين|بین|ما بين) $")
_AND = re.compile(r"[ ](?:(?:and|y|e|et|und|en|i|a|и|та|і)[ ]|و[ ]?)(?=[$€£]?\d)")
_TENTHS = re.compile(r"\d{1,3}(?![\w.,])|\d{1,3}(?=[.,](?:\s|$))")
_SLASHED = re.compile(r"(\d{1,4})/(\d{1,3}) ?")
_MORE = re.compile(r"\+[ ]?|[ ]?[多余餘几][ ]?(?=[十百千万萬亿億])|[ ]")


@dataclass(frozen=True, slots=True)
class Ground:
    """A part being scanned."""

    part: Part = field(repr=False)
    text: str = field(repr=False)
    folded: str = field(repr=False)
    marks: Marks = field(repr=False)
    comma: bool
    """Whether the text's language writes decimals with a comma."""
    slash: bool = False
    """Whether it also writes them with a slash: "۲/۵ میلیون"."""
    head_first: bool = False
    """Whether of two nouns in a row the first is the head."""


class Number(NamedTuple):
    """A number in a text, before it is known what it measures."""

    start: int
    end: int
    digits: Digits | None
    """`None`: written in words."""
    factor: Decimal
    """Product of the magnitudes behind the digits; of a number in words the whole number."""
    extra: Decimal = Decimal(0)
    """What further terms add: 300,000 in "5 milyon 300 bin"."""
    grouped: bool = False
    """A Chinese magnitude follows: a comma then groups digits."""

    @property
    def scaled(self) -> bool:
        """Whether a magnitude stands behind it."""
        return self.factor >= 1000

    @property
    def year(self) -> bool:
        """Whether it looks like a calendar year."""
        return (
            self.digits is not None and self.digits.plain and self.factor == 1
            and len(self.digits.written) == 4 and 1900 <= int(self.digits.written) <= 2039
        )  # fmt: skip

    def value(self, *, fraction: bool) -> Decimal:
        """Return the number; `fraction` as in `Digits.value`, asked when no magnitude decides it."""
        if self.digits is None:
            return self.factor + self.extra
        base = self.digits.value(fraction=fraction)
        return base * self.factor + self.extra if base < MOST else MOST


def read_number(ground: Ground, start: int) -> Number | None:
    """Read the number that starts here; `None` when none does."""
    found = read_digits(ground.folded, start)
    if found is None:
        return _chinese(ground, start) or _words(ground, start)
    digits, end = found
    if tenths := slashed(ground, start):
        digits, end = Digits(f"{tenths[1]}.{tenths[2]}", None), tenths.end(2)
    broken = _broken(ground, digits, end)
    if broken is not None:
        return Number(start, broken[1], digits, Decimal(1), broken[0])
    half = _half(ground, end)
    factor, stop, grouped = _magnitudes(ground, half or end, money=_priced(ground, start))
    if half is not None:
        return Number(start, stop, digits, factor, factor / 2, grouped)
    if factor == 1000 and ground.folded[stop - 1] >= UNSPACED and (mixed := _thousands(ground, start, digits, stop)):
        return mixed
    extra, stop = _further_terms(ground, factor, stop) if factor >= 1000 else (Decimal(0), stop)
    return Number(start, stop, digits, factor, extra, grouped)


def slashed(ground: Ground, start: int) -> re.Match[str] | None:
    """Match "۲/۵" before a magnitude, two and a half where a language writes it so."""
    found = _SLASHED.match(ground.folded, start) if ground.slash else None
    return found if found is not None and ground.marks.at("magnitude", found.end()) else None


def _thousands(ground: Ground, start: int, digits: Digits, end: int) -> Number | None:
    """Read thousands of a larger magnitude that goes on in digits: 1천870만 is 18,700,000."""
    rest = read_digits(ground.folded, end)
    if rest is None or not rest[0].plain or len(rest[0].written) > 3 or not digits.plain:
        return None
    smaller, middle, _ = _magnitudes(ground, rest[1])
    if smaller < 10_000:
        return None
    value = (Decimal(digits.written) * 1000 + Decimal(rest[0].written)) * smaller
    extra, stop = _further_terms(ground, smaller, middle)
    return Number(start, stop, None, value, extra)


def _broken(ground: Ground, digits: Digits, end: int) -> tuple[Decimal, int] | None:
    """Read a magnitude that stands for the decimal point, as Vietnamese speaks: "3tr5" is 3.5 million.

    Return what it adds to the digits, and where it ends.
    """
    hit = ground.marks.at("infix", end)
    if hit is None or not digits.plain:
        return None
    rest = _TENTHS.match(ground.folded, hit.end)
    if rest is None:
        return None
    factor = Decimal(10) ** int(hit.value)
    return int(digits.written) * (factor - 1) + int(rest[0]) * factor / 10 ** len(rest[0]), rest.end()


def fraction_by_magnitude(number: Number, comma: bool) -> bool:
    """Whether "1.234" before a magnitude is one and something: yes, unless it is "1,234 million" in English."""
    if number.digits is None or number.grouped:
        return False
    return number.scaled and (number.digits.separator == "." or comma)


def range_end(ground: Ground, start: int, end: int) -> int | None:
    """Return where the second number of a range starts, if a range sign follows a number; `None`: no range."""
    found = _RANGE_SIGN.match(ground.folded, end)
    if found is None and (joined := _AND.match(ground.folded, end)):
        found = joined if _BETWEEN.search(ground.folded, max(0, start - 12), start) else None
    return found.end() if found else None


def _priced(ground: Ground, start: int) -> bool:
    """Whether a currency stands before a number, in a text with magnitudes of money: "Rp 850 M" are 850 miliar."""
    currencies = ground.marks.by_end.get("currency", {}) if "money_magnitude" in ground.marks.by_start else {}
    return start in currencies or start - 1 in currencies


def _magnitudes(ground: Ground, end: int, *, money: bool = False) -> tuple[Decimal, int, bool]:
    """Multiply all magnitudes that follow: "5 mil millones", "5천만", "10 万"."""
    factor, stop, grouped = Decimal(1), end, False
    for _ in range(3):
        gap = _MORE.match(ground.folded, stop)
        at = gap.end() if gap else stop
        chained = chinese.MAGNITUDE.match(ground.folded, at) if ground.folded[at : at + 1] >= UNSPACED else None
        if chained:
            factor, stop, grouped = factor * chinese.chain(chained[0]), chained.end(), True
            continue
        hit = ground.marks.at("money_magnitude", at) if money else None
        hit = hit or ground.marks.at("magnitude", at) or ground.marks.at("weak_magnitude", at)
        if hit is None or hit.value == "0" or not _fits(ground, hit, spaced=at > stop):
            break
        factor, stop = factor * 10 ** int(hit.value), hit.end
    return factor, stop, grouped


def _fits(ground: Ground, hit: Hit, *, spaced: bool) -> bool:
    """Whether a magnitude may stand there: after a space a lone Latin letter is a capital, or counts something."""
    word = ground.text[hit.start : hit.end]
    if len(word) == 1 and spaced and word.isascii():
        return word.isupper() or word == "k" or ground.marks.at("noun", hit.end + 1) is not None  # "71 k clients"
    if word[-1] >= UNSPACED:
        return True  # 2만5천
    return not (hit.end < len(ground.text) and ground.text[hit.end].isdigit() and word.isalpha())


def _further_terms(ground: Ground, factor: Decimal, end: int) -> tuple[Decimal, int]:
    """Add smaller terms that follow in words or Chinese: "5 milyon 300 bin", "1亿2000万"."""
    if ground.folded[end - 1].isascii() and not ground.folded[end - 3 : end].isalpha():
        return Decimal(0), end  # "5m 300k" are two numbers
    half = _half(ground, end)
    if half is not None:
        return factor / 2, half
    at = _term_place(ground, end)
    at += at > end + 1 and ground.folded.startswith(" ", at)  # "2 milhões e 300 mil"
    found = read_digits(ground.folded, at)
    if found is None:
        return Decimal(0), end
    digits, stop = found
    smaller, stop, _ = _magnitudes(ground, stop)
    value = digits.value(fraction=False) * smaller
    if 1 < smaller < factor and value < factor:
        rest, stop = _further_terms(ground, smaller, stop)
        return value + rest, stop
    if ground.folded[end - 1] >= UNSPACED:
        return (value, stop) if smaller == 1 and _rest(ground, digits, end, stop) else (Decimal(0), end)
    return (value, stop) if smaller == 1 and _units(ground, digits, stop) and factor == 1000 else (Decimal(0), end)


def _rest(ground: Ground, digits: Digits, end: int, stop: int) -> bool:
    """Whether digits behind 万 or 만 are its last four: "1万2000枚", "67万2,145件", "8만 3,200명"."""
    if not 1 <= digits.value(fraction=False) < 10_000 or digits.written.startswith("0") or "." in digits.written:
        return False
    if ground.marks.at("duration", stop) is not None:
        return False
    return ground.folded[end] != " " or any(ground.marks.at(group, stop) for group in ("noun", "after", "currency"))


def _units(ground: Ground, digits: Digits, end: int) -> bool:
    """Whether three digits behind a word for thousand are its units: "36 bin 500 müşteri", "2 bin 500 lira".

    With a sign or a code behind them they are an amount of their own: "850 bin 500 USDT".
    """
    if not digits.plain or len(digits.written) != 3 or ground.folded[end : end + 1] != " ":
        return False
    if ground.marks.at("noun", end + 1) is not None:
        return True
    money = ground.marks.at("currency", end + 1)
    return money is not None and money.value in NATIONAL


def _term_place(ground: Ground, end: int) -> int:
    """Return where a further term would start: behind a blank, and behind an "and" that the next word is written to."""
    at = end + 1 if ground.folded.startswith(" ", end) else end
    joiner = ground.marks.at("joiner", at)
    return joiner.end if joiner is not None and joiner.value == "and" and at > end else at


def _half(ground: Ground, end: int) -> int | None:
    """Return where "and a half" ends, if that follows: "2 and a half million", "2 millones y medio"."""
    joiner = ground.marks.at("joiner", end + 1) if ground.folded.startswith(" ", end) else None
    return joiner.end if joiner is not None and joiner.value == "half" else None


def _hangul(ground: Ground, start: int) -> Number | None:
    """Read Korean numerals: "천이백만 명", "십억 원"."""
    found = chinese.HANGUL_RUN.match(ground.folded, start)
    if found is None:
        return None
    value, end = chinese.numeral(found[0].translate(chinese.HANGUL)), found.end()
    unit = end + (ground.folded[end] == " ")
    known = any(ground.marks.at(group, unit) for group in ("noun", "currency", "after", "counter"))
    return Number(start, end, None, value) if known and value >= 100 else None


def _chinese(ground: Ground, start: int) -> Number | None:
    hangul = _hangul(ground, start)
    if hangul is not None:
        return hangul
    found = chinese.RUN.match(ground.folded, start)
    if found is None or chinese.vague_end(ground.folded, start):
        return None
    value, end = chinese.numeral(found[0]), found.end()
    more = _MORE.match(ground.folded, end)
    chained = chinese.MAGNITUDE.match(ground.folded, more.end()) if more and not more[0].isspace() else None
    if chained:  # 五十多万
        value, end = value * chinese.chain(chained[0]), chained.end()
    return Number(start, end, None, value) if value >= 2 else None


def _words(ground: Ground, start: int) -> Number | None:
    """Read a number in words: "three hundred thousand", "полмиллиона"."""
    alone = ground.marks.at("alone", start)
    if alone is not None:
        return _after_alone(ground, alone)
    spelled = read_spelled(ground.folded, ground.marks, start)
    return Number(start, spelled[1], None, spelled[0]) if spelled else None


def _after_alone(ground: Ground, alone: Hit) -> Number:
    factor, stop, _ = _magnitudes(ground, alone.end)
    value = Decimal(alone.value) * factor
    half = _half(ground, stop)
    if half is not None:
        return Number(alone.start, half, None, value * 3 / 2)
    at = _term_place(ground, stop)
    at += at > stop + 1 and ground.folded.startswith(" ", at)  # "um milhão e trezentas mil"
    smaller = read_spelled(ground.folded, ground.marks, at) if at > stop else None
    if smaller is not None and 100 <= smaller[0] < value:
        return Number(alone.start, smaller[1], None, value + smaller[0])
    extra, stop = _further_terms(ground, value, stop) if at > stop + 1 else (Decimal(0), stop)
    return Number(alone.start, stop, None, value + extra)
