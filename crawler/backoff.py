"""When a site is visited again: one that is dead is asked for a single page, ever more seldom, until it is back."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from config.schema import Site

FIRST = timedelta(minutes=15)
"""Wait after the first visit that found a site dead; each further one doubles it."""

MOST = timedelta(hours=24)
"""The longest wait: a dead site is asked for one page a day."""

JITTER = 0.25
"""The part of a wait by which it is shortened or prolonged, so that sites that died together are not asked together."""


def next_due(site: Site, down_visits: int, now: datetime, asked: datetime | None = None) -> datetime:
    """Tell when a site is due again. `down_visits`: visits in a row that found it dead; 0: it was there.

    `asked`: before when the site itself does not want to be asked, at most `MOST` off; `None`: it said nothing.
    """
    due = now + max(site.visit_every, wait(site.id, down_visits))
    return due if asked is None else max(due, min(asked, now + MOST))


def asked_to_wait(header: str, now: datetime) -> timedelta | None:
    """Read a `Retry-After`: seconds, or a moment (RFC 9110, section 10.2.3); at most `MOST`.

    `None`: it says nothing.

    >>> now = datetime(2026, 3, 1, tzinfo=UTC)
    >>> asked_to_wait("3600", now), asked_to_wait("Sun, 01 Mar 2026 00:05:00 GMT", now), asked_to_wait("soon", now)
    (datetime.timedelta(seconds=3600), datetime.timedelta(seconds=300), None)
    """
    text = header.strip()[:100]
    if text.isascii() and text.isdecimal():
        found = timedelta(seconds=min(int(text), int(MOST.total_seconds())))
    else:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, OverflowError):
            return None
        found = min(moment.replace(tzinfo=moment.tzinfo or UTC) - now, MOST)
    return found if found > timedelta(0) else None


def wait(site: str, down_visits: int) -> timedelta:
    """Return how long a dead site is left alone; nothing for one that is there.

    >>> wait("forum", 0)
    datetime.timedelta(0)
    """
    if down_visits <= 0:
        return timedelta(0)
    grown = min(FIRST * (1 << min(down_visits - 1, 20)), MOST)
    return grown * (1 - JITTER + 2 * JITTER * _chance(f"{site} {down_visits}"))


def _chance(text: str) -> float:
    """Give a number from 0 to 1 that looks like chance, and is the same for the same text."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big") / 0xFFFFFFFF
