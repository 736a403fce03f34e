"""What the lexicons' phrases mean and where they stand in a text: one walk for names, cues and the words round numbers.

Each language has one automaton of all its phrases. `names` and `quantities.words` read the same walk, each its own
meanings: to walk a text twice costs more than all that is done with what is found.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from pipelines.reading.lexicons import lexicon
from pipelines.reading.phrases import automaton as build
from pipelines.reading.phrases import is_word, mark, occurrences, phrase, plain
from pipelines.reading.shadow import fold
from pipelines.reading.territories import CASED, territories

NOTHING = "none"
"""The value of phrases that stand in the way: "domain name" is no name."""
MARKS = {"country": "", "exact": "=", "ambiguous": "?", "capital": CASED}
"""Tables of place names, and what their codes are marked with: `=` counts in capitals only, `^` with a capital,
`?` needs a look around."""
HIDES = "not_"
"""Begins the keys of phrases that hold a cue and mean something else."""
OWN = "_own"
"""Ends the keys of tables that count only in texts that are in the language."""
TOPICS = ("claims", "places")
"""The files of a lexicon that names and cues are in."""
CUES = frozenset({"context", "verdict", "seller", "victim", "cue"})
"""Tables whose values are kept apart, as "context.origin"."""
ASKED = frozenset({"victim.never", "seller.never", "seller.then"})
"""Tables of everyday words: every other word of a post is in one, and few of them are ever asked for. Their single
words are looked up there and then (`everyday`), which spares a quarter of what a walk finds."""
_PER = "/"
"""Reads as a blank, and yet a word behind it is "per" that word: "/line" is not any line."""


class Entry(NamedTuple):
    """A phrase of names and cues that goes on, or ends a longer word."""

    table: str
    value: str
    endings: frozenset[str] | None
    """What may follow the phrase; `None`: nothing; empty: any letters."""
    tail: bool
    """Whether it may end a compound."""


class Measure(NamedTuple):
    """A word round numbers."""

    group: str
    value: str
    """A power of ten, a currency, a kind of noun or of cue."""
    open_ended: bool
    """Whether letters may follow."""
    tail: bool
    """Whether it may end a compound."""
    written: str | None
    """How it must be written, where joints tell; `None`: they do not."""


class Meaning(NamedTuple):
    """What a phrase stands for."""

    exact: tuple[tuple[str, str], ...]
    """Table and value, where the phrase is found as it is: nearly all."""
    others: tuple[Entry, ...]
    """Where it goes on or ends a longer word."""
    measures: tuple[Measure, ...]
    """What it says of a number beside it."""


Occurrence = tuple[int, int, Meaning]
"""Start, end and meaning of a phrase in a text."""


class _Written(NamedTuple):
    """A phrase as a lexicon has it."""

    words: str
    """As phrases are compared, without the `*` that say how it may go on."""
    open_ended: bool
    tail: bool
    entry: Entry | Measure


@functools.lru_cache(maxsize=32)
def found(folded: str, languages: tuple[str, ...]) -> tuple[tuple[Occurrence, ...], ...]:
    """Return the phrases of each of these languages in a lower-case text, by end, in time linear in its length."""
    marked = mark(folded)
    searched = plain(marked.text)
    return tuple(
        tuple(occurrences(automaton(language, first=language == languages[0]), searched, marked.edges))
        for language in languages
    )


@functools.cache
def automaton(language: str, *, first: bool) -> Any:
    """Build a language's automaton: one for texts in that language, one for texts that only hold words of it.

    Few languages have tables that make the two differ.
    """
    if first and not any(table.endswith(OWN) for topic in TOPICS for table in lexicon(language, topic)):
        return automaton(language, first=False)
    entries: dict[str, dict[Entry | Measure, None]] = {}
    for each in (*_names(language, first=first), *_measures(language)):
        if _is_everyday(each):
            continue
        words, open_ended, tail, entry = each
        entries.setdefault(phrase(words, open_ended=open_ended, tail=tail), {})[entry] = None
    return build({written: _meaning(each) for written, each in entries.items()})


@functools.cache
def everyday(languages: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """Return, for each table of `ASKED`, its single words in these languages."""
    words: dict[str, set[str]] = {table: set() for table in ASKED}
    for language in languages:
        for each in _names(language, first=language == languages[0]):
            if _is_everyday(each) and isinstance(each.entry, Entry):
                words[each.entry.table].add(each.words)
    return {table: frozenset(each) for table, each in words.items()}


def _is_everyday(each: _Written) -> bool:
    entry = each.entry
    if not isinstance(entry, Entry) or entry.table not in ASKED or entry.value == NOTHING:
        return False
    return not (each.open_ended or each.tail) and is_word(each.words)


def _meaning(entries: Iterable[Entry | Measure]) -> Meaning:
    names = [each for each in entries if isinstance(each, Entry)]
    measures: dict[tuple[str, bool], Measure] = {}
    for each in entries:
        if isinstance(each, Measure):  # of one group the first that is listed stands; cues are groups of their own
            group = f"cue.{each.value}" if each.group == "cue" else each.group
            measures.setdefault((group, each.open_ended), each)
    return Meaning(
        tuple((each.table, each.value) for each in names if each.endings is None and not each.tail),
        tuple(each for each in names if each.endings is not None or each.tail),
        tuple(measures.values()),
    )


def _names(language: str, *, first: bool) -> Iterator[_Written]:
    """Yield the phrases of names and cues; tables named `…_own` count only in texts that are in this language."""
    for topic in TOPICS:
        file = lexicon(language, topic)
        endings = frozenset(file.get("endings", ()))
        for table, value, each in _listed(file):
            if not table.endswith(OWN) or first:
                open_ended, tail, bare = _bare(each)
                entry = Entry(*_key(table.removesuffix(OWN), value), endings if open_ended else None, tail)
                yield _Written(plain(bare.lower()), open_ended, tail, entry)
    for code, name, allowed in territories(language):
        yield _Written(plain(name), allowed is not None, False, Entry("country", code, allowed, tail=False))


def _measures(language: str) -> Iterator[_Written]:
    """Yield the words round numbers."""
    for group, value, each in _listed(lexicon(language, "quantities")):
        open_ended, tail, bare = _bare(each)
        folded = fold(bare)
        written = folded if _PER in folded else None
        yield _Written(plain(folded), open_ended, tail, Measure(group, value, open_ended, tail, written))


def _listed(file: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield table, key and phrase of all that a file lists."""
    for table, values in file.items():
        for value, written in values.items() if isinstance(values, dict) else ():
            yield from ((table, value, each) for each in written)


def _bare(written: str) -> tuple[bool, bool, str]:
    """Return whether a phrase is open-ended, whether it is a tail, and its words."""
    return written.endswith("*"), written.startswith("*"), written.removesuffix("*").removeprefix("*")


def _key(table: str, value: str) -> tuple[str, str]:
    """Return where a phrase is kept: names of places share a table, cues of different kinds may overlap.

    Phrases under `not_wanted` stand in the way of those under `wanted`.
    """
    if table in MARKS:
        return "country", value if value == NOTHING else MARKS[table] + value
    if table in CUES:
        hides = value.startswith(HIDES)
        return f"{table}.{value.removeprefix(HIDES)}", NOTHING if hides else value
    return table, value
