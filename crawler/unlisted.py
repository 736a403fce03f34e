"""Which entries a leak site has taken down, of those that have no page to ask for: often the victim has paid.

Decided at the end of a visit that saw the site as it is, of a board whose list was read whole, from its first page to
its last. One that is missing from it at two such visits in a row is removed. Many at once are no victims that paid: a
selector or a page of the list may be another than it was. They are left as they are, and the run says so.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipelines.ledger.cards import Card

MANY = "no longer listed, with many of its board at once: are 'row' and 'next' in the site's file still right?"
"""Reason of entries that are left as they are."""

TOO_MANY = 3
"""Fewer than these are never many."""

SHARE = 10
"""One in so many of a board's entries are not many, either."""


@dataclass(frozen=True, slots=True)
class Unlisted:
    """What a whole list says of the entries that were known."""

    removed: tuple[Card, ...] = ()
    """Missing for the second time."""
    missing: tuple[Card, ...] = ()
    """Missing for the first time."""
    back: tuple[Card, ...] = ()
    """There again, having been missing once."""
    left: int = 0
    """How many are missing of which nothing is said: too many at once."""


def judge(cards: Sequence[Card], shown: Collection[str]) -> Unlisted:
    """Hold what is known against what a board shows. `shown`: native ids."""
    back = tuple(each for each in cards if each.unlisted and each.native_id in shown)
    gone = [each for each in cards if each.native_id not in shown]
    if are_too_many(len(gone), len(cards)):
        return Unlisted(back=back, left=len(gone))
    return Unlisted(
        removed=tuple(each for each in gone if each.unlisted),
        missing=tuple(each for each in gone if not each.unlisted),
        back=back,
    )


def are_too_many(gone: int, known: int) -> bool:
    """Say whether so many are missing of those that were known that the list may not be what it was.

    >>> are_too_many(2, 2), are_too_many(3, 29), are_too_many(3, 30)
    (False, True, False)
    """
    return gone >= TOO_MANY and gone * SHARE > known
