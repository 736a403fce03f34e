"""What a run's exit code tells cron. Several things can be wrong at once: the first of `ORDER` is told."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of `stallwatch`."""

    OK = 0
    """All is well; a budget that was reached is well, too."""
    BUG = 1
    """Our own fault: an error that nobody expected."""
    USAGE = 2
    """The command line, a file, the environment or the ledger is wrong: a full disk, a damaged or read-only ledger."""
    WORSE = 3
    """A site's state got worse (with --strict: is bad)."""
    TOR = 4
    """No usable tor; sites keep their states."""
    PENDING = 5
    """Alerts or documents wait to be delivered; dead letters do not count."""
    NOTHING_CLAIMED = 75
    """All due sites are being visited by another run (EX_TEMPFAIL of sysexits.h)."""


ORDER = (Exit.BUG, Exit.USAGE, Exit.NOTHING_CLAIMED, Exit.TOR, Exit.PENDING, Exit.WORSE, Exit.OK)


def combine(codes: Iterable[int]) -> Exit:
    """Return the code to tell when several parts ended; one we do not know is a bug.

    >>> combine([0, 5, 4]).name
    'TOR'
    >>> combine([0, -9]).name
    'BUG'
    """
    known = {Exit(code) if code in {each.value for each in Exit} else Exit.BUG for code in codes}
    return next(each for each in ORDER if each in known or each is Exit.OK)
