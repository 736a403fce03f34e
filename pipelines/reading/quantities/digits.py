"""Numbers written in digits: "1,234,567", "1 234 567", "1.234.567", "1'234'567", "1,20,000", "12,5", "٢٫٤"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

NUMBER = re.compile(
    r"\d{1,3}([ .,'’٬·_])\d{3}(?:\1\d{3}){0,6}(?!\d)(?:(?!\1)[.,٫]\d{1,8}(?!\d))?"  # groups of three
    r"|\d{1,3}(?:,\d{4}){1,3}(?!\d)"  # groups of four: 1,2000万
    r"|\d{1,2}(?:,\d{2}){1,6},\d{3}(?!\d)"  # lakh and crore: 1,20,00,000
    r"|\d{1,40}(?:[.,٫]\d{1,20})?"
)
"""A number in any decimal digits; no sign, no magnitude."""


class Digits(NamedTuple):
    """What was written, before it is known what a lone point or comma means."""

    written: str
    separator: str | None
    """What groups the digits; `None`: nothing does."""

    @property
    def groups(self) -> int:
        """How many separators group the digits."""
        return self.written.count(self.separator) if self.separator else 0

    @property
    def plain(self) -> bool:
        """Whether it is digits only."""
        return self.written.isdecimal()

    def value(self, *, fraction: bool) -> Decimal:
        """Return the number; `fraction`: a lone "1.234" or "1,234" is one and something, not a thousand and more.

        >>> Digits("1.234", ".").value(fraction=True), Digits("1.234", ".").value(fraction=False)
        (Decimal('1.234'), Decimal('1234'))
        >>> Digits("1.234,5", ".").value(fraction=True)
        Decimal('1234.5')
        """
        if self.separator is None or self._is_fraction(fraction):
            return Decimal(self.written.replace(",", ".").replace("٫", "."))
        whole = self.written.replace(self.separator, "")
        return Decimal(whole.replace(",", ".").replace("٫", "."))

    def _is_fraction(self, wanted: bool) -> bool:
        lone = self.groups == 1 and self.separator in (".", ",") and not set(self.written) & {"٫"}
        one_mark = sum(not each.isdecimal() for each in self.written) == 1
        return lone and one_mark and (wanted or self.written.startswith("0"))


def read_digits(text: str, start: int) -> tuple[Digits, int] | None:
    """Read the number that starts here, and where it ends; `None` when no digit stands here."""
    found = NUMBER.match(text, start)
    if found is None:
        return None
    written = found[0]
    separator = found[1]
    if (
        separator is None
        and written.count(",")
        and re.fullmatch(r"\d{1,3}(?:,\d{4})+|\d{1,2}(?:,\d{2})+,\d{3}", written)
    ):
        separator = ","
    return Digits(written, separator), found.end()
