"""National numbering schemes: their shapes (schemes.toml) and their checksums (stdnum's, and a few of our own)."""

from __future__ import annotations

import functools
import importlib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from stdnum import luhn

_APART = re.compile(r"[^0-9A-Z]+")


@dataclass(frozen=True, slots=True)
class Scheme:
    """One entry of schemes.toml, where the fields are explained."""

    kind: str
    shape: re.Pattern[str]
    format: re.Pattern[str] | None
    strong: bool
    weak: bool
    own: bool
    alone: str
    """`format`, `checksum`, or empty."""


@functools.cache
def schemes() -> Mapping[str, Scheme]:
    """Return all schemes by stdnum's module name."""
    file = resources.files(__package__).joinpath("schemes.toml")
    return {name: _scheme(entry) for name, entry in tomllib.loads(file.read_text(encoding="utf-8")).items()}


def _scheme(entry: Mapping[str, str | bool]) -> Scheme:
    written = entry.get("format")
    return Scheme(
        kind=str(entry["kind"]),
        shape=re.compile(str(entry["shape"])),
        format=re.compile(str(written)) if written else None,
        alone=str(entry.get("alone", "")),
        **{flag: bool(entry.get(flag)) for flag in ("strong", "weak", "own")},
    )


def kind_of(scheme: str) -> Literal["national_id", "tax_id"]:
    """Return the kind of data that a scheme numbers; an unknown scheme is a national ID."""
    known = schemes().get(scheme)
    return "tax_id" if known is not None and known.kind == "tax_id" else "national_id"


def shown(scheme: str | None) -> str | None:
    """Return the scheme's name without the underscores that Python asks for.

    >>> shown("in_.aadhaar")
    'in.aadhaar'
    """
    return None if scheme is None else scheme.replace("_", "")


def country_of(scheme: str | None) -> str | None:
    """Return the country of a scheme, ISO 3166-1 alpha-2.

    >>> country_of("cn.ric")
    'CN'
    """
    return None if scheme is None else scheme[:2].upper()


def compact(value: str) -> str:
    """Return letters and digits only, in capitals."""
    return _APART.sub("", value.upper())


def fits(scheme: str, value: str) -> bool:
    """Whether a value has a scheme's shape, checksum apart."""
    known = schemes().get(scheme)
    return known is not None and known.shape.fullmatch(compact(value)) is not None


@functools.lru_cache(maxsize=8192)
def is_valid(scheme: str, value: str) -> bool:
    """Whether a value has a scheme's shape and checksum; never raises."""
    known = schemes().get(scheme)
    number = compact(value)
    if known is None or known.shape.fullmatch(number) is None or len(set(number)) == 1:
        return False
    if known.own:
        return _OWN.get(scheme, _never)(number)
    try:
        return bool(importlib.import_module(f"stdnum.{scheme}").is_valid(number))
    except LookupError:  # of a place that stdnum's table knows the province of, but not the county: all else is right
        return True


@functools.lru_cache(maxsize=8192)
def identify(value: str, hinted: tuple[str, ...], languages: tuple[str, ...]) -> str | None:
    """Return the scheme of a sample row's cell, or `None`.

    `hinted` are schemes that the post names: the shape suffices. `languages` are those of the post's languages: the
    official format or the checksum must hold. Of all others only strong ones count.
    """
    known, number = schemes(), compact(value)
    if not 6 <= len(number) <= 20:
        return None
    named = (each for each in hinted if each in known and known[each].shape.fullmatch(number))
    return next(named, None) or next(
        (each for each in (*languages, *_strong()) if each in known and _holds(each, known[each], value, number)), None
    )


def _holds(name: str, scheme: Scheme, value: str, number: str) -> bool:
    if not scheme.shape.fullmatch(number):
        return False
    if scheme.format is not None and scheme.format.fullmatch(value.strip().upper()):
        return True
    return not scheme.weak and is_valid(name, value)


@functools.cache
def formats() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the schemes whose format alone tells, and what stands where such a number begins."""
    return tuple(
        (name, re.compile(rf"(?<![\w./-]){scheme.format.pattern}(?![\w/-]|[.,]\d)"))
        for name, scheme in schemes().items()
        if scheme.alone and scheme.format is not None
    )


@functools.cache
def _strong() -> tuple[str, ...]:
    return tuple(name for name, scheme in schemes().items() if scheme.strong)


def _never(_number: str) -> bool:
    return False


def _always(_number: str) -> bool:
    return True


def _weighted(digits: str, weights: Iterable[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _snils(number: str) -> bool:
    """Resolution 192p of the Russian pension fund: weights 9..1, modulo 101, 100 counts as 0."""
    return _weighted(number, range(9, 0, -1)) % 101 % 100 == int(number[9:])


def _iin(number: str) -> bool:
    """Kazakhstan: weights 1..11 modulo 11; on 10 once more with weights 3..11, 1, 2."""
    check = _weighted(number, range(1, 12)) % 11
    if check == 10:
        check = _weighted(number, (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)) % 11
    return check == int(number[11])


def _taiwan(number: str) -> bool:
    """Taiwan: the letter counts as 10..35 (I, O, W and Z come late), weights 1, 9, 8..1, 1, modulo 10."""
    letter = "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(number[0]) + 10
    if not number[1:].isdigit():
        return False
    return (letter // 10 + letter % 10 * 9 + _weighted(number[1:], (8, 7, 6, 5, 4, 3, 2, 1, 1))) % 10 == 0


def _hong_kong(number: str) -> bool:
    """Hong Kong: letters count as 10..35, a missing first one as 36, weights 9..2, modulo 11, "A" is 10."""
    values = [int(each, 36) for each in number[:-1]]
    padded = [36, *values] if len(number) == 8 else values
    total = sum(value * weight for value, weight in zip(padded, range(9, 1, -1), strict=True))
    return (total + (10 if number[-1] == "A" else int(number[-1], 36))) % 11 == 0


def _luhn(number: str) -> bool:
    return bool(luhn.is_valid(number))


def _melli(number: str) -> bool:
    """Iran: weights 10..2 modulo 11; below 2 the check digit is the rest, else 11 minus it."""
    rest = _weighted(number, range(10, 1, -1)) % 11
    return int(number[9]) == (rest if rest < 2 else 11 - rest)


def _singapore(number: str) -> bool:
    """Singapore: weights 2, 7..2; T and G add 4, M adds 3."""
    total = _weighted(number[1:8], (2, 7, 6, 5, 4, 3, 2)) + {"T": 4, "G": 4, "M": 3}.get(number[0], 0)
    letters = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "F": "XWUTRQPNMLK", "G": "XWUTRQPNMLK", "M": "KLJNPQRTUWX"}
    rest = total % 11
    return letters[number[0]][10 - rest if number[0] == "M" else rest] == number[-1]


_OWN: Mapping[str, Callable[[str], bool]] = {
    "ru.snils": _snils, "kz.iin": _iin, "tw.id": _taiwan, "hk.id": _hong_kong, "sa.id": _luhn, "ae.eid": _always,
    "ir.melli": _melli, "sg.nric": _singapore, "gb.nino": _always, "de.svnr": _always,
}  # fmt: skip
