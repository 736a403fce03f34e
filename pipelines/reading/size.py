"""How big: the volume of the data offered, in decimal bytes."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.reading.post import Found
from pipelines.reading.quantities import Quantity, Scanned

LEAST = 1000
"""Bytes; anything smaller is no volume of data."""
MOST = 10**18
"""Bytes; a larger claim is noise."""

MORE = 28
"""Characters before a volume within which it may be said to come on top of the one before it."""
ORDER = {"headline": 0, "packed": 1}


def find(scanned: Sequence[Scanned]) -> list[Found]:
    """Return all volumes, the claim's first. Only a `headline` can be the claim's."""
    sizes = [
        (each, quantity, _role(each, quantity))
        for each in scanned
        for quantity in each.quantities
        if quantity.kind == "size" and LEAST <= quantity.value <= MOST
    ]
    sizes.sort(key=lambda size: (ORDER.get(size[2], 2), -size[1].value))
    found = [
        Found(int(quantity.value), quantity.part, quantity.start, quantity.end, _final(role, index))
        for index, (_, quantity, role) in enumerate(sizes)
    ]
    headlines = [(each, quantity) for each, quantity, role in sizes if role == "headline"]
    return [*_sum(headlines), *found]


def _sum(headlines: Sequence[tuple[Scanned, Quantity]]) -> list[Found]:
    """Add two volumes of which the second is said to be more: "3 GB, then another 20 GB"."""
    if len(headlines) != 2 or headlines[0][0] is not headlines[1][0]:
        return []
    scanned = headlines[0][0]
    first, second = sorted((quantity for _, quantity in headlines), key=lambda quantity: quantity.start)
    if not scanned.cue(("more",), (max(first.end, second.start - MORE), second.start)):
        return []
    return [Found(int(first.value + second.value), first.part, first.start, second.end)]


def _final(role: str, index: int) -> str:
    """Make a packed volume the headline when it is the only one."""
    if index == 0 and role == "packed":
        return "headline"
    return "part" if index and role == "headline" else role


def _role(scanned: Scanned, quantity: Quantity) -> str:
    if scanned.in_block(quantity):
        return "sample"
    beside = (scanned.before(quantity, 30), scanned.after(quantity, 24))
    if any(scanned.cue(("unpacked",), span) for span in beside):
        return "headline"
    start, end = scanned.sentence(quantity)
    if scanned.cue(("kept",), (start, end)) or scanned.first_cue(("rate",), scanned.after(quantity)):
        return "kept"
    if scanned.cue(("sample", "comparison"), scanned.before(quantity, 40)):
        return "sample"
    if any(scanned.cue(("packed",), span) for span in beside):
        return "packed"
    return "headline"
