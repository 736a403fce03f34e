"""The words round numbers, found in one pass: magnitudes, units, counted nouns, and cues such as "price" or "revenue".

They come from `lexicons/<language>/quantities.toml`. A trailing `*` in an entry stands for up to ten more letters,
a leading one for the front of a compound.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

from pipelines.reading import phrases
from pipelines.reading.lexicons import lexicon
from pipelines.reading.phrases import maker, word_end, word_start
from pipelines.reading.shadow import fold

ENDING = 10
"""Most letters that a `*` stands for: inflections are shorter, and compounds are other words."""

COMPOUND = 40
"""Letters that a compound has at most before its tail."""

ENDED = frozenset({"magnitude", "currency", "code", "about", "noun", "duration", "implied", "none"})
"""Groups that are also looked for before a place: what stands before a number."""

Entry = tuple[str, str, bool, bool]
"""Group, value, open-ended, tail of a compound."""


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
    for group, hit in _found(folded, spoken):
        start, end, value = hit
        if group == "cue":
            if not _in_host(folded, start, end):
                cues[value].append(hit)
            continue
        _keep_longest(by_start[group], start, hit)
        if group in ENDED:
            _keep_longest(by_end[group], end, hit)
    if by_end.pop("none", None):
        covered = {at for hit in by_start.pop("none").values() for at in range(hit.start, hit.end)}
        for value, found in cues.items():
            cues[value] = [cue for cue in found if cue.start not in covered or cue.end - 1 not in covered]
    for hits in cues.values():
        if len(hits) > 1:
            hits.sort(key=lambda hit: (hit.end, hit.start))
    return Marks(dict(by_start), dict(by_end), dict(cues))


def _found(folded: str, spoken: Sequence[str]) -> Iterator[tuple[str, Hit]]:
    """Yield the words of the lexicons with their groups, by language; an open-ended one goes on to its word's end."""
    marked = phrases.mark(folded)
    said = (phrases.occurrences(_automaton(language), marked.text, marked.edges) for language in dict.fromkeys(spoken))
    for start, end, entries in chain.from_iterable(said):
        for group, value, is_open, is_tail in entries:
            stop = word_end(folded, end, ENDING) if is_open else end
            if is_open and word_end(folded, stop, 1) > stop:
                continue
            yield group, _hit((word_start(folded, start, COMPOUND) if is_tail else start, stop, value))


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


@functools.cache
def _automaton(language: str) -> Any:
    """Build one language's automaton: a small one stays in the processor's cache, and others are not made at all."""
    words: dict[str, dict[tuple[str, bool], Entry]] = {}
    for group, table in lexicon(language, "quantities").items():
        for value, written in table.items() if isinstance(table, dict) else ():
            for each in written:
                is_open, is_tail = each.endswith("*"), each.startswith("*")
                bare = fold(each.removesuffix("*").removeprefix("*"))
                word = phrases.phrase(bare, open_ended=is_open, tail=is_tail)
                key = (f"cue.{value}" if group == "cue" else group, is_open)
                words.setdefault(word, {}).setdefault(key, (group, value, is_open, is_tail))
    return phrases.automaton({word: tuple(entries.values()) for word, entries in words.items()})
