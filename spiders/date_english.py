"""English dates in words, read at once: dateparser takes milliseconds for each, and a page may hold thousands."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?"
_DATE = re.compile(rf"{_WEEKDAY}(?:{_DAY} {_MONTH}|{_MONTH} {_DAY}),? (\d{{4}})(?!\d)", re.IGNORECASE)


def english_day(line: str) -> tuple[date, str] | None:
    """Read the day that a line begins with, and give what stands behind it; `None` where it begins otherwise.

    >>> english_day("Nov 8, 2026, 10:20 AM"), english_day("8th November 2026")
    ((datetime.date(2026, 11, 8), ', 10:20 AM'), (datetime.date(2026, 11, 8), ''))
    >>> english_day("31 Feb 2026"), english_day("8 ноября 2026")
    (None, None)
    """
    found = _DATE.match(line)
    if not found:
        return None
    month = _MONTHS.index((found[2] or found[3])[:3].lower()) + 1
    try:
        return date(int(found[5]), month, int(found[1] or found[4])), line[found.end() :]
    except ValueError:
        return None
