"""What a number in a post is: its value, and the one thing that it measures."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

from pipelines.reading.post import Part

Kind = Literal["count", "size", "money", "percent", "duration", "date", "label", "bare"]
"""`label`: versions, order numbers, phone numbers, IDs, hashes: digits that measure nothing."""


class Quantity(NamedTuple):
    """A number with its clothes on. No two quantities of a post overlap."""

    part: Part
    start: int
    """Into `part.text`, at the first character of number, sign or leading unit ("$1.5k" starts at "$")."""
    end: int
    """Exclusive, after magnitude and adjacent unit or counting noun."""
    value: Decimal
    """Magnitude applied, decimal bytes for sizes; the lower bound of a range."""
    kind: Kind
    unit: str | None = None
    """Of money ISO 4217 or a coin's ticker, of a size the factor's name ("gb"), of a count what is counted: `people`,
    `accounts`, `rows`, `cards`, or what is not the claim's: `employees`, `files`, `companies`, `visits`, …"""
    upper: Decimal | None = None
    """Upper bound of a range; `None`: no range."""
    exact: bool = True
    """Whether it is written out to the last digit and without "about" or "over": 2,318,447 is, 2.3M is not."""
    number: tuple[int, int] = (0, 0)
    """Span of the number and its magnitude alone, without unit and noun."""
