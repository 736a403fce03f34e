"""Offsets such as "-3d 4h", in which the demo's content says when something was."""

from __future__ import annotations

import re
from datetime import datetime, timedelta


def moment(offset: str, base: datetime) -> datetime:
    """Count an offset such as "-3d 4h" or "-50s" from a time; the sign in front is that of all its parts.

    Raises `ValueError` when it is written in another way.

    >>> from datetime import UTC
    >>> moment("-1d 2h", datetime(2026, 5, 3, 12, tzinfo=UTC)).isoformat()
    '2026-05-02T10:00:00+00:00'
    """
    if not re.fullmatch(r"-(\d+[dhms])( \d+[dhms])*", offset):
        raise ValueError(f"expected an offset such as -3d 4h, not {offset!r}")
    units = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
    parts = {units[unit]: int(number) for number, unit in re.findall(r"(\d+)([dhms])", offset)}
    return base - timedelta(**parts)
