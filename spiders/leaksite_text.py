"""The text of a leak site's entry: what it says, then a line for each value that has no field of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from spiders.countdown import is_countdown, without_countdowns
from spiders.listing import Moment

_LATER = timedelta(days=11, hours=5, minutes=7)


def leak_text(body: str, lines: Mapping[str, str | None]) -> str:
    r"""Join a body and "label: value" lines; what has no value is left out, and countdowns with it.

    >>> leak_text("All files.\n3d 2h 1m left", {"Size": "20 GB", "Country": None, "Sector": "SECTOR: Health"})
    'All files.\nSize: 20 GB\nSector: Health'
    """
    values = [f"{label}: {_without_label(label, value)}" for label, value in lines.items() if value]
    return "\n".join(filter(None, (without_countdowns(body), *values)))


def _without_label(label: str, value: str) -> str:
    """Leave out the label where the site writes the same one."""
    before, colon, after = value.partition(":")
    return after.strip() if colon and after.strip() and before.strip().casefold() == label.casefold() else value


def as_shown(text: str | None) -> str | None:
    """Keep a value as it is shown; `None` for a countdown, which is another at every visit."""
    return None if not text or is_countdown(text) else text


def fixed(text: str | None, read: Callable[[str, datetime], Moment | None], now: datetime) -> str | None:
    """Word a deadline: a date that stands, in UTC; words without figures as they are; `None` for what moves.

    `read` gives a text's date as of a time. A date that is another one as of later is counted from the visit.
    """
    if not text:
        return None
    found = read(text, now)
    if found is None:
        return None if any(char.isdecimal() for char in text) else text
    if found != read(text, now + _LATER):
        return None
    return f"{found.at:%Y-%m-%d}" if found.precision == "day" else f"{found.at:%Y-%m-%d %H:%M} UTC"
