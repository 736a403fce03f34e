"""The times that pages show, to UTC with the precision that they show.

Numeric dates, "Today" and "10 minutes ago" are read strictly (`spiders.date_figures`, `spiders.date_words`); dates in
words ("8 November 2026", "Вчера, 10:20") by dateparser. An order of day and month that nobody stated is never guessed.
"""

from __future__ import annotations

import re

from spiders.clock import Clock, Date, Order, fixed_zone
from spiders.date_figures import MOST, evident_order, numeric, signs_to_figures, unix
from spiders.date_words import ago, in_words, named_day, weekday
from spiders.dom import squeeze
from spiders.listing import Moment

__all__ = ["Clock", "Date", "Order", "evident_order", "fixed_zone", "read_date", "signs_to_figures"]

_DOTTED = re.compile(r"(?<=\d )([ap])\. ?m\.(?!\w)", re.IGNORECASE)
_TOLD_TWICE = re.compile(
    r"(?<![\d:])((?:1[3-9]|2[0-3]):\d{2}(?::\d{2})?)\s?P\.?M\b\.?|(?<![\d:])(00:\d{2}(?::\d{2})?)\s?A\.?M\b\.?",
    re.IGNORECASE,
)
"""A time of 24 hours with a word for the half of the day behind it."""
_HOURS = re.compile(r"(?<![\d:])(\d{1,2})h(\d{2})(?![\d:])", re.IGNORECASE)
"""A time as French writes it: "19h46"."""
_FINNISH = re.compile(r"(?<=\bklo )(\d{1,2})\.(\d{2})(?![\d.])", re.IGNORECASE)
"""A time as Finnish writes it: "klo 19.46"."""
_SHORT_YEAR = re.compile(r"(?:(?<=[^\W\d] )|(?<=\d, ))['\u2019](\d{2})(?!\d)")
"""A year as in "29th Jun '23" and "Jun 29, '23"."""
YEARS = range(1970, 2101)
"""In which anything is written, or ends: dates before and after are made up."""
_WAYS = (numeric, named_day, weekday, ago, in_words)
"""What a text may be, the strictest first."""


def read_date(text: str | None, clock: Clock) -> Moment | None:
    """Read the first date of a short text; `None` when there is none or it could mean two days.

    Nor is one before 1970 or after 2100: such dates are made up. A date without a time comes as that calendar day at
    00:00 UTC. Weeks, months and years ago are no dates: they are coarser than a day. A number alone is Unix time, in
    seconds or milliseconds.

    >>> from datetime import UTC, datetime
    >>> from zoneinfo import ZoneInfo
    >>> clock = Clock(datetime(2026, 11, 23, 18, 0, tzinfo=UTC), ZoneInfo("UTC"), "MDY")
    >>> read_date("11-08-2026, 12:39 PM", clock)
    Moment(at=datetime.datetime(2026, 11, 8, 12, 39, tzinfo=datetime.timezone.utc), precision='minute')
    >>> read_date("about 22 hours ago", clock).at.isoformat()
    '2026-11-22T20:00:00+00:00'
    >>> read_date("April 14, 2014, 23:22:11 PM", clock).at.isoformat()
    '2014-04-14T23:22:11+00:00'
    >>> read_date("1794139200000", clock).at.isoformat()
    '2026-11-08T12:00:00+00:00'
    >>> read_date("05/06/2026", Clock(clock.now, clock.zone))
    """
    line = squeeze((text or "")[:1000])[:MOST]
    if not line:
        return None
    line = signs_to_figures(line)
    line = _FINNISH.sub(r"\1:\2", _DOTTED.sub(r"\1m", line))
    line = _SHORT_YEAR.sub(r"20\1", _HOURS.sub(r"\1:\2", _TOLD_TWICE.sub(r"\1\2", line)))
    try:
        found = unix(line) or next(filter(None, (read(line, clock) for read in _WAYS)), None)
    except (ValueError, OverflowError):
        return None
    return found if found and found.at.year in YEARS else None
