"""quantulum3, which finds quantities and their units in English text, and the words that tell a count of people."""

from __future__ import annotations

import importlib
import re
import warnings
from typing import Any

from bench.peers.nouns import COUNTED

_COUNTED = re.compile(rf"\W{{0,3}}(?:\w+\s+){{0,2}}(?:{COUNTED})\b", re.IGNORECASE)
_LETTER = re.compile(r"\d ?([kmb])\Z", re.IGNORECASE)
_LETTERS = {"k": 10**3, "m": 10**6, "b": 10**9}
_CODES = {"dollar": "USD", "euro": "EUR", "pound sterling": "GBP", "bitcoin": "BTC", "ruble": "RUB", "yuan": "CNY"}
_BYTES = {"byte": 1, "kilobyte": 10**3, "megabyte": 10**6, "gigabyte": 10**9, "terabyte": 10**12}


class Quantulum:
    """The first quantity of each kind; a bare number is a count when a counting noun follows it."""

    name = "quantulum3"

    def __init__(self) -> None:
        with warnings.catch_warnings():  # its unit classifier is an extra of its own, with scikit-learn
            warnings.simplefilter("ignore")
            self._parse = importlib.import_module("quantulum3.parser").parse

    def claim(self, text: str) -> dict[str, Any]:
        """Read count, size and price."""
        claim: dict[str, Any] = {"is_claim": True}
        for each in self._parse(text):
            name, value = _field(each, text)
            if name is not None:
                claim.setdefault(name, value)
        return claim


def _field(quantity: Any, text: str) -> tuple[str | None, Any]:
    unit = quantity.unit
    if unit.entity.name == "currency":
        return "price", {"amount": quantity.value, "currency": _CODES.get(unit.name, unit.name)}
    if unit.name in _BYTES:
        return "size_bytes", round(quantity.value * _BYTES[unit.name])
    if not _COUNTED.match(text, quantity.span[1]):
        return None, None
    if unit.entity.name == "dimensionless":
        return "records", round(quantity.value)
    letter = _LETTER.search(quantity.surface)  # "2.3M users" are metres to it: nobody would leave it at that
    return ("records", round(quantity.value * _LETTERS[letter[1].lower()])) if letter else (None, None)
