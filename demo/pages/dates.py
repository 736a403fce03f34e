"""Times as the sites show them to guests: a forum by its language pack, the market in UTC."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from demo.shapes import Pack

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def mybb(at: datetime, now: datetime, pack: Pack) -> str:
    """Show a time as MyBB's `my_date('relative')` does; returns HTML.

    >>> from datetime import UTC
    >>> mybb(datetime(2026, 11, 22, 14, 58, tzinfo=UTC), datetime(2026, 11, 23, 18, tzinfo=UTC), Pack())
    '<span title="11-22-2026">Yesterday</span>, 02:58 PM'
    """
    age, at, now = now - at, at.astimezone(pack.zone), now.astimezone(pack.zone)
    shown, clock = _day(at, pack), _clock(at, pack)
    if timedelta(0) <= age < timedelta(hours=12):
        return f'<span title="{shown}, {clock}">{_ago(age, pack)}</span>'
    if at.date() == now.date():
        return f'<span title="{shown}">{pack.say("Today")}</span>, {clock}'
    if at.date() == now.date() - timedelta(days=1):
        return f'<span title="{shown}">{pack.say("Yesterday")}</span>, {clock}'
    return f"{shown}, {clock}"


def current(now: datetime, pack: Pack) -> str:
    """Show the time at the foot of every page: "11-23-2026, 02:58 PM"."""
    now = now.astimezone(pack.zone)
    return f"{_day(now, pack)}, {_clock(now, pack)}"


def day(at: date) -> str:
    """Show a day as the market does: "8 November 2026"."""
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def market_age(at: datetime, now: datetime) -> str:
    """Show the time of a review as the market does: "about 22 hours ago", "1 day ago", else the day."""
    hours = int((now - at) / timedelta(hours=1))
    if hours < 1:
        return "less than an hour ago"
    if hours < 24:
        return f"about {_many(hours, 'hour')} ago"
    return f"{_many(hours // 24, 'day')} ago" if hours < 48 else day(at)


def _day(at: datetime, pack: Pack) -> str:
    """Show a day: "11-23-2026", or "23 ноября 2026"."""
    if pack.months:
        return f"{at.day} {pack.months[at.month - 1]} {at.year}"
    return f"{at.month:02}-{at.day:02}-{at.year}"


def _clock(at: datetime, pack: Pack) -> str:
    """Show a time of day: "02:58 PM", or "14:58"."""
    if pack.months:
        return f"{at.hour:02}:{at.minute:02}"
    return f"{at.hour % 12 or 12:02}:{at.minute:02} {'PM' if at.hour >= 12 else 'AM'}"


def _ago(age: timedelta, pack: Pack) -> str:
    seconds = int(age.total_seconds())
    if seconds <= 60:
        return pack.say("Less than 1 minute ago")
    count, unit = (seconds // 60, "minute") if seconds < 3600 else (seconds // 3600, "hour")
    return pack.say(f"{{}} {unit}{'' if count == 1 else 's'} ago").format(count)


def _many(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"
