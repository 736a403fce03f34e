"""How often the interpreter looks for cycles of garbage: seldom."""

from __future__ import annotations

import gc

YOUNG = 20_000
"""New objects after which it looks; by default 700. A reading makes more, and never a cycle: a megabyte that was
made to be slow is read in half the time."""


def collect_rarely() -> None:
    """Set it, once a process."""
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
