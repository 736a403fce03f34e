"""Where a quantity stands: its clause, and the cues round it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.reading.post import Part, Post
from pipelines.reading.quantities.quantity import Quantity
from pipelines.reading.quantities.scan import scan
from pipelines.reading.quantities.words import Hit, Marks, mark

_END = re.compile(  # begins with a set of characters: the engine then skips all others at once
    r"[.!?\n;。！？；](?:(?<=[\n;。！？；])|(?<=[.!?])[.!?]*(?=[\s\"”»)\u3040-\u30ff\u3400-\u9fff]|$)|(?<=[.])(?=[A-ZА-Я]))"
)
_BLOCK = re.compile(r"\[(/?)(?:code|pre|php)\b[^\]\n]{0,80}\]|```", re.IGNORECASE)


_POINTED = ("magnitude", "currency", "about", "noun", "duration")
"""Groups of words that may end with a point of their own."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """One part with its quantities and the words round them."""

    part: Part = field(repr=False)
    marks: Marks = field(repr=False)
    quantities: tuple[Quantity, ...] = field(repr=False)
    ends: tuple[int, ...] = field(repr=False)
    """Where sentences and lines end."""
    blocks: tuple[tuple[int, int], ...] = field(repr=False)
    """Spans of code blocks: sample rows."""

    neighbours: Mapping[int, tuple[Quantity | None, Quantity | None]] = field(repr=False)
    """By start of a quantity: the ones before and behind it of the same kind."""

    def sentence(self, quantity: Quantity) -> tuple[int, int]:
        """Return the sentence or line that holds a quantity."""
        index = bisect_right(self.ends, quantity.start)
        start = self.ends[index - 1] if index else 0
        after = bisect_left(self.ends, quantity.end)
        return start, self.ends[after] if after < len(self.ends) else len(self.part.text)

    def before(self, quantity: Quantity, reach: int = 60) -> tuple[int, int]:
        """Return the span before a quantity in its sentence, back to the quantity before it of the same kind."""
        low = max(self.sentence(quantity)[0], quantity.start - reach)
        other = self.neighbours[quantity.start][0]
        return max(low, other.end if other else 0), quantity.start

    def after(self, quantity: Quantity, reach: int = 30) -> tuple[int, int]:
        """Return the span behind a quantity in its sentence, up to the next quantity of the same kind."""
        high = min(self.sentence(quantity)[1], quantity.end + reach)
        other = self.neighbours[quantity.start][1]
        return quantity.end, max(min(high, other.start if other else high), quantity.end)

    def cue(self, kinds: Iterable[str], span: tuple[int, int]) -> Hit | None:
        """Return the cue of these kinds that stands last in a span."""
        cues = self.marks.cues
        hits = [hit for kind in kinds if kind in cues and (hit := self.marks.cue(kind, *span))]
        return max(hits, key=lambda hit: (hit.end, hit.end - hit.start), default=None)

    def first_cue(self, kinds: Iterable[str], span: tuple[int, int]) -> Hit | None:
        """Return the cue of these kinds that stands first in a span."""
        cues = self.marks.cues
        hits = [hit for kind in kinds if kind in cues and (hit := self.marks.first_cue(kind, *span))]
        return min(hits, key=lambda hit: (hit.start, hit.start - hit.end), default=None)

    def in_block(self, quantity: Quantity) -> bool:
        """Whether a quantity stands in a code block."""
        return self.block_at(quantity.start)

    def block_at(self, place: int) -> bool:
        """Whether a place lies in a code block."""
        index = bisect_right(self.blocks, (place, len(self.part.text) + 1))
        return index > 0 and place < self.blocks[index - 1][1]


def scan_post(post: Post) -> tuple[Scanned, ...]:
    """Scan every part of a post but its author."""
    return tuple(scan_part(part, post.languages) for part in post.parts if part.source != "author")


def scan_part(part: Part, languages: Sequence[str]) -> Scanned:
    """Find a part's quantities, and what is needed to judge them."""
    marks = mark(part.folded, languages)
    quantities = tuple(scan(part, marks, languages))
    return Scanned(
        part, marks, quantities, tuple(_ends(part.text, marks)), tuple(_blocks(part.text)), _neighbours(quantities)
    )


def _neighbours(quantities: Sequence[Quantity]) -> dict[int, tuple[Quantity | None, Quantity | None]]:
    by_kind: dict[str, list[Quantity]] = {}
    for quantity in quantities:
        by_kind.setdefault(quantity.kind, []).append(quantity)
    return {
        here.start: (before, behind)
        for same in by_kind.values()
        for before, here, behind in zip([None, *same], same, [*same[1:], None], strict=False)
    }


def _ends(text: str, marks: Marks) -> Iterable[int]:
    """Yield where sentences end; a point that belongs to a word ("тыс.", "approx.") ends none."""
    groups = [marks.by_end[group] for group in _POINTED if group in marks.by_end]
    pointed = {end for group in groups for end in group if text[end - 1] == "."}
    for found in _END.finditer(text):
        if found[0] != "." or found.end() not in pointed:
            yield found.end()


def _blocks(text: str) -> Iterable[tuple[int, int]]:
    """Yield code blocks; one that is never closed goes to the end."""
    opened: int | None = None
    for tag in _BLOCK.finditer(text):
        closes = bool(tag[1]) or (tag[0] == "```" and opened is not None)
        if closes and opened is not None:
            yield opened, tag.end()
            opened = None
        elif not closes and opened is None:
            opened = tag.start()
    if opened is not None:
        yield opened, len(text)
