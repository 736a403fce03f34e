"""The time in what a forum's software notes under a post: who edited it, and when."""

from __future__ import annotations

import re

from spiders.dates import Date, signs_to_figures
from spiders.listing import Moment

_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AP]\.?M\b\.?)?", re.IGNORECASE)


def noted_date(note: str, date: Date) -> Moment | None:
    """Read the time in a note such as "Last edited by Wren on 3 May 2013, 09:04, edited twice".

    Names may hold digits too, so the time is read backwards from its clock: the fewest words that make a date are it.
    """
    note = signs_to_figures(note[:400])
    clocks = list(_CLOCK.finditer(note))
    if not clocks:
        return date(note)
    before = note[: clocks[-1].end()].split()
    pieces = (" ".join(before[-size:]) for size in range(2, min(len(before), 8) + 1))
    return next(filter(None, map(date, pieces)), None)
