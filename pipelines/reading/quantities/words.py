"""The words round numbers, found in one pass: magnitudes, units, counted nouns, and cues such as "price" or "revenue".

They come from `lexicons/<language>/quantities.toml`. A trailing `*` in an entry stands for up to ten more letters,
a leading one for the front of a compound.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from pipelines.reading.lexicons import lexicon
from pipelines.reading.phrases import maker, word_end, word_start
from pipelines.reading.vocabulary import Measure, found

ENDING = 10
"""Most letters that a `*` stands for: inflections are shorter, and compounds are other words."""

COMPOUND = 40
"""Letters that a compound has at most before its tail."""

ENDED = frozenset({"magnitude", "currency", "code", "about", "noun", "duration", "implied", "none"})
"""Groups that are also looked for before a place: what stands before a number."""


class Hit(NamedTuple):
    """A word of the lexicons in a text."""

    start: int
    end: int
    value: str
    """The entry's key: a power of ten, a currency, a kind of noun or of cue."""


_hit = maker(Hit)


@dataclass(frozen=True, slots=True)
class Marks:
    """All words of the lexicons in one text, by group and place."""

    by_start: dict[str, dict[int, Hit]] = field(repr=False)
    """The longest of each group that starts at an offset."""
    by_end: dict[str, dict[int, Hit]] = field(repr=False)
    """The longest of each group of `ENDED` that ends at an offset."""
    cues: dict[str, list[Hit]] = field(repr=False)
    """Hits of the group `cue` by kind, in reading order."""

    def at(self, group: str, start: int) -> Hit | None:
        """Return the longest word of a group that starts here."""
        hits = self.by_start.get(group)
        return hits.get(start) if hits else None

    def before(self, group: str, end: int) -> Hit | None:
        """Return the longest word of a group that ends here."""
        hits = self.by_end.get(group)
        return hits.get(end) if hits else None

    def cue(self, kind: str, start: int, end: int) -> Hit | None:
        """Return the last cue of a kind that lies within a span."""
        hits = self.cues.get(kind, [])
        index = bisect_left(hits, end, key=lambda hit: hit.end)
        while index < len(hits) and hits[index].end == end:
            index += 1
        return hits[index - 1] if index and hits[index - 1].start >= start else None

    def first_cue(self, kind: str, start: int, end: int) -> Hit | None:
        """Return the first cue of a kind that lies within a span."""
        hits = self.cues.get(kind, [])
        index = bisect_left(hits, start, key=lambda hit: hit.start)
        return hits[index] if index < len(hits) and hits[index].end <= end else None


def mark(folded: str, spoken: Sequence[str]) -> Marks:
    """Find all words of these languages' lexicons, in time linear in the text.

    What a likelier language says of a word in a group stands; cues add up. Cues inside a word of `none` are none.
    """
    by_start: defaultdict[str, dict[int, Hit]] = defaultdict(dict)
    by_end: defaultdict[str, dict[int, Hit]] = defaultdict(dict)
    cues: defaultdict[str, list[Hit]] = defaultdict(list)
    for start, end, (_, _, measures) in chain.from_iterable(found(folded, tuple(spoken))):
        for measure in measures:
            hit = _whole(folded, start, end, measure)
            if hit is None:
                continue
            group = measure[0]
            if group == "cue":
                if not _in_host(folded, hit[0], hit[1]):
                    cues[hit[2]].append(hit)
                continue
            _keep_longest(by_start[group], hit[0], hit)
            if group in ENDED:
                _keep_longest(by_end[group], hit[1], hit)
    if by_end.pop("none", None):
        _uncover(cues, by_start.pop("none"))
    for hits in cues.values():
        if len(hits) > 1:
            hits.sort(key=lambda hit: (hit.end, hit.start))
    return Marks(dict(by_start), dict(by_end), dict(cues))


def _uncover(cues: dict[str, list[Hit]], hidden: Mapping[int, Hit]) -> None:
    """Take out the cues inside of words that mean something else."""
    covered = {at for hit in hidden.values() for at in range(hit.start, hit.end)}
    for value, hits in cues.items():
        cues[value] = [cue for cue in hits if cue.start not in covered or cue.end - 1 not in covered]


def _whole(folded: str, start: int, end: int, measure: Measure) -> Hit | None:
    """Return a word with its ending, or with the front of its compound; `None` when another word stands there."""
    _, value, open_ended, tail, written = measure
    if open_ended:
        end, shorter = word_end(folded, end, ENDING), end
        if end > shorter and word_end(folded, end, 1) > end:
            return None
    elif written and folded[start:end] != written:
        return None
    return _hit((word_start(folded, start, COMPOUND) if tail else start, end, value))


def decimal_comma(spoken: Sequence[str]) -> bool:
    """Whether the likeliest language writes 1,5 for one and a half."""
    return bool(spoken) and bool(lexicon(spoken[0], "quantities").get("decimal_comma"))


def decimal_slash(spoken: Sequence[str]) -> bool:
    """Whether the likeliest language also writes 2/5 before a magnitude for two and a half."""
    return bool(spoken) and bool(lexicon(spoken[0], "quantities").get("decimal_slash"))


def head_first(spoken: Sequence[str]) -> bool:
    """Whether in the likeliest language the first of two nouns is the head: "клиентов магазина" are customers."""
    return bool(spoken) and bool(lexicon(spoken[0], "quantities").get("head_first"))


def _keep_longest(table: dict[int, Hit], key: int, hit: Hit) -> None:
    known = table.get(key)
    if known is None or hit.end - hit.start > known.end - known.start:
        table[key] = hit


def _in_host(text: str, start: int, end: int) -> bool:
    """Whether a word is the last label of a host or file name: the "example" of "shop.example"."""
    if start < 2 or text[start - 1] != "." or not (text[start - 2].isalnum() and text[start - 2].isascii()):
        return False
    return end == len(text) or text[end] in " \n),;:/|]>."
