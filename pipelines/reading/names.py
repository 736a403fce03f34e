"""Words of the lexicons in a text, found in one pass: places, kinds of data, causes, cues.

They come from `lexicons/<language>/claims.toml` and `places.toml`. Each table of a file maps values to phrases. In the
text and in the phrases, letter case does not count, and "_", "-", "/" and line ends read as a blank. A phrase with a
trailing `*` also matches with one of the language's `endings` behind it, or with any letters where it lists none. A
phrase with a leading `*` is also found as the tail of a compound: languages such as German write "Mietkundendaten".
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple

from pipelines.reading.phrases import EDGE, maker, pieces, plain, spell, word_end, word_start
from pipelines.reading.post import Part
from pipelines.reading.vocabulary import ASKED, MARKS, NOTHING, Meaning, Occurrence, automaton, everyday, found

__all__ = ["MARKS", "NOTHING", "Hit", "Hits", "hits"]

OPEN = 10
"""Most letters that a `*` stands for: inflections are shorter, and compounds are other words."""
COMPOUND = 60
"""Characters that a compound has at most before its tail."""
WHOLE = frozenset({
    "country", "verdict.wanted", "verdict.hiring", "verdict.rules", "verdict.vouch", "verdict.scam", "verdict.discuss",
    "verdict.tutorial",
})  # fmt: skip
"""Tables whose phrases are not looked for inside of words: the "Turkey" of "TurkeyShop" and the "Vacancy" of
"VacancyPro" are names'."""


class Hit(NamedTuple):
    """A phrase of a lexicon in a text."""

    start: int
    end: int
    """Exclusive."""
    value: str
    """The key that the phrase stands under."""


@dataclass(frozen=True, slots=True)
class Hits:
    """All phrases in one text, by table; within a table none overlaps another and the longest won."""

    tables: Mapping[str, tuple[Hit, ...]] = field(repr=False)
    """Of those in `ASKED` only what is more than a word: ask `within` or `touching`."""
    part: Part | None = None
    """Where they were found; `None`: there are no everyday words."""
    everyday: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)
    """The single words of the tables in `ASKED`."""

    def of(self, table: str) -> tuple[Hit, ...]:
        """Return the hits of a table in reading order."""
        return self.tables.get(table, ())

    def within(self, table: str, start: int, end: int) -> Iterator[Hit]:
        """Yield the hits of a table that lie within a span, in reading order."""
        hits = self._asked(table, start, end) if table in self.everyday else self.tables.get(table)
        if not hits:
            return
        for index in range(bisect_left(hits, (start,)), len(hits)):
            hit = hits[index]
            if hit.start >= end:
                return
            if hit.end <= end:
                yield hit

    def touching(self, table: str, start: int, end: int) -> Sequence[Hit]:
        """Return the hits of a table that overlap a span, in reading order."""
        hits = self._asked(table, start, end) if table in self.everyday else self.tables.get(table)
        if not hits:
            return ()
        first = bisect_left(hits, (start,))
        while first and hits[first - 1].end > start:
            first -= 1
        return hits[first : bisect_left(hits, (end,), first)]

    def any(self, table: str, start: int, end: int, *values: str) -> bool:
        """Whether a hit of a table, of one of these values if any are given, lies within a span."""
        if table not in self.tables:  # most tables have nothing in most texts
            return False
        return any(not values or hit.value in values for hit in self.within(table, start, end))

    def _asked(self, table: str, start: int, end: int) -> Sequence[Hit]:
        """Return the hits in and round a span of a table whose words are looked up when they are asked for."""
        known = self.everyday[table]
        if self.part is None:
            return ()
        folded, value = self.part.folded, table.partition(".")[2]
        first, last = word_start(folded, start, COMPOUND), word_end(folded, end, COMPOUND)
        found = [_hit((at, stop, value)) for at, stop, word in spell(folded, first, last) if word in known]
        for at, stop in pieces(self.part.text[first:last]):
            if plain(folded[first + at : first + stop]) in known:
                found.append(_hit((first + at, first + stop, value)))
        return _longest([*self.tables[table], *found], cues=False) if found else self.tables[table]


_hit = maker(Hit)


@functools.lru_cache(maxsize=32)
def hits(part: Part, languages: tuple[str, ...]) -> Hits:
    """Find all phrases of these languages in a part, in time linear in its length."""
    folded = part.folded
    inner = [(start, end, plain(folded[start:end])) for start, end in pieces(part.text)]
    kept: dict[str, list[Hit]] = {}
    for language, said in zip(languages, found(folded, languages), strict=True):
        own: defaultdict[str, list[Hit]] = defaultdict(list)
        tails: dict[tuple[str, int, int], tuple[int, str]] = {}
        _keep(own, folded, said, tails)
        if inner:
            _keep(own, folded, _inner(automaton(language, first=language == languages[0]), inner), tails)
        _add_compounds(own, tails)
        _add(kept, own)
    tables = {table: _longest(each, cues="." in table) for table, each in kept.items()}
    for table in ASKED:
        tables.setdefault(table, ())
    return Hits(tables, part, everyday(languages))


def _add(found: dict[str, list[Hit]], own: Mapping[str, list[Hit]]) -> None:
    """Add a less likely language's hits: what a likelier one says of the same words stands ("sin" is no number)."""
    for table, hits_of_it in own.items():
        known = found.get(table)
        if known is None:
            found[table] = hits_of_it
            continue
        said = {(each.start, each.end) for each in known}
        known.extend(each for each in hits_of_it if (each.start, each.end) not in said)


_NONE = (0, Meaning((), (), ()))


def _inner(built: Any, words: Iterable[tuple[int, int, str]]) -> Iterator[Occurrence]:
    """Yield the phrases that are words written together with others."""
    for start, end, word in words:
        for key in (f"{EDGE}{word}{EDGE}", f"{EDGE}{word}"):
            exact, others, _ = built.get(key, _NONE)[1]
            if exact or others:
                kept = tuple(each for each in exact if each[0] not in WHOLE)
                yield start, end, Meaning(kept, tuple(each for each in others if each.table not in WHOLE), ())


def _keep(
    found: defaultdict[str, list[Hit]],
    folded: str,
    phrases: Iterable[Occurrence],
    tails: dict[tuple[str, int, int], tuple[int, str]],
) -> None:
    for start, end, (exact, others, _) in phrases:
        for table, value in exact:
            found[table].append(_hit((start, end, value)))
        for table, value, endings, tail in others:
            stop = end if endings is None else _stop(folded, end, endings)
            if not stop:
                continue
            whole = word_start(folded, start, COMPOUND, hyphens=True) if tail else start
            if whole < start:
                key = (table, whole, stop)
                tails[key] = max(tails.get(key, (0, "")), (stop - start, value))
            else:
                found[table].append(_hit((start, stop, value)))


def _add_compounds(found: defaultdict[str, list[Hit]], tails: dict[tuple[str, int, int], tuple[int, str]]) -> None:
    """Add the compounds, each by its longest tail; a phrase that is written out whole says more than a tail."""
    if not tails:
        return
    whole = {(table, hit.start, hit.end) for table, each in found.items() for hit in each}
    for (table, start, end), (_, value) in tails.items():
        if (table, start, end) not in whole:
            found[table].append(Hit(start, end, value))


def _longest(found: list[Hit], *, cues: bool) -> tuple[Hit, ...]:
    """Drop what overlaps a hit that starts before it or is longer; equal spans may stand side by side.

    Of `cues` what only stood in their way is left out, too; elsewhere its readers do that.
    """
    if len(found) == 1:
        return () if cues and found[0].value == NOTHING else (found[0],)
    found.sort(key=_by_start)
    kept: list[Hit] = []
    first = last = -1
    hides = False
    for hit in found:
        start, end, value = hit
        if start == first and end > last:  # the same words, and more of them
            while kept and kept[-1][0] == start:
                kept.pop()
        elif start < last and (start, end) != (first, last):
            continue
        kept.append(hit)
        first, last = start, end
        hides |= value == NOTHING
    return tuple(each for each in kept if each[2] != NOTHING) if cues and hides else tuple(kept)


_by_start = itemgetter(0)


def _stop(folded: str, end: int, endings: frozenset[str]) -> int | None:
    """Return where a phrase ends with its ending; `None` when the word goes on in another way."""
    stop = word_end(folded, end, OPEN)
    if stop == end:
        return end
    goes_on = word_end(folded, stop, 1) > stop
    return None if goes_on or (endings and plain(folded[end:stop]) not in endings) else stop
