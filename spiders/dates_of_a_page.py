"""The dates of one page: a text is read once, and a page of texts that are none is given up."""

from __future__ import annotations

from spiders.dates import Clock, read_date
from spiders.limits import refused
from spiders.listing import Moment

MAX_UNREAD = 1000
"""Different texts of a page, where dates stand, that are none: dateparser looks at each for milliseconds."""


class DatesOfAPage:
    """Reads the dates of a page, by one clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._read: dict[str, Moment | None] = {}
        self._unread = 0

    def __call__(self, text: str | None) -> Moment | None:
        """Read the first date of a short text; `None` when there is none. Raises `PageRefused` after `MAX_UNREAD`."""
        if not text:
            return None
        key = text[:1000]
        if key not in self._read:
            self._read[key] = read_date(key, self._clock)
            self._unread += self._read[key] is None
            if self._unread > MAX_UNREAD:
                raise refused(f"more than {MAX_UNREAD:,} texts that are no dates where dates stand")
        return self._read[key]
