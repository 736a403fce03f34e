"""When a site is visited again: one that is dead is asked for a single page, ever more seldom, until it is back."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from config.schema import Site

FIRST = timedelta(minutes=15)
"""Wait after the first visit that found a site dead; each further one doubles it."""

MOST = timedelta(hours=24)
"""The longest wait: a dead site is asked for one page a day."""

JITTER = 0.25
"""The part of a wait by which it is shortened or prolonged, so that sites that died together are not asked together."""


def next_due(site: Site, down_visits: int, now: datetime) -> datetime:
    """Tell when a site is due again. `down_visits`: visits in a row that found it dead; 0: it was there."""
    return now + max(site.visit_every, wait(site.id, down_visits))


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
