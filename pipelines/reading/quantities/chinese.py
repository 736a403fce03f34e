"""Chinese numerals: 二十三万, 七千八百万, 半, and the magnitudes behind digits (10亿, 3千万, 1,260万)."""

from __future__ import annotations

import re
from decimal import Decimal

DIGIT = {
    each: value
    for value, both in enumerate(["零〇", "一壹", "二两兩贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"])
    for each in both
}
SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}

_UNITS = "".join((*SMALL, *LARGE))
RUN = re.compile(f"[半{''.join(DIGIT)}{_UNITS}]{{1,24}}")
"""A run of numerals; whether it is a number is `numeral`'s to say."""
HANGUL = str.maketrans("일이삼사오육칠팔구십백천만억조", "一二三四五六七八九十百千万亿兆")
"""Korean numerals, which are read as their Chinese ones."""
HANGUL_RUN = re.compile("(?<![\uac00-\ud7af])[일이삼사오육칠팔구십백천만억조]{2,16}(?=[ \uac00-\ud7af])")
"""A word that begins with Korean numerals; only a counted noun, a unit or money behind it makes it a number."""
MAGNITUDE = re.compile(f"[{_UNITS}]{{1,4}}")
"""A chain of magnitudes, as it follows digits."""
VAGUE = frozenset("几幾数數好多第")
"""Before a magnitude: "some tens of thousands", no number; or the ordinal "first"."""


def chain(written: str) -> Decimal:
    """Multiply a chain of magnitudes.

    >>> chain("千万")
    Decimal('10000000')
    """
    value = 1
    for each in written:
        value *= SMALL.get(each) or LARGE[each]
    return Decimal(value)


def numeral(written: str) -> Decimal:
    """Read a run of numerals. A last digit without its unit counts tenths of the unit before: 一万二 is 12,000.

    >>> numeral("七千八百万"), numeral("二十三万"), numeral("百万"), numeral("半")
    (Decimal('78000000'), Decimal('230000'), Decimal('1000000'), Decimal('0.5'))
    >>> numeral("一万二"), numeral("一百零五"), numeral("二〇二四"), numeral("十二")
    (Decimal('12000'), Decimal('105'), Decimal('2024'), Decimal('12'))
    """
    total = section = Decimal(0)
    current: Decimal | None = None
    unit = 1
    for each in written:
        if each == "半":
            current = (current or Decimal(0)) + Decimal("0.5")
        elif each in DIGIT:
            unit = 1 if each in "零〇" or current is not None else unit
            current = (current or Decimal(0)) * 10 + DIGIT[each]
        elif each in SMALL:
            section += (Decimal(1) if current is None else current) * SMALL[each]
            current, unit = None, SMALL[each]
        else:
            total = _times(total, section + (current or Decimal(0)), LARGE[each])
            section, current, unit = Decimal(0), None, LARGE[each]
    return total + section + (current or Decimal(0)) * max(unit // 10, 1)


def vague_end(text: str, start: int) -> int | None:
    """Return where numerals behind a word such as "some" end; `None`: no such word stands before them.

    >>> vague_end("数十亿条", 1), vague_end("有十亿条", 1)
    (3, None)
    """
    found = RUN.match(text, start)
    return found.end() if found and start and text[start - 1] in VAGUE else None


def _times(total: Decimal, section: Decimal, large: int) -> Decimal:
    """Multiply what stands before 万 or 亿: all of it (一万亿), or only the last section (一亿二千万)."""
    if large > total:
        return (total + section or Decimal(1)) * large
    return total + (section or Decimal(1)) * large
