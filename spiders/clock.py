"""What a page's dates are read by: when it was fetched, in which zone the site shows times, in which order dates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from spiders.listing import Moment, Precision

Order = Literal["MDY", "DMY", "YMD"]

_PARTS_OF_HOURS = {
    4.5: "Asia/Kabul",
    5.5: "Asia/Kolkata",
    5.75: "Asia/Kathmandu",
    6.5: "Asia/Yangon",
    9.5: "Australia/Darwin",
}

Date = Callable[[str | None], Moment | None]
"""Reads the dates of one page; `None` for a text that is none."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What a page's dates are read by."""

    now: datetime
    """UTC; when the page was fetched."""
    zone: ZoneInfo
    """In which the site shows times."""
    order: Order | None = None
    """Of numeric dates; `None`: unknown, and only dates that allow a single reading are read."""

    @property
    def wall(self) -> datetime:
        """The site's wall clock at that moment."""
        return self.now.astimezone(self.zone)


def fixed_zone(hours: float) -> ZoneInfo | None:
    """Give the zone that many hours before Greenwich (negative: behind it); `None` where no such zone stays all year.

    >>> fixed_zone(2), fixed_zone(-8), fixed_zone(15)
    (zoneinfo.ZoneInfo(key='Etc/GMT-2'), zoneinfo.ZoneInfo(key='Etc/GMT+8'), None)
    >>> fixed_zone(5.5)
    zoneinfo.ZoneInfo(key='Asia/Kolkata')
    """
    if hours in _PARTS_OF_HOURS:
        return ZoneInfo(_PARTS_OF_HOURS[hours])
    if hours != int(hours) or not -12 <= hours <= 14:
        return None
    return ZoneInfo(f"Etc/GMT{-int(hours):+d}")  # its names count the other way round


def utc(at: datetime, precision: Precision) -> Moment:
    """Give a moment, cut to the precision that it is known to."""
    return Moment(_cut(at.astimezone(UTC), precision), precision)


def _cut(at: datetime, precision: Precision) -> datetime:
    units = ("day", "hour", "minute", "second")
    fields = {"hour": 0, "minute": 0, "second": 0, "microsecond": 0}
    for unit in units[1 : units.index(precision) + 1]:
        del fields[unit]
    return at.replace(**fields)  # type: ignore[arg-type]


def back(ago: timedelta, precision: Precision, clock: Clock) -> Moment:
    """Give the moment so long before the page was fetched; of days, the site's calendar day."""
    if precision == "day":
        return Moment(datetime.combine((clock.wall - ago).date(), time(), UTC), "day")
    return utc(clock.now - ago, precision)
