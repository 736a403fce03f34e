"""What a target says to something that was sent to it, in the few words that the outbox understands."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

FIRST_WAIT = 5.0
"""Seconds until the second attempt, at most; each further one waits twice as long."""

LONGEST_WAIT = 3600.0
"""Seconds between attempts, at most."""


class Verdict(StrEnum):
    """What is to become of a job."""

    DONE = "done"
    """It is there."""
    AGAIN = "again"
    """Not now: try later."""
    BURY = "bury"
    """This one will never be taken: a dead letter."""
    REFUSED = "refused"
    """The target takes nothing from us until somebody acts."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict with its reason."""

    verdict: Verdict
    reason: str = ""
    """Safe to store and show; empty when done."""
    wait: timedelta | None = None
    """How long the target asked us to wait; `None`: it did not say."""


DONE = Answer(Verdict.DONE)


def backoff(attempts: int, chance: Callable[[], float] = random.random) -> timedelta:
    """Return how long to wait after so many failed attempts: doubling, of which chance takes up to a half.

    >>> [backoff(attempts, lambda: 1.0).total_seconds() for attempts in (0, 1, 2, 99)]
    [5.0, 10.0, 20.0, 3600.0]
    >>> backoff(0, lambda: 0.0).total_seconds()
    2.5
    """
    longest = min(FIRST_WAIT * 2 ** min(max(attempts, 0), 20), LONGEST_WAIT)
    return timedelta(seconds=longest * (0.5 + chance() / 2))
