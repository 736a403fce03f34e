"""Whole phrases in a text, in one pass: every word's edges are marked, in the text and in the phrases alike.

An Aho-Corasick automaton knows nothing of words: in "deliverables" it finds "live". With a mark at each edge of each
word it cannot, and what it finds needs no second look in Python, where most of the time went.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate, count
from operator import add
from typing import Any, TypeVar

import ahocorasick

from pipelines.reading.lexicons import languages, lexicon

REST = 3
"""Letters of a word that are left at least, when what is written before it is split off."""
UNSPACED = "\u2e80"
"""From here on scripts that write words together, lists without commas, and a unit right behind another word."""
EDGE = "\x01"
"""Stands where a word begins or ends."""
_WORD = re.compile(r"((?:[^\W\d_\u0e00-\u0fff\u2e80-\uffef]|[\u0900-\u0963\u0970-\u0dff])+)")
"""Letters of scripts that part words by blanks; with the vowel signs of India's, which are no letters to Unicode."""
_ASCII_WORD = re.compile("([A-Za-z]+)")
VARIANTS = str.maketrans("أإآٱيىكةۀہھؤ", "ااااییکههههو")
"""Letters that people write for one another in Arabic script; Persian and Arabic have their own yeh and kaf."""
_BLANKS: dict[int, int | str | None] = {
    **dict.fromkeys(map(ord, "_-‐‑–—/\n"), " "),
    **dict.fromkeys(map(ord, "’‘`"), "'"),
    **VARIANTS,
    # Letters that people write for one another.
    ord("ё"): "е",
    ord("ı"): "i",
    ord("İ"): "i",
}
_ARABIC = re.compile("[\u0620-\u06ff]")
_HUMP = re.compile(r"[A-ZÀ-ÖØ-ÞЀ-Я](?<=[^\W\d_A-ZÀ-ÖØ-ÞЀ-Я].)")


T = TypeVar("T", bound=tuple[Any, ...])


def maker(kind: type[T]) -> Callable[[tuple[Any, ...]], T]:
    """Return what makes a named tuple from a plain one without a call of Python, as its own constructor needs.

    Two hundred are made for a post; fields and their order are the caller's care.
    """
    return functools.partial(tuple.__new__, kind)


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with its words' edges marked, and the way back."""

    text: str = field(repr=False)
    edges: list[int] = field(repr=False)
    """Where the marks stand in `text`."""


def words(folded: str) -> list[str]:
    """Return the words of a lower-case text; nobody changes the list.

    >>> words("5k users")
    ['k', 'users']
    """
    return _parted(folded)[1::2]


@functools.lru_cache(maxsize=64)
def mark(folded: str) -> Marked:
    r"""Mark the edges of all words of a lower-case text, in time linear in its length.

    >>> mark("5k users").text.replace(EDGE, "|")
    '5|k| |users|'
    """
    parts = _parted(folded)
    edges = list(map(add, accumulate(map(len, parts[:-1])), count()))
    return Marked(EDGE.join(parts), edges)


@functools.lru_cache(maxsize=8)
def _parted(folded: str) -> list[str]:
    return _words(folded)


def _words(folded: str) -> list[str]:
    """Split a text into what parts its words and its words, in turns; what is written before a word is one of its own.

    Arabic writes "and", "in", "for" and "the" together with the word behind them. Texts and phrases are split alike, so
    it is no harm that "وزارة" begins with a letter that is no "and".
    """
    pattern, searched = _script(folded)
    return pattern.split(searched)


def _script(folded: str) -> tuple[re.Pattern[str], str]:
    """Return what a word of a lower-case text is, and the text as it is searched for them, offsets unchanged."""
    if folded.isascii():
        return _ASCII_WORD, folded
    if not _ARABIC.search(folded):
        return _WORD, folded
    return _prefixed(), folded.translate(VARIANTS)


_script_of_text = functools.lru_cache(maxsize=8)(_script)


def is_word(phrase: str) -> bool:
    """Whether a lower-case phrase is one word of a script that parts words by blanks.

    >>> is_word("users"), is_word("user base"), is_word("2fa"), is_word("用户")
    (True, False, False, False)
    """
    parts = _words(phrase)
    return len(parts) == 3 and not parts[0] and not parts[2]


def spell(folded: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and letters of the words of a span, as `mark` parts them and phrases are compared.

    >>> list(spell("5k users", 0, 8))
    [(1, 2, 'k'), (3, 8, 'users')]
    """
    pattern, searched = _script_of_text(folded)  # a text is asked for many spans
    for each in pattern.finditer(searched, start, end):
        yield *each.span(), plain(each[0])


@functools.cache
def _prefixed() -> re.Pattern[str]:
    """Return what words are in scripts that languages with `prefixes` write."""
    prefixes = "|".join(each for language in languages() for each in lexicon(language, "language").get("prefixes", ()))
    return re.compile(rf"((?:{prefixes or '(?!)'})(?=[^\W\d_]{{{REST}}})|{_WORD.pattern[1:-1]})")


def plain(folded: str) -> str:
    """Write a lower-case text as phrases are compared: the same length, joints as blanks.

    >>> plain("first_name/e-mail")
    'first name e mail'
    """
    if folded.isascii():  # a table is slow
        return folded.replace("_", " ").replace("-", " ").replace("/", " ").replace("\n", " ").replace("`", "'")
    return folded.translate(_BLANKS)


def phrase(words: str, *, open_ended: bool = False, tail: bool = False) -> str:
    """Write a lower-case phrase of a lexicon as it stands in a marked text.

    Open-ended, its last word may go on; a tail may end a longer word.
    """
    marked = EDGE.join(_words(words))
    marked = marked.removeprefix(EDGE) if tail else marked
    return marked.removesuffix(EDGE) if open_ended else marked


def automaton(phrases: Mapping[str, Hashable]) -> Any:
    """Build the automaton that `occurrences` reads from phrases, as `phrase` writes them, and their meanings.

    Alike meanings are one object: a lexicon has some ten thousand phrases for a few hundred of them, and what is met in
    every text stays in the processor's cache.
    """
    built = ahocorasick.Automaton()
    alike: dict[tuple[int, Hashable], tuple[int, Hashable]] = {}
    for written, meaning in (phrases or {"\0": ()}).items():
        said = (len(written) - written.count(EDGE), meaning)
        built.add_word(written, alike.setdefault(said, said))
    built.make_automaton()
    return built


def occurrences(built: Any, searched: str, edges: list[int]) -> Iterator[tuple[int, int, Any]]:
    """Yield start, end and meaning of all phrases in a marked text, by end; offsets count the unmarked text.

    `searched` is the marked text, folded further or not, with its marks at `edges`.
    """
    passed = 0
    for last, (length, meaning) in built.iter(searched):
        passed = bisect_left(edges, last + 1, passed)
        end = last + 1 - passed
        yield end - length, end, meaning


def pieces(text: str) -> list[tuple[int, int]]:
    """Return the spans of the words that are written together: the two of "deliveryAddress"."""
    spans: list[tuple[int, int]] = []
    start = end = 0
    for hump in _HUMP.finditer(text):  # few; a walk over all words would cost more than all else that is done here
        cut = hump.start()
        if cut >= end:
            start, end = word_start(text, cut, cut), word_end(text, cut, len(text))
        else:
            spans.pop()
        spans += ((start, cut), (cut, end))
        start = cut
    return spans


def clings(character: str) -> bool:
    """Whether a character belongs to the word beside it: letters of scripts that part their words by blanks.

    >>> clings("k"), clings("ж"), clings("万"), clings("한"), clings("5"), clings("$")
    (True, True, False, False, False, False)
    """
    if character < "\x80":
        return character.isalpha()
    return _WORD.fullmatch(character) is not None


def word_end(text: str, start: int, most: int) -> int:
    """Return where the word ends that goes on here, `most` characters on at the latest."""
    found = _WORD.match(text, start, start + most)
    return found.end() if found else start


def word_start(text: str, start: int, most: int, *, hyphens: bool = False) -> int:
    """Return where the word starts that holds this place, `most` characters back at the furthest.

    >>> word_start("die Krypto-Grosskunden", 16, 40), word_start("die Krypto-Grosskunden", 16, 40, hyphens=True)
    (11, 4)
    """
    floor = max(0, start - most)
    while start > floor:
        before = text[start - 1]
        joint = hyphens and before == "-" and start > floor + 1 and text[start - 2].isalnum()
        if not (clings(before) or joint or (hyphens and before.isdigit())):
            break
        start -= 1
    return start
