"""Digits and signs for letters: "p4ssw0rds", "d4t4b4se", "cust0mers".

A word is read so only where it then is one of the lexicons': a handle ("d4rk0vert") or a product ("sha256") stays.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Sequence

from pipelines.reading.lexicons import lexicon
from pipelines.reading.shadow import Shadow

LEAST = 4
"""Letters of the shortest word that is looked up."""
ENDING = 6
"""Most letters of an ending behind a stem."""
_SIGN = re.compile(r"[013457$@](?=[a-z])")
"""A sign with a letter behind it; few texts have one with a letter before it too."""
_LETTER_O = re.compile(r"o(?<=[\d.,o]o)(?:[.,]?[o\d]|[ kmgt$€](?![a-z]{2}))")
_NUMBER_WITH_O = re.compile(r"(?<![\w.,])\d[\d.,]{0,9}o(?:[.,]?[o\d]){0,12}(?=[kmgt]?b?(?![\w]))")
_BEHIND = re.compile(r"[a-z0-9$@]{0,24}")
_BEFORE = re.compile(r"[a-z0-9$@]{0,24}")
_LETTERS = tuple(str.maketrans("013457$@", f"o{one}eastsa") for one in "il")
_JOINED = re.compile(r"[\w@$/-]|\.\w")


def unleet(shadow: Shadow, languages: Sequence[str]) -> Shadow:
    """Write a text's disguised words with letters, in its folded form only: names stay as they were written."""
    folded = _zeros(shadow.folded)
    pieces: list[str] = []
    at = 0
    for sign in _SIGN.finditer(folded):
        if sign.start() < at:
            continue
        start, end = _word(folded, sign.start(), at)
        if end - start < LEAST or _part_of_more(folded, start, end):
            continue
        word = _plain(folded[start:end], tuple(languages))
        if word is not None:
            pieces += (folded[at:start], word)
            at = end
    written = "".join((*pieces, folded[at:]))
    return shadow if written == shadow.folded else dataclasses.replace(shadow, folded=written)


def _zeros(folded: str) -> str:
    """Write the letter O in a number as the digit that it stands for: "5oo,ooo", "1o gb"."""
    if not _LETTER_O.search(folded):
        return folded
    return _NUMBER_WITH_O.sub(lambda found: found[0].replace("o", "0"), folded)


def _part_of_more(folded: str, start: int, end: int) -> bool:
    """Whether a word belongs to a handle, a host or a path."""
    return folded[max(0, start - 1) : start] in ("@", "/", "_", "-", ".") or _JOINED.match(folded, end) is not None


def _word(folded: str, place: int, floor: int) -> tuple[int, int]:
    before = _BEFORE.match(folded[max(floor, place - 24) : place][::-1])
    behind = _BEHIND.match(folded, place)
    return place - (before.end() if before else 0), behind.end() if behind else place


def _plain(word: str, languages: tuple[str, ...]) -> str | None:
    """Return a disguised word in letters; `None`: it is none that the lexicons know.

    >>> _plain("p4$$w0rds", ("en",)), _plain("d4rk0vert", ("en",))
    ('passwords', None)
    """
    if not re.search("[a-z].*[a-z]", word) or re.search(r"\d[kmb]$", word):
        return None
    spelled = (word.translate(table) for table in _LETTERS)
    return next((each for each in spelled if each.isalpha() and _is_known(each, languages)), None)


@functools.lru_cache(maxsize=4096)
def _is_known(word: str, languages: tuple[str, ...]) -> bool:
    for language in (*languages, "en"):
        whole, stems = _words(language)
        if word in whole or any(word[:end] in stems for end in range(max(LEAST, len(word) - ENDING), len(word) + 1)):
            return True
    return False


@functools.cache
def _words(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of a language's phrases, and the stems of those that may go on."""
    phrases = [
        phrase
        for topic in ("claims", "quantities")
        for table in lexicon(language, topic).values()
        if isinstance(table, dict)
        for entries in table.values()
        if isinstance(entries, list)
        for phrase in entries
    ]
    words = [word.lower() for phrase in phrases for word in re.split(r"[\s_/-]+", phrase)]
    return (
        frozenset(word for word in words if len(word) >= LEAST and word.isalpha()),
        frozenset(word[:-1] for word in words if word.endswith("*") and len(word) > LEAST),
    )
