"""The time of day that stands beside a date, in words and figures of many languages."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from spiders.clock import Clock, utc
from spiders.listing import Moment

AT = (
    r"(?:at|um|à|в|о|kl\.?|om|lúc|às|a las|alle(?: ore)?|saat|o|la|pukul|於|v|ve|klo|klockan|στις|الساعة|(?:در )?ساعت"
    r"|בשעה)"
)
"""What stands between a day and its time."""
HALF = r"[上下]午|午[前後]|오[전후]|Ö[ÖS](?!\w)|[πμ]\.?μ(?!\w)"
"""Halves of the day in the languages that dateparser or the 12 hours of "AM" leave out."""
_HALF_BEHIND = rf"{HALF}|(?:SA|CH)(?!\w)"
"""The same behind a time, where "Sa" is no Saturday: Vietnamese as well."""
_TIME = re.compile(
    rf"\.?(?:[\s,T]{{1,3}}\(?|\s?-\s)(?:{AT}\s)?({HALF})?\s?"
    rf"(\d{{1,2}}):(\d{{2}})(?::(\d{{2}})(?:\.\d{{1,9}})?)?(?:\s?(?:([AP])\.?\s?M\b\.?|({_HALF_BEHIND})))?",
    re.IGNORECASE,
)
_TIME_BEFORE = re.compile(
    rf"(?<![\d:])(\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\s(?:[AP]M|{_HALF_BEHIND}))?)(?:,\s?|\s(?:-\s)?)\Z", re.IGNORECASE
)
_AFTERNOON = frozenset({"p", "下午", "午後", "오후", "ös", "μμ", "μ.μ", "ch"})
_OFFSET = re.compile(r"\s?(?:(?P<utc>Z)|(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2}))(?!\d)")
_NAMED_OFFSET = re.compile(
    r"\s?\(?(?:UTC|GMT)(?:(?P<utc>(?!\s?[+-]?\w))|\s?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?![\d:]))"
)


def has_time(rest: str) -> bool:
    """Say whether a time follows a day."""
    return _TIME.match(rest) is not None


def is_time(rest: str) -> bool:
    """Say whether a time follows a day, and nothing behind it."""
    return _TIME.fullmatch(rest) is not None


def time_before(text: str) -> str | None:
    """Give the time at the end of a text, which stands before its day; `None`: there is none."""
    found = _TIME_BEFORE.search(text)
    return found[1] if found else None


def moment_of(day: date, rest: str, clock: Clock) -> Moment | None:
    """Join a day and the time that follows it, if one does."""
    found = _TIME.match(rest)
    if not found:
        return Moment(datetime.combine(day, time(), UTC), "day")
    half, hour, second = found[1] or found[5] or found[6], int(found[2]), found[4]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.lower() in _AFTERNOON else 0)
    wall = datetime.combine(day, time(hour, int(found[3]), int(second or 0)), clock.zone)
    return utc(_with_offset(wall, rest[found.end() :]), "second" if second else "minute")


def _with_offset(wall: datetime, rest: str) -> datetime:
    """Let an offset after the time ("+03:00", "UTC", "GMT+3") go before the site's zone."""
    found = _OFFSET.match(rest) or _NAMED_OFFSET.match(rest)
    if not found:
        return wall
    offset = timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))
    return wall.replace(tzinfo=UTC) - (offset if found["sign"] == "+" else -offset)
