"""Times as the two sites show them to guests, in UTC."""

from __future__ import annotations

from datetime import date, datetime, timedelta

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def mybb(at: datetime, now: datetime) -> str:
    """Show a time as MyBB's `my_date('relative')` does with m-d-Y and h:i A; returns HTML.

    >>> from datetime import UTC
    >>> mybb(datetime(2026, 11, 22, 14, 58, tzinfo=UTC), datetime(2026, 11, 23, 18, tzinfo=UTC))
    '<span title="11-22-2026">Yesterday</span>, 02:58 PM'
    """
    age = now - at
    if timedelta(0) <= age < timedelta(hours=12):
        return f'<span title="{mybb_day(at)}, {clock(at)}">{_ago(age)}</span>'
    if at.date() == now.date():
        return f'<span title="{mybb_day(at)}">Today</span>, {clock(at)}'
    if at.date() == now.date() - timedelta(days=1):
        return f'<span title="{mybb_day(at)}">Yesterday</span>, {clock(at)}'
    return f"{mybb_day(at)}, {clock(at)}"


def mybb_day(at: datetime) -> str:
    """Show a day, month first: "11-23-2026"."""
    return f"{at.month:02}-{at.day:02}-{at.year}"


def clock(at: datetime) -> str:
    """Show a time of day: "02:58 PM"."""
    return f"{at.hour % 12 or 12:02}:{at.minute:02} {'PM' if at.hour >= 12 else 'AM'}"


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


def _ago(age: timedelta) -> str:
    seconds = int(age.total_seconds())
    if seconds <= 60:
        return "Less than 1 minute ago"
    if seconds < 3600:
        return f"{_many(seconds // 60, 'minute')} ago"
    return f"{_many(seconds // 3600, 'hour')} ago"


def _many(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"
