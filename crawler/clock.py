"""This machine's clock, asked at the beginning of a run whether it was ahead in an earlier one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pipelines.ledger import Ledger, clock


def settle_clock(ledger: Ledger, now: datetime, say: Callable[[str], None]) -> None:
    """Let nothing wait for a time that was written while the clock was wrong, and say so."""
    found = ledger.run(lambda conn: clock.settle(conn, now))
    if found:
        say(
            f"{found} times in the ledger lay in the future, as after a clock that was set back; what waited is "
            "due now. Look at this machine's clock"
        )
