"""Numbers whose own checksum tells: payment cards and IBANs, and wallets that belong to nobody's ID."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from itertools import chain

from stdnum import luhn, numdb

from pipelines.reading.masking import schemes
from pipelines.reading.masking.lexicon import Lexicon
from pipelines.reading.masking.span import Span

_SEP = r"[ \-./_\u2010-\u2015\u2212\u00b7\u2022*]"
_GROUPED = re.compile(
    rf"[0-9](?<![0-9].)(?:\d{{3}}(?P<a>{_SEP}{{1,2}})\d{{4}}(?P=a)\d{{4}}(?P=a)\d{{4}}(?:(?P=a)\d{{1,3}})?"
    rf"|\d{{3}}(?P<b>{_SEP}{{1,2}})\d{{6}}(?P=b)\d{{4,5}})(?!\d)"
)
_LOOSE = re.compile(rf"[0-9](?<![0-9].)(?<![0-9][.,].)(?:{_SEP}{{0,2}}\d){{12,18}}(?!\d)(?![.,]\d)")
_FORMATTED = (
    re.compile(r"[0-9](?<!\w.)\d{0,5}[-.]\d{2}"),
    re.compile(r"[A-Z](?<!\w.)[A-Z]{3}(?:[A-Z]{2})?\d{2}[0-9A-Z]{8}"),
)
"""What the IDs begin with whose format alone tells."""
_MANY = re.compile(r"[0-9](?:[^0-9]{0,2}[0-9]){11}")
"""As many digits as a card's number has at least, near one another."""
_IIN = re.compile(
    r"4|5[0-8]|2[2-7]|3[47]|6|30[0-59]|3[689]|35|9792|81|82"
)  # the issuers' ranges of ISO/IEC 7812: Visa, Mastercard, Mir, Amex, Maestro, UnionPay, Diners, JCB, Troy, RuPay
_BEHIND_CARD = re.compile(
    r"[ |:;,/\t-]{1,3}((?:0[1-9]|1[0-2])[/|: -]{0,3}(?:20)?[2-7]\d)(?!\d)(?:[ |:;,/\t-]{1,3}(\d{3,4})(?!\d))?"
)
"""A card's expiry and its check digits."""
BARCODE = 13
"""Digits of a barcode; Visa's last cards of that length ended in the 1990s, so a bare run needs a cue to be one."""
_LENGTHS = {"4": {13, 16, 19}, "5": {16, 18, 19}, "2": {16, 17, 18, 19}, "6": {16, 17, 18, 19}, "8": {16}, "9": {16}}
_CHECK_DIGITS = re.compile(r"[0-9](?<=[a-z]{2}.|[a-z][ -].)[0-9]", re.IGNORECASE)
"""What stands behind an IBAN's country; rarer than two letters."""
_IBAN = re.compile(r"(?<![0-9A-Za-z])([A-Z]{2})[ -]?\d{2}(?:[ \-.]{0,2}[0-9A-Z]){11,30}", re.IGNORECASE)
_PART = re.compile(r"(\d+)!([nac])")
_FOURS = re.compile(r"(?:[0-9A-Z]{4}[ \-.]{1,2})+[0-9A-Z]{1,4}", re.IGNORECASE)


def find(text: str, lexicon: Lexicon) -> Iterator[Span]:
    """Yield payment cards and IBANs."""
    yield from _ibans(text)
    orders = lexicon.order
    yield from _formatted(text, orders)
    if not _MANY.search(text):
        return
    seen: set[int] = set()
    for pattern in (_GROUPED, _LOOSE):
        for each in pattern.finditer(text):
            if each.start() in seen:
                continue
            end = _card_end(each[0])
            bare = each[0].isdigit()
            if not end or not _is_grouped(each[0][:end]) or (bare and _is_inside(text, each.start(), each.end())):
                continue
            if not (bare and (len(each[0]) == BARCODE or is_order(text, each.start(), orders))):
                seen.add(each.start())
                yield Span(each.start(), each.start() + end, "payment_card", firm=True)
                rest = _BEHIND_CARD.match(text, each.start() + end)
                spans = (rest.span(group) for group in (1, 2) if rest[group]) if rest is not None else ()
                yield from (Span(*span, "payment_card", firm=True) for span in spans)


def _formatted(text: str, orders: re.Pattern[str]) -> Iterator[Span]:
    """Yield IDs that their official format tells from everything else: "987-65-4320", "111.444.777-35"."""
    for begin in chain.from_iterable(each.finditer(text) for each in _FORMATTED):
        for name, pattern in schemes.formats():
            each = pattern.match(text, begin.start())
            if each is None:
                continue
            right = schemes.schemes()[name].alone == "format" or schemes.is_valid(name, each[0])
            if right and not is_order(text, each.start(), orders):
                kind, country = schemes.kind_of(name), schemes.country_of(name)
                yield Span(*each.span(), kind, schemes.shown(name), country, firm=True)


def _is_inside(text: str, start: int, end: int) -> bool:
    """Whether a run of digits has Latin letters on both sides: a part of a hash or a key."""
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    return len(around) == 2 and around.isascii() and around.isalpha()


def _card_end(words: str) -> int:
    """Return the length of the card number that the words begin with: all of them, or without their last group."""
    shorter = re.sub(rf"{_SEP}{{1,2}}\d{{1,4}}$", "", words)
    return next((len(each) for each in (words, shorter) if is_card(re.sub(r"\D", "", each))), 0)


def _is_grouped(words: str) -> bool:
    """Whether digits are parted as people part a card's: evenly but for the last, or 4-6-5, or behind the issuer's six.

    An order's "403-1234567-1234567" and two dates pass Luhn's checksum one time in ten.
    """
    sizes = [len(each) for each in re.findall(r"\d+", words)]
    return (
        len(sizes) == 1
        or (len(set(sizes[:-1])) == 1 and sizes[-1] <= sizes[0])
        or sizes in ([4, 6, 5], [4, 6, 4], [6, 10], [6, 6, 4])
    )


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


def is_order(text: str, start: int, orders: re.Pattern[str]) -> bool:
    """Whether the word right before a bare run calls it an order's, a ticket's, a deal's."""
    before = text[max(0, start - 28) : start].lower()
    connector = _CONNECTOR.search(before)
    ends = {len(before.rstrip(" \t:：#№.=-")), connector.start() if connector else 0}  # "单号" ends with a connector
    return any(each.end() in ends for each in orders.finditer(before))


def _ibans(text: str) -> Iterator[Span]:
    for check in _CHECK_DIGITS.finditer(text):
        each = _IBAN.match(text, check.start() - (2 if text[check.start() - 1].isalpha() else 3))
        if each is None:
            continue
        country = each[1].upper()
        size = _iban_length(country)
        end = _compact_end(each[0], size) if size else 0
        behind = text[each.start() + end : each.start() + end + 1]
        if end and not (behind.isascii() and behind.isalnum()) and _is_iban(country, each[0][:end]):
            yield Span(each.start(), each.start() + end, "iban", country=country, firm=True)


def _compact_end(words: str, size: int) -> int:
    """Return where the size-th letter or digit ends; 0 when there are fewer."""
    count = 0
    for at, character in enumerate(words):
        count += character.isalnum()
        if count == size:
            return at + 1
    return 0


def _is_iban(country: str, written: str) -> bool:
    """Whether it has its country's structure and the checksum, ISO 7064 mod 97-10.

    One IBAN in 97 is right by chance, and words are many: parted otherwise than in fours, its letters must be a bank's.
    """
    compact = re.sub(r"[^0-9A-Za-z]", "", written).upper()
    whole = len(compact) == len(written) or _FOURS.fullmatch(written) is not None
    if not compact.isascii() or not _structure(country, letters=whole).fullmatch(compact, 4):
        return False
    moved = compact[4:] + compact[:4]
    return int("".join(str(int(each, 36)) for each in moved)) % 97 == 1


@functools.cache
def _iban_parts(country: str) -> tuple[tuple[int, str], ...]:
    """Return how long each part of a country's account number is and what it is made of; empty: it has no IBAN."""
    ((_, known), *_) = numdb.get("iban").info(f"{country}00")
    return tuple((int(size), kind) for size, kind in _PART.findall(known.get("bban", "")))


def _iban_length(country: str) -> int:
    parts = _iban_parts(country)
    return 4 + sum(size for size, _ in parts) if parts else 0


@functools.cache
def _structure(country: str, *, letters: bool) -> re.Pattern[str]:
    """Return what stands behind the check digits; `letters`: also where they only may be."""
    made_of = {"n": r"\d", "a": "[A-Z]", "c": "[0-9A-Z]" if letters else r"\d"}
    return re.compile("".join(f"{made_of[kind]}{{{size}}}" for size, kind in _iban_parts(country)))
