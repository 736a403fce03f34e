"""Numbers as written: found, and written again with another value in the same clothes.

A parser of its own, and a humble one: the reader under test must not be the one who says where the numbers are. What
it does not understand is left alone.

>>> [(each.text, str(each.values[0] * each.factor), each.kind) for each in find("1,2 млн строк за $6.5k, 4.1 GB")]
[('1,2', '1200000.0', 'count'), ('6.5', '6500.0', 'money'), ('4.1', '4100000000.0', 'size')]
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Kind = Literal["count", "size", "money"]

_MAGNITUDES: dict[int, str] = {
    3: "k|к|thousand|тыс|тысяч|тысячи|тисяч|тис|mil|bin|ألف|آلاف|هزار|ribu|rb|nghìn|ngàn|tys|tisíc|ezer|mii|tusen|"
    "tuhatta|mila|duizend|tausend|tsd|χιλιάδες|हज़ार|हजार|พัน|אלף",
    4: "万|萬|만",
    5: "lakh|lakhs|लाख",
    6: "m|м|mn|mm|million|millions|mio|mln|млн|millones|millón|milhões|milhão|mi|millionen|milioni|miljoen|milyon|"
    "juta|jt|triệu|tr|مليون|ملايين|میلیون|миллион|миллиона|миллионов|мільйон|мільйона|мільйонів|лям|ляма|лямов|кк|kk|"
    "milion|miliony|milionów|milionů|miljoner|miljoonaa|millió|milioane|εκατομμύρια|εκατ|ล้าน|מיליון|दशलक्ष",
    7: "crore|crores|cr|करोड़",
    8: "亿|億|억",
    9: "b|bn|billion|млрд|миллиард|миллиарда|миллиардов|мільярд|milliard|milliards|mrd|mld|tỷ|tỉ|miliar|milyar|"
    "mil millones|مليار|میلیارد|miljard|miliard|miliardy|miliardi|miliardów|miljarder|milliárd|miliarde|δισ|พันล้าน",
}
_FACTOR = {word: Decimal(10) ** power for power, words in _MAGNITUDES.items() for word in words.split("|")}

_DECIMAL_UNITS: dict[int, str] = {
    6: "mb|mo|мб|megabyte|megabytes|мегабайт|mega|megas|ميغا|ميغابايت|мегабайта",
    9: "gb|go|гб|g|gig|gigs|gigabyte|gigabytes|gigas|gigaoctets|гиг|гига|гигов|гигабайт|"
    "гігабайт|جيجابايت|غيغابايت|جيجا",
    12: "tb|to|тб|t|terabyte|terabytes|teras|teraoctets|терабайт|تيرابايت",
}
_UNIT = {word: Decimal(10) ** power for power, words in _DECIMAL_UNITS.items() for word in words.split("|")}
_UNIT |= {"mib": Decimal(2) ** 20, "gib": Decimal(2) ** 30, "tib": Decimal(2) ** 40}

_SIGNS = r"[$€£¥￥₽₹₺₫₩฿₴₪₦]"
_CODES = (
    "usdt|usd|eur|gbp|btc|xmr|eth|ltc|rub|rur|cny|rmb|jpy|inr|brl|mxn|ars|clp|cop|pen|idr|vnd|thb|krw|try|pln|czk|huf|"
    "ron|sek|nok|dkk|chf|cad|aud|uah|kzt|irr|ils|php|myr|zar|ngn|kes|egp|sar|aed"
)
_MONEY_BEFORE = re.compile(rf"(?:{_SIGNS}|\b(?:{_CODES}|rp|rs|rm|tl|hk|nt))\.? ?\Z", re.IGNORECASE)
_MONEY_WORDS = (
    r"dollars?|dólar(?:es)?|dólares|dolares|dolar(?:i|ów)?|dollari|доллар\w{0,3}|долар\w{0,3}|бакс\w{0,3}|bucks|euros?|"
    r"евро|євро|pounds|рубл\w{0,3}|руб|р|₽|bitcoins?|биткоин\w{0,3}|reais|pesos|soles|rupees|rupiah|đồng|đ|грн|гривен\w?|"
    r"zł|zlotych|złotych|kč|korun|ft|forint|lei|kr|kronor|tl|lira|usd|دولار|ريال|جنيه|درهم|تومان|บาท|u|rublos"
)
_MONEY_AFTER = re.compile(
    rf" ?(?:{_SIGNS}|(?:{_CODES}|{_MONEY_WORDS})(?![^\W\d_])|个?(?:比特币|比特幣)"
    r"|美元|美金|欧元|人民币|元|块|달러|원|円)",
    re.IGNORECASE,
)


def _any(words: dict[str, Decimal]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_UNSPACED = "万萬만亿億억"
_MAGNITUDE = re.compile(
    rf" ?(?:([{_UNSPACED}])|((?:{_any(_FACTOR)})\.?)(?![^\W\d_]|\d))", re.IGNORECASE
)  # fmt: skip
_SIZE = re.compile(rf" ?({_any(_UNIT)})(?![^\W\d_]|\d)", re.IGNORECASE)
_BYTES = re.compile(r"gb|mb|tb|go|mo|to|гб|мб|тб", re.IGNORECASE)

_GAP = "[ \u00a0\u202f.,'’٬]"
_DIGITS = re.compile(
    rf"\d{{1,3}}(?:(?P<group>{_GAP})\d{{3}}(?:(?P=group)\d{{3}})*)(?![\d])(?:[.,٫](?<!(?P=group))\d{{1,2}}(?!\d))?"
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)"
    r"|\d{1,12}(?:[.,٫]\d{1,3})?(?![.,٫]?\d)"
)
_GLUED_BEFORE = re.compile(r"(?:[A-Za-z\u00c0-\u024f\u0370-\u052f\u0600-\u06ff_@#/\\:+*=-]|\d[.,:' \u00a0\u202f]?)\Z")
_GLUED_AFTER = re.compile(r"[\w@*=/\\]|[-:.,–]\d")
_RANGE_BEFORE = re.compile(r"\d\s?(?:[^\W\d_]{1,9}\s?)?(?:[-–—~～至到]|to|до|bis|à|al|a|até|đến)\s?\S?\Z")
_RANGE_AFTER = re.compile(r"\s?(?:[-–—~～至到]|to|до|bis|à|al|a|até|đến)\s?[$€£]?\d")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_INVARIANT = frozenset(("million", "billion", "thousand", "crore", "lakh", "k", "m", "b"))


@dataclass(frozen=True, slots=True)
class Written:
    """A number in a text: its digits, and what multiplies them."""

    start: int
    """Of the digits alone; magnitude and unit stand outside."""
    end: int
    text: str = field(repr=False)
    values: tuple[Decimal, ...]
    """What the digits may mean: "1.234" is two numbers."""
    factor: Decimal
    kind: Kind
    free: bool
    """Whether it can be written anew alone: no range and no second term ("7 milyon 400 bin") hangs on it."""
    word: str = ""
    """Its magnitude, lower case."""

    def reading(self, wanted: Decimal, slack: Decimal) -> Decimal | None:
        """Return what the digits mean when the whole is about `wanted`; `None`: it is another number."""
        fits = [each for each in self.values if abs(each * self.factor - wanted) <= slack * wanted]
        return min(fits, key=lambda each: abs(each * self.factor - wanted), default=None)


def find(text: str) -> list[Written]:
    """Return the numbers written in digits, in reading order; those inside words, dates and codes are left out."""
    return [each for found in _DIGITS.finditer(text) if (each := _written(text, found)) is not None]


def _written(text: str, found: re.Match[str]) -> Written | None:
    start, end = found.span()
    before = text[max(0, start - 16) : start]
    money = _MONEY_BEFORE.search(before) is not None
    if not money and _GLUED_BEFORE.search(before):
        return None
    magnitude, stop = _magnitude(text, end)
    size = _SIZE.match(text, stop) if not money else None
    if magnitude and len(magnitude) == 1 and _BYTES.match(text, stop - 1):
        magnitude, stop, size = "", end, _SIZE.match(text, end)
    factor = _FACTOR.get(magnitude, Decimal(1))
    kind: Kind = "money" if money or _MONEY_AFTER.match(text, stop) else "size" if size else "count"
    if kind == "size" and size is not None:
        factor, stop = factor * _UNIT[size[1].lower()], size.end()
    after = text[stop : stop + 2]
    if kind == "count" and _GLUED_AFTER.match(after) and not _CJK.match(after):
        return None
    free = not (
        _RANGE_AFTER.match(text, end) or _RANGE_AFTER.match(text, stop) or _RANGE_BEFORE.search(before)
        or re.match(r" ?\d", text[stop:] if magnitude else "")
    )  # fmt: skip
    return Written(start, end, found[0], _values(found[0], found["group"]), factor, kind, free, magnitude)


def _magnitude(text: str, end: int) -> tuple[str, int]:
    found = _MAGNITUDE.match(text, end)
    if found is None:
        return "", end
    word = (found[1] or found[2]).lower().rstrip(".")
    lone = len(word) == 1 and found[0].startswith(" ") and word.isascii()
    return ("", end) if lone and not found[2].isupper() else (word, found.end())


def _values(written: str, group: str | None) -> tuple[Decimal, ...]:
    plain = "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in written)
    if group is None and plain.count(",") > 1:
        return (Decimal(plain.replace(",", "")),)
    if group is None:
        return (Decimal(plain.replace(",", ".").replace("٫", ".")),)
    whole = Decimal(plain.replace(group, "").replace(",", ".").replace("٫", "."))
    lone = group in ".," and plain.count(group) == 1 and plain.replace(group, "").isdecimal()
    return (whole, Decimal(plain.replace(group, "."))) if lone else (whole,)


def loose_magnitudes(text: str) -> bool:
    """Whether a large number stands in words: "half a million" beside digits would no longer agree with them.

    >>> loose_magnitudes("half a million users"), loose_magnitudes("5 million users"), loose_magnitudes("三千万人")
    (True, False, True)
    """
    large = [word for word, factor in _FACTOR.items() if factor >= 10**4 and (len(word) > 4 or word in _UNSPACED)]
    pattern = rf"(?<![\d+])(?<!\d[ \u00a0+])(?<![^\W\d_{_UNSPACED}])(?:{'|'.join(large)})(?![a-zа-я])"
    unspaced = rf"[一二三四五六七八九十百千几多半][{_UNSPACED}]"
    return re.search(rf"{pattern}|{unspaced}", text.lower()) is not None


def rewrite(number: Written, meant: Decimal, factor: Decimal) -> tuple[str, Decimal] | None:
    """Write `meant * factor` in the clothes of a number: as many digits, zeros, decimals, the same groups and script.

    Returns the digits and what they mean; `None` when it does not fit into those clothes.

    >>> rewrite(find("1,200,000 rows")[0], Decimal(1200000), Decimal("3.17"))
    ('3,800,000', Decimal('3800000'))
    >>> rewrite(find("9.5M rows")[0], Decimal("9.5"), Decimal(3)) is None
    True
    """
    step = _step(meant)
    value = (meant * factor / step).quantize(Decimal(1), ROUND_HALF_UP) * step
    digits = f"{value:f}"
    old = f"{meant:f}"
    same_size = len(digits.split(".", maxsplit=1)[0]) == len(old.split(".", maxsplit=1)[0]) and digits[0] != "0"
    if old[0] == "0":
        same_size = digits[0] == "0" and value > 0
    plain_year = number.text.isdecimal() and number.factor == 1 and 1900 <= value <= 2039
    if not same_size or plain_year or _plural(number, meant) != _plural(number, value):
        return None
    return _dress(digits.replace(".", ""), number.text), Decimal(digits)


def _step(meant: Decimal) -> Decimal:
    """Return the last place that is not a zero at the end of a whole number: 100,000 of 1,200,000."""
    exponent = meant.as_tuple().exponent
    if isinstance(exponent, int) and exponent < 0:
        return Decimal(1).scaleb(exponent)
    digits = f"{meant:f}"
    zeros = len(digits) - len(digits.rstrip("0"))
    return Decimal(1).scaleb(min(zeros, len(digits) - 1))


def _plural(number: Written, value: Decimal) -> tuple[bool, ...]:
    """Return what decides the form of the word behind a number in the languages at hand."""
    if not number.word or number.word in _INVARIANT or number.word in _UNSPACED:
        return ()
    if value != value.to_integral_value():
        return (True,)
    whole = int(value)
    few = whole % 10 in (2, 3, 4) and whole % 100 not in (12, 13, 14)
    return (False, whole == 1, whole % 10 == 1 and whole % 100 != 11, few, 2 < whole <= 10)


def _dress(digits: str, clothes: str) -> str:
    """Put digits into the places of other digits, in their script."""
    rest = iter(digits)
    return "".join(_in_script(next(rest), each) if each.isdecimal() else each for each in clothes)


def _in_script(digit: str, like: str) -> str:
    return chr(ord(like) - unicodedata.decimal(like) + int(digit))
