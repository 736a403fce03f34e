"""The usual glue: price-parser, number-parser, dateparser and pycountry behind a few English expressions."""

from __future__ import annotations

import importlib
import re
from typing import Any

from bench.peers.nouns import COUNTED

_TIMES = {"": 1, "k": 10**3, "thousand": 10**3, "m": 10**6, "mln": 10**6, "million": 10**6, "bn": 10**9, "b": 10**9}
_TIMES |= {"billion": 10**9}
_SCALES = "|".join(sorted(filter(None, _TIMES), key=len, reverse=True))
_COUNT = re.compile(
    rf"(?P<number>\d[\d.,]*) ?(?P<scale>{_SCALES})?\+?\s+(?:\w+\s+){{0,2}}(?:{COUNTED})\b", re.IGNORECASE
)
_SIZE = re.compile(r"(?P<number>\d[\d.,]*) ?(?P<unit>[kmgt])i?b\b", re.IGNORECASE)
_UNIT = {"k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_MONEY = re.compile(r"[^\n]{0,12}(?:asking|price|[$€£]|\b(?:usd|eur|btc|xmr)\b)[^\n]{0,24}", re.IGNORECASE)
_CURRENCY = {"$": "USD", "€": "EUR", "£": "GBP"}
_DATED = 500
"""Characters in which a date is looked for."""


class Glue:
    """Regular expressions and four libraries, English only."""

    name = "glue"

    def __init__(self) -> None:
        self._price = importlib.import_module("price_parser").Price
        self._in_digits = importlib.import_module("number_parser").parse
        self._dates = importlib.import_module("dateparser.search").search_dates
        countries = importlib.import_module("pycountry").countries
        self._countries = {each.name.lower(): each.alpha_2 for each in countries}

    def claim(self, text: str) -> dict[str, Any]:
        """Read count, size, price and countries; the first date is looked for and not used, as such tools do."""
        self._dates(text[:_DATED], languages=["en"])
        folded = text.lower()
        return {
            "is_claim": True,
            "records": self._records(text),
            "size_bytes": self._size(text),
            "price": self._money(text),
            "countries": sorted({code for name, code in self._countries.items() if name in folded}),
        }

    def _records(self, text: str) -> int | None:
        found = _COUNT.search(self._in_digits(text))
        value = _value(found["number"]) if found else None
        return None if found is None or value is None else round(value * _TIMES[(found["scale"] or "").lower()])

    def _size(self, text: str) -> int | None:
        found = _SIZE.search(text)
        value = _value(found["number"]) if found else None
        return None if found is None or value is None else round(value * _UNIT[found["unit"].lower()])

    def _money(self, text: str) -> dict[str, Any] | None:
        found = _MONEY.search(text)
        price = self._price.fromstring(found[0]) if found else None
        if price is None or price.amount is None:
            return None
        return {"amount": float(price.amount), "currency": _CURRENCY.get(price.currency or "", price.currency)}


def _value(written: str) -> float | None:
    """Read "1,234,567" and "1,5"; `None` for what is no number.

    >>> _value("1,234,567."), _value("1,5"), _value("1.2.3")
    (1234567.0, 1.5, None)
    """
    written = written.strip(".,")
    grouped = re.fullmatch(r"\d{1,3}(?:,\d{3})+", written)
    try:
        return float(written.replace(",", "") if grouped else written.replace(",", "."))
    except ValueError:
        return None
