"""Dates in figures: "11-08-2026, 12:39 PM", Unix time. An order of day and month is never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from spiders.clock import Clock, Order, utc
from spiders.listing import Moment
from spiders.times import has_time, moment_of, time_before

MOST = 120
"""Characters of a text in which a date is looked for."""

NUMERIC = re.compile(r"(?<![\d.])(\d{1,4})([-./])(\d{1,2})\2(\d{1,4})(?!\d)")
_BY_SIGNS = re.compile(r"(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]\s?")
"""A date as Chinese, Japanese and Korean write it."""
_UNIX = re.compile(r"(\d{10})(?:\d{3}|\.\d{1,9})?")


def signs_to_figures(text: str) -> str:
    """Write a date that Chinese, Japanese or Korean signs part in figures.

    >>> signs_to_figures("2026年 11月 8日 10:00")
    '2026-11-8 10:00'
    """
    return _BY_SIGNS.sub(r"\1-\2-\3 ", text)


def evident_order(texts: Iterable[str], now: datetime) -> Order | None:
    """Give the order of day and month that a page's numeric dates leave open; `None` where both stay possible.

    A page writes all of its dates in one order, and none of them is later than the page. Dates with full stops begin
    with the day, as long as no other tells that they do not.

    >>> now = datetime(2026, 11, 23, tzinfo=UTC)
    >>> evident_order(["05-06-2026 10:00", "05-24-2026 11:00"], now), evident_order(["05-12-2026"], now)
    ('MDY', 'MDY')
    >>> evident_order(["05-06-2026"], now)
    >>> evident_order(["05.06.2026"], now), evident_order(["05.06.2026", "05.24.2026"], now)
    ('DMY', 'MDY')
    """
    found = [each for text in texts if (each := NUMERIC.search(text[:MOST])) and len(each[1]) < 3]
    shown = {(each[1], each[3], each[4]) for each in found}
    latest = now.date() + timedelta(days=1)
    orders: tuple[Order, ...] = ("MDY", "DMY")
    allowed = [fitting for parts in shown if (fitting := {each for each in orders if _is_past(parts, each, latest)})]
    left = set(orders).intersection(*allowed)
    if len(left) > 1 and found and all(each[2] == "." and len(each[4]) == 4 for each in found):
        return "DMY"
    return left.pop() if len(left) == 1 else None


def unix(line: str) -> Moment | None:
    """Read Unix time, in seconds or milliseconds."""
    found = _UNIX.fullmatch(line)
    return utc(datetime.fromtimestamp(int(found[1]), UTC), "second") if found else None


def numeric(line: str, clock: Clock) -> Moment | None:
    """Read the first numeric date that the order allows."""
    found = NUMERIC.search(line)
    day = _calendar_day((found[1], found[3], found[4]), clock.order) if found else None
    if not found or not day:
        return None
    rest, before = line[found.end() :], time_before(line[: found.start()])
    return moment_of(day, f" {before}" if before and not has_time(rest) else rest, clock)


def _calendar_day(parts: tuple[str, str, str], order: Order | None) -> date | None:
    first, second, third = map(int, parts)
    if len(parts[0]) == 4:
        return date(first, second, third) if len(parts[2]) <= 2 else None
    if order == "YMD" and len(parts[0]) == 2:
        return date(2000 + first, second, third)
    if len(parts[0]) > 2 or len(parts[2]) not in (2, 4):
        return None
    year = third if len(parts[2]) == 4 else 2000 + third
    readings = {"MDY": (first, second), "DMY": (second, first)}
    wanted = [readings[order]] if order in readings else list(readings.values())
    days = {day for month, number in wanted if (day := _day_or_none(year, month, number))}
    return days.pop() if len(days) == 1 else None


def _day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_past(parts: tuple[str, str, str], order: Order, latest: date) -> bool:
    try:
        day = _calendar_day(parts, order)
    except ValueError:
        return False
    return day is not None and day <= latest
