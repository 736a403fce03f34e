"""Whether a visit showed what is expected of the site: ranges that its file names, and how long its boards are silent.

Only of a visit that saw the site as it is: what a wall hides says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from crawler.health import Visit
from crawler.operator import BREACHED, MET, Found

LOOK = "look at the site in Tor Browser, and at its rows with `stallwatch sites check`"

FEWEST = 8
"""New threads of a board that are needed to know what is usual."""

USUAL_GAPS = 10
"""Times the usual gap between two new threads that a board is silent before it is told."""

LONGEST_GAPS = 2
"""Times the longest gap, likewise."""

SHORTEST = timedelta(days=3)
"""No silence is told before."""

_SHARES = {"authors": "author", "dates": "date", "prices": "price"}


def judge(visit: Visit, posted: Mapping[str, Sequence[datetime]], now: datetime) -> list[Found]:
    """Hold a visit to what is expected, unless it was cut: it would have seen more.

    `posted`: by board, when its newest threads began, UTC, in any order.
    """
    if not visit.good or visit.cut:
        return []
    return [*_ranges(visit), *_shares(visit), *_silences(visit, posted, now)]


def silence(times: Sequence[datetime], stated: timedelta | None) -> timedelta | None:
    """Return how long a board may be silent; `None`: any time. `stated`: by the site's file, 0 for any time.

    >>> at = datetime(2026, 3, 1)
    >>> silence([at + timedelta(days=day) for day in range(9)], None), silence([at], None)
    (datetime.timedelta(days=10), None)
    """
    if stated is not None:
        return stated or None
    ordered = sorted(times)
    if len(ordered) < FEWEST:
        return None
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(ordered)]
    return max(SHORTEST, timedelta(seconds=max(USUAL_GAPS * median(gaps), LONGEST_GAPS * max(gaps))))


def _ranges(visit: Visit) -> Iterator[Found]:
    expected = visit.site.expect
    for name, limits, seen in (
        ("rows", expected.rows, visit.rows),
        ("listings", expected.listings, visit.listings),
    ):
        if limits is not None:
            words = f"{seen} {name} seen, {limits[0]} to {limits[1]} expected: {LOOK}"
            yield _found(name, words, met=limits[0] <= seen <= limits[1])


def _shares(visit: Visit) -> Iterator[Found]:
    for name, counted in _SHARES.items():
        least: float | None = getattr(visit.site.expect, name)
        if least is not None and visit.rows:
            share = visit.rows_with[counted] / visit.rows
            words = f"{share:.0%} of {visit.rows} rows show a {counted}, {least:.0%} expected: {LOOK}"
            yield _found(name, words, met=share >= least)


def _silences(visit: Visit, posted: Mapping[str, Sequence[datetime]], now: datetime) -> Iterator[Found]:
    for board in visit.site.boards:
        times = posted.get(board.id, ())
        longest = silence(times, visit.site.expect.silence)
        if longest is not None and times:
            quiet = now - max(times)
            words = f"board {board.id}: no new thread for {_days(quiet)}, {_days(longest)} at most expected: {LOOK}"
            yield _found(f"silence of {board.id}", words, met=quiet <= longest)


def _found(name: str, words: str, *, met: bool) -> Found:
    return Found(name, MET if met else BREACHED, "" if met else words)


def _days(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return f"{hours / 24:.0f} days" if hours >= 48 else f"{hours:.0f} hours"
