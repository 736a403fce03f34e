"""Lines for the operator, of two kinds: how it goes, which `--quiet` leaves out, and problems, which it never does."""

from __future__ import annotations


class Progress(str):
    """A line that says how it goes. Whatever is not marked so is a problem: one is sooner told too much than lost.

    >>> isinstance("tor_unavailable: no circuit", Progress), isinstance(Progress("tor: 50 %"), Progress)
    (False, True)
    """

    __slots__ = ()
