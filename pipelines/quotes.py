"""What a source of exchange rates answered, read with suspicion: bytes in, believable rates out.

Pure; no number goes through binary floating point. Messages are in our words: nothing that a stranger wrote is in them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Context, Decimal
from typing import Any, NoReturn
from xml.etree.ElementTree import ParseError

import jmespath
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from jmespath.exceptions import JMESPathError

from config.schema import RateSource
from pipelines.rates import Rate

LARGEST = 1_000_000
"""Bytes of an answer; the bank's daily file has 2,000."""
FACTOR = 20
"""A rate that is this many times what it last was, or this small a part of it, is a mistake or a lie."""
BOUNDS = (Decimal("1e-9"), Decimal("1e8"))
"""US dollars for one unit of anything that people pay with."""

_DIGITS = Context(prec=15)
_NUMBER = re.compile(r"\d{1,20}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_CUBE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"


class AnswerError(Exception):
    """An answer that nothing can be taken from; says why in words."""


@dataclass(frozen=True, slots=True)
class Quotes:
    """What can be taken from an answer."""

    rates: Mapping[str, Rate]
    """By currency."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """By currency, why what was said of it is not believed."""


def read_answer(source: RateSource, body: bytes, today: date) -> Quotes:
    """Read an answer as its source's kind says. `today`: the day of an answer that names none. Raises `AnswerError`."""
    if len(body) > LARGEST:
        raise AnswerError(f"the answer is larger than {LARGEST:,} bytes")
    return read_ecb(body, today) if source.kind == "ecb" else read_json(body, source.usd, source.per_usd, today)


def believe(quotes: Quotes, last: Callable[[str], Rate | None]) -> Quotes:
    """Take out what cannot be so, given what each currency was worth when it was `last` known.

    >>> from datetime import date
    >>> before, after = Rate(Decimal(320), date(2025, 6, 30)), Rate(Decimal(6401), date(2025, 7, 1))
    >>> believe(Quotes({"XMR": after}), lambda _: before).refused
    {'XMR': 'US$ 6401 is more than 20 times the US$ 320 of 2025-06-30'}
    """
    refused = {name: why for name, rate in quotes.rates.items() if (why := _doubt(rate.usd, last(name)))}
    kept = {name: rate for name, rate in quotes.rates.items() if name not in refused}
    return Quotes(kept, {**quotes.refused, **refused})


def _doubt(usd: Decimal, last: Rate | None) -> str | None:
    if not BOUNDS[0] <= usd <= BOUNDS[1]:
        return f"US$ {usd:.6g} for one is no rate"
    if last is not None and usd > last.usd * FACTOR:
        return f"US$ {usd:.6g} is more than {FACTOR} times the US$ {last.usd:.6g} of {last.at}"
    if last is not None and usd * FACTOR < last.usd:
        return f"US$ {usd:.6g} is less than a {FACTOR}th of the US$ {last.usd:.6g} of {last.at}"
    return None


# --- the European Central Bank ---


def read_ecb(body: bytes, today: date) -> Quotes:
    """Read eurofxref-daily.xml or one of its longer sisters: units for one euro, of the newest day.

    Raises `AnswerError`.
    """
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise AnswerError(f"the answer is not the bank's XML ({type(error).__name__})") from None
    days = {day: cube for cube in root.iter(_CUBE) if (day := _day(cube.get("time")))}
    if not days:
        raise AnswerError("the answer holds no day's rates of the bank")
    day = max(days)
    if day > today + timedelta(days=1):  # the bank's clock may be ahead of UTC
        raise AnswerError("the answer is of a day to come")
    units = {str(cube.get("currency")): cube.get("rate") for cube in days[day].iter(_CUBE)}
    return _of_one_euro(units, min(day, today))


def _of_one_euro(units: Mapping[str, object], day: date) -> Quotes:
    dollars = _number(units.get("USD"))
    if dollars is None:
        raise AnswerError("the answer holds no rate of the US dollar")
    rates, refused = {"EUR": Rate(dollars, day)}, {}
    for currency, said in units.items():
        if currency == "USD" or not re.fullmatch("[A-Z]{3}", currency):
            continue
        number = _number(said)
        if number is None:
            refused[currency] = "no positive number"
        else:
            rates[currency] = Rate(_DIGITS.divide(dollars, number), day)
    return Quotes(rates, refused)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


# --- anybody's JSON ---


def read_json(body: bytes, usd: Mapping[str, str], per_usd: Mapping[str, str], today: date) -> Quotes:
    """Read JSON by an operator's JMESPaths: dollars for one unit, or units for one dollar. Raises `AnswerError`."""
    try:
        data = json.loads(body, parse_float=_decimal, parse_int=_decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise AnswerError(f"the answer is no JSON ({type(error).__name__})") from None
    rates, refused = {}, {}
    for currency, number in _found(data, {**usd, **per_usd}):
        if number is None:
            refused[currency] = "no positive number at its path"
        else:
            rates[currency] = Rate(_DIGITS.divide(1, number) if currency in per_usd else number, today)
    if not rates:
        raise AnswerError("the answer holds no number at any of the paths")
    return Quotes(rates, refused)


def _found(data: Any, paths: Mapping[str, str]) -> Iterator[tuple[str, Decimal | None]]:
    for currency, path in paths.items():
        try:
            yield currency, _number(jmespath.search(path, data))
        except (JMESPathError, ArithmeticError, TypeError, ValueError, RecursionError):
            # A path may hold functions, which trip over data of other types than its author saw.
            yield currency, None


def _decimal(digits: str) -> Decimal | str:
    """Keep what is no sensible number as text: it may stand where nobody looks."""
    return Decimal(digits) if _NUMBER.fullmatch(digits.removeprefix("-")) else digits


def _no_number(_: str) -> NoReturn:
    raise ValueError("not JSON: NaN or Infinity")


def _number(said: object) -> Decimal | None:
    """Return a positive number, rounded to 15 digits; `None` for everything else."""
    if isinstance(said, str):
        said = Decimal(said.strip()) if len(said) < 80 and _NUMBER.fullmatch(said.strip()) else None
    if not isinstance(said, Decimal) or said <= 0:
        return None
    return _DIGITS.plus(said)
