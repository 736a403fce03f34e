"""What single threads say of the site and of themselves, decided at a visit's end, when more is known than a page.

Forums say of a removed thread what they say of one that is hidden from this visitor. So a thread is removed only where
the visit saw the site as it is, its board was read, and the board does not show it. Where many of a board are missing
and not one of them is there, the board may have closed to us: they must be missing twice. And threads that all show a
wall are the site's state; one that does among others is its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from spiders.contract import ADVICE
from spiders.listing import Gone, Refused, SiteState

HIDDEN = "missing, though its board shows it"
"""Reason of a thread that the site hides from this visitor."""

MANY = "missing with many of its board at once"
"""Reason of threads that are looked at once more."""

TOO_MANY = 3
"""Missing of a board of which none is there; walls in a row."""

_ALWAYS = frozenset({SiteState.CAPTCHA, SiteState.QUEUE, SiteState.BANNED, SiteState.DOWN})
"""States that no single thread has."""

_PRIVATE = Refused(
    SiteState.LOGIN_REQUIRED,
    f"The boards show threads that the site says are missing or hidden. {ADVICE[SiteState.LOGIN_REQUIRED]}",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A thread that was asked for and not read."""

    native_id: str
    board: str
    path: str = field(repr=False)
    shown: bool
    """Whether its board shows it."""
    said: Gone | Refused
    """What the site said of it."""


@dataclass(slots=True)
class Threads:
    """What a visit learnt of threads that it could not read."""

    missing: list[Asked] = field(default_factory=list)
    walled: list[Asked] = field(default_factory=list)
    there: Counter[str] = field(default_factory=Counter)
    """Threads that were read, by board."""
    in_a_row: int = 0
    """Walls since the last thread that was read."""

    def read(self, board: str) -> None:
        """Note that a thread was read."""
        self.there[board] += 1
        self.in_a_row = 0

    def wall(self, asked: Asked, refused: Refused) -> Refused | None:
        """Note a wall in a thread's place; return it when it is the site's by now: the visit is over."""
        self.walled.append(asked)
        self.in_a_row += 1
        is_site_s = self.in_a_row >= TOO_MANY and (refused.state in _ALWAYS or not self.there)
        return refused if is_site_s else None

    def verdict(self) -> Refused | None:
        """Say at the end what they tell of the site; `None`: nothing."""
        if self.there:
            return None
        if sum(each.shown for each in self.missing) >= 2:
            return _PRIVATE
        walls = [each.said for each in self.walled if isinstance(each.said, Refused)]
        return next((wall for wall in walls if wall.state in _ALWAYS or len(walls) > 1), None)

    def reason(self, each: Asked, boards: Mapping[str, bool], known: Mapping[str, str | None]) -> str | None:
        """Say why a missing thread is not removed; "": nothing can be said of it; `None`: it is removed.

        `boards`: those of the site's file, and whether they were read. `known`: by native id, why a thread failed last.
        """
        if not boards.get(each.board, True):
            return ""
        if each.shown:
            return HIDDEN
        alike = sum(other.board == each.board for other in self.missing)
        if alike >= TOO_MANY and not self.there[each.board] and known.get(each.native_id) != MANY:
            return MANY
        return None
