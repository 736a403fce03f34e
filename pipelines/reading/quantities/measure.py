"""What a number measures: money, a volume, a share, a time, or a count, by the first unit that fits."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from pipelines.reading.phrases import UNSPACED, clings
from pipelines.reading.quantities.labels import in_hash, run_end, tail_is_label
from pipelines.reading.quantities.nouns import noun_after, noun_before
from pipelines.reading.quantities.number import Ground, Number, fraction_by_magnitude
from pipelines.reading.quantities.quantity import Kind, Quantity
from pipelines.reading.quantities.words import Hit

MOST_RECORDS = Decimal(10) ** 12
"""A count above it is no count."""
COINS = frozenset({"BTC", "XMR", "ETH", "LTC", "BCH", "DASH", "ZEC", "BNB", "SOL"})
"""Currencies of which a thousandth is worth writing down: in "1.234 BTC" the point is a decimal point."""
DOLLARS = frozenset({"MXN", "ARS", "CLP", "COP", "UYU", "DOP", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "peso"})
"""Currencies that are written with a bare "$" at home."""
ABBREVIATED = frozenset({"rp", "rp.", "rs", "rs.", "chf", "ksh", "kshs", "tsh", "tshs", "ush", "tk", "tk."})
"""Currencies that stand before their numbers in small letters too."""
MONEY = {
    "thousands": Decimal(1000),
    "currency": Decimal(1),
    "code": Decimal(1),
    "subunit": Decimal("0.01"),
    "tenth": Decimal("0.1"),
}
"""Groups of words for money, and what one of each is worth in the currency."""
_AFTER = re.compile(r"[ ]?\+?[ ]?")


class Measured(NamedTuple):
    """A number about to be measured."""

    ground: Ground
    number: Number
    upper: Decimal | None
    prefix: Hit | None
    """The currency before it."""
    floor: int
    """What lies before it belongs to another quantity."""
    at: int
    """Where a unit would stand."""

    def made(
        self, kind: Kind, unit: str | None, end: int, *, fraction: bool = False, times: Decimal = Decimal(1)
    ) -> Quantity:
        """Make the quantity that ends there; `fraction` as in `Digits.value`."""
        number, ground = self.number, self.ground
        start = self.prefix.start if self.prefix else number.start
        value = number.value(fraction=fraction or fraction_by_magnitude(number, ground.comma)) * times
        exact = not (number.scaled or number.extra) and self.upper is None and not _about(ground, start, number.end)
        return Quantity(ground.part, start, end, value, kind, unit, self.upper, exact, (number.start, number.end))


def measure(it: Measured) -> Quantity:
    """Decide what a number measures, by the first unit that fits."""
    return _money(it) or _volume(it) or _share_or_time(it) or _label(it) or _count(it)


def _money(it: Measured) -> Quantity | None:
    for group, times in MONEY.items():
        behind = suffix(it.ground, it.at, group)
        if behind is not None and (it.prefix is None or behind.value == it.prefix.value or _same_sign(it, behind)):
            return it.made("money", behind.value, behind.end, fraction=behind.value in COINS, times=times)
    if it.prefix is None:
        return _paid_in(it)
    return it.made("money", it.prefix.value, it.number.end, fraction=it.prefix.value in COINS)


def _paid_in(it: Measured) -> Quantity | None:
    """Read the money that a small word leads to: "300 in LTC"."""
    link = it.ground.marks.at("paid_in", it.at)
    behind = suffix(it.ground, link.end + 1, "currency") if link is not None else None
    return it.made("money", behind.value, behind.end, fraction=behind.value in COINS) if behind is not None else None


def _same_sign(it: Measured, behind: Hit) -> bool:
    """Whether a bare "$" stands for the money that is named behind: "$4,500 MXN"."""
    prefix = it.prefix
    return prefix is not None and it.ground.text[prefix.start : prefix.end] == "$" and behind.value in DOLLARS


def _volume(it: Measured) -> Quantity | None:
    hit = _size(it.ground, it.number, it.at)
    if hit is None:
        return None
    return it.made("size", hit.value, hit.end, fraction=not it.ground.comma, times=_bytes(hit.value))


def _share_or_time(it: Measured) -> Quantity | None:
    marks = it.ground.marks
    percent = marks.at("percent", it.at)
    if percent is not None:
        return it.made("percent", None, percent.end, fraction=True)
    if it.number.scaled:
        return None
    duration = marks.at("duration", it.at) or (
        marks.at("duration", it.number.end + 1)
        if it.ground.folded[it.number.end : it.number.end + 1] < UNSPACED
        else None
    )
    return it.made("duration", None, duration.end) if duration is not None else None


def _label(it: Measured) -> Quantity | None:
    if it.number.scaled or not tail_is_label(it.ground.folded, it.number.end) or has_unit(it.ground, it.number.end):
        return None
    end = run_end(it.ground.folded, it.number.end)
    return Quantity(it.ground.part, it.number.start, end, Decimal(0), "label", number=(it.number.start, end))


def _count(it: Measured) -> Quantity:
    counter = _counter(it.ground, it.at)
    noun = noun_after(it.ground, counter.end if counter else it.at)
    label = None
    if noun is None or noun[0] == "people":
        label = noun_before(it.ground, it.number.start, it.floor, year=it.number.year)
    if noun is not None:  # "Employees: 2,300 people", 员工 6,200 人
        noun, label = ("employees" if label == "employees" else noun[0], noun[1]), None
    if it.number.year and not label:
        return it.made("date", None, it.number.end)
    if it.number.value(fraction=False) > MOST_RECORDS:
        return it.made("bare", None, it.number.end)
    if noun is not None:
        return it.made("count", noun[0], noun[1])
    if label is not None:
        return it.made("count", label, it.number.end)
    return it.made("count", "pieces", counter.end) if counter else it.made("bare", None, it.number.end)


def _counter(ground: Ground, at: int) -> Hit | None:
    """Return the "x" of "10x accounts"; that of "7x7" is none."""
    hit = ground.marks.at("counter", at)
    return None if hit is None or ground.folded[hit.end : hit.end + 1].isdigit() else hit


def unit_place(ground: Ground, end: int) -> int:
    """Pass over a space, a plus, and words such as 多 or 个 between a number and its unit."""
    gap = _AFTER.match(ground.folded, end)
    at = gap.end() if gap else end
    for _ in range(2):
        word = ground.marks.at("after", at)
        if word is None:
            break
        at = word.end + ground.folded.startswith(" ", word.end)
    return at


def prefix_of(ground: Ground, start: int, floor: int) -> Hit | None:
    """Return the currency before a number: "$5", "USD 301.71", "Rp 328.90"."""
    ends = (start, start - 1) if ground.folded[start - 1 : start] == " " else (start,)
    for group in ("currency", "code"):
        for end in ends:
            hit = _sign(ground, ground.marks.before(group, end))
            if hit is not None and hit.start >= floor and _leads(ground.text[hit.start : hit.end]):
                if in_hash(ground.folded, hit.end - 1):
                    return None
                return _whose(ground, hit, floor)
    return None


def _sign(ground: Ground, hit: Hit | None) -> Hit | None:
    """Return the sign alone where a small word stands before it: in "offered us $20k" the "us" is no country."""
    word = ground.text[hit.start : hit.end] if hit is not None else ""
    if hit is None or " " not in word or word.isupper() or not word.isascii():
        return hit
    return Hit(hit.start + word.rindex(" ") + 1, hit.end, hit.value)


def _whose(ground: Ground, sign: Hit, floor: int) -> Hit:
    """Return the money of a bare "$" that is named before it: "MXN $2,500"."""
    if ground.folded[sign.start : sign.end] != "$":
        return sign
    end = sign.start - 1 if ground.folded[sign.start - 1 : sign.start] == " " else sign.start
    named = ground.marks.before("currency", end)
    if named is None or named.start < floor or named.value not in DOLLARS:
        return sign
    return Hit(named.start, sign.end, named.value)


def _leads(word: str) -> bool:
    """Whether a currency written so may stand before its number."""
    if len(word) == 1:
        return not word.isalpha()
    return not clings(word[-1]) or word.isupper() or word.lower() in ABBREVIATED


def suffix(ground: Ground, at: int, group: str) -> Hit | None:
    """Return the word for money of a group that stands here, unless it is the sign of the next number ("500 $200")."""
    hit = ground.marks.at(group, at)
    if hit is None or (group == "code" and not ground.text[hit.start : hit.end].isupper()):
        return None
    follower = ground.folded[hit.end : hit.end + 1]
    belongs_to_next = follower.isdigit() and at > 0 and ground.folded[at - 1] == " "
    return None if belongs_to_next else hit


def _size(ground: Ground, last: Number, at: int) -> Hit | None:
    hit = ground.marks.at("size", at)
    if hit is None:
        return None
    word = ground.folded[hit.start : hit.end]
    if len(word) == 1:
        network = last.digits is not None and last.digits.plain and int(last.digits.written) < 6
        labelled = ground.folded[max(0, last.start - 4) : last.start].rstrip(" ~>").endswith((":", "："))
        return None if hit.start > last.end or (network and not labelled) else hit
    return hit


def _bytes(power: str) -> Decimal:
    """Turn a size's key into bytes: "9" is 10^9, "i30" is 2^30."""
    return Decimal(2) ** int(power[1:]) if power.startswith("i") else Decimal(10) ** int(power)


def has_unit(ground: Ground, end: int) -> bool:
    """Whether a unit or noun stands right behind a number, without a space: "64GB", "300users"."""
    groups = ("currency", "size", "noun", "percent", "duration")
    return _counter(ground, end) is not None or any(ground.marks.at(group, end) for group in groups)


def _about(ground: Ground, start: int, end: int) -> bool:
    """Whether "about", "over" or "+" stands beside a number."""
    before = start - 1 if start and ground.folded[start - 1] == " " else start
    return ground.marks.before("about", before) is not None or ground.folded[end : end + 1] == "+"
