"""Numbers whose own checksum tells: payment cards and IBANs, and wallets that belong to nobody's ID."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import luhn

from pipelines.reading.masking.lexicon import Lexicon, any_word
from pipelines.reading.masking.span import Span

_SEP = r"[ \-./_\u2010-\u2015\u2212\u00b7\u2022*]"
_GROUPED = re.compile(
    rf"(?<!\d)(?:\d{{4}}(?P<a>{_SEP}{{1,2}})\d{{4}}(?P=a)\d{{4}}(?P=a)\d{{4}}(?:(?P=a)\d{{1,3}})?"
    rf"|\d{{4}}(?P<b>{_SEP}{{1,2}})\d{{6}}(?P=b)\d{{4,5}})(?!\d)"
)
_LOOSE = re.compile(rf"(?<!\d)(?<!\d[.,])\d(?:{_SEP}{{0,2}}\d){{12,18}}(?!\d)(?![.,]\d)")
_MANY = re.compile(r"\d(?:\D{0,2}\d){11}")
"""As many digits as a card's number has at least, near one another."""
_IIN = re.compile(
    r"4|5[0-8]|2[2-7]|3[47]|6|30[0-59]|3[689]|35|9792|81|82"
)  # the issuers' ranges of ISO/IEC 7812: Visa, Mastercard, Mir, Amex, Maestro, UnionPay, Diners, JCB, Troy, RuPay
_LENGTHS = {"4": {13, 16, 19}, "5": {16, 18, 19}, "2": {16, 17, 18, 19}, "6": {16, 17, 18, 19}, "8": {16}, "9": {16}}
_IBAN = re.compile(r"(?<![0-9A-Za-z])(?=([A-Z]{2}[ -]?\d{2}(?:[ \-.]{0,2}[0-9A-Z]){11,30}))[A-Z]{2}", re.IGNORECASE)
_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28,
    "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
    "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22,
    "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18,
    "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24, "SC": 31,
    "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29,
    "VA": 22, "VG": 24, "XK": 20,
}  # fmt: skip
"""Characters of a country's IBAN: the ISO 13616 registry."""


def find(text: str, lexicon: Lexicon) -> Iterator[Span]:
    """Yield payment cards and IBANs."""
    yield from _ibans(text)
    if not _MANY.search(text):
        return
    orders = any_word(lexicon.words.get("order", frozenset()))
    seen: set[int] = set()
    for pattern in (_GROUPED, _LOOSE):
        for each in pattern.finditer(text):
            if each.start() in seen:
                continue
            end = _card_end(each[0])
            if end and not (each[0].isdigit() and _is_order(text, each.start(), orders)):
                seen.add(each.start())
                yield Span(each.start(), each.start() + end, "payment_card", firm=True)


def _card_end(words: str) -> int:
    """Return the length of the card number that the words begin with: all of them, or without their last group."""
    shorter = re.sub(rf"{_SEP}{{1,2}}\d{{1,4}}$", "", words)
    return next((len(each) for each in (words, shorter) if is_card(re.sub(r"\D", "", each))), 0)


def is_card(digits: str) -> bool:
    """Whether digits are a payment card number: an issuer's prefix, its length, and Luhn's checksum.

    >>> is_card("4111111111111111"), is_card("4111111111111112")
    (True, False)
    """
    if not 13 <= len(digits) <= 19 or not _IIN.match(digits) or len(set(digits)) < 2:
        return False
    lengths = {14, 15, 16, 17, 18, 19} if digits[0] == "3" else _LENGTHS[digits[0]]
    return len(digits) in lengths and bool(luhn.is_valid(digits))


_CONNECTOR = re.compile(
    r"[\s:#№.=-]{0,4}(?:(?:id|no|nr|num|number|code|номер|nummer|número|numero|号|號|是|为)[\s:#№.=-]{0,4})?$"
)


def _is_order(text: str, start: int, orders: re.Pattern[str]) -> bool:
    """Whether the word right before a bare run calls it an order's, a ticket's, a deal's."""
    before = text[max(0, start - 28) : start].lower()
    connector = _CONNECTOR.search(before)
    end = connector.start() if connector else len(before)
    return any(each.end() == end for each in orders.finditer(before))


def _ibans(text: str) -> Iterator[Span]:
    for each in _IBAN.finditer(text):
        country = each[0].upper()
        end = _compact_end(each[1], _IBAN_LENGTHS.get(country, 99))
        if end and _is_iban(re.sub(r"[^0-9A-Za-z]", "", each[1][:end]).upper()):
            yield Span(each.start(), each.start() + end, "iban", country=country, firm=True)


def _compact_end(words: str, size: int) -> int:
    """Return where the size-th letter or digit ends; 0 when there are fewer."""
    count = 0
    for at, character in enumerate(words):
        count += character.isalnum()
        if count == size:
            return at + 1
    return 0


def _is_iban(compact: str) -> bool:
    """ISO 7064 mod 97-10; the registry's further national checks do not matter for masking."""
    if not compact.isascii():
        return False
    moved = compact[4:] + compact[:4]
    return int("".join(str(int(each, 36)) for each in moved)) % 97 == 1
