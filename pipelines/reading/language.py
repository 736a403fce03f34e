"""Which language a post is in: script first, then stop words, both from `lexicons/<language>/language.toml`."""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from pipelines.reading.lexicons import languages as all_languages
from pipelines.reading.lexicons import lexicon
from pipelines.reading.phrases import words

LOOKED_AT = 4000
"""Characters of a text that decide; more of it changes nothing."""
MOST = 3
"""Languages whose lexicons are read for one post, English aside."""
SHARE = 0.3
"""Of the likeliest language's score: with less, a language is not read for."""
SURE = 8
"""A score from which a language is no accident."""
SCRIPT = 40
"""Characters of a script that count at most: letters and stop words tell apart the languages that share it."""
OWN = 2
"""Words that a language needs which the text's own lacks: "a" and "no" are Portuguese, too, "de" and "la" French."""
MIXED = 0.9
"""Of the likeliest language's score: with more, a second language stands beside it."""
LETTER = 3
"""Stop words that one word with a letter of the language's own is worth."""

SIGNS = 3
"""Letters of its own that a language needs, to count those that it borrows for itself ..."""
PER_SIGN = 16
"""... and how many of these each stands for: a Japanese list of columns has little kana."""

_WORD = re.compile(r"[^\W\d_]{1,40}")


@dataclass(frozen=True, slots=True)
class _Table:
    stop: Mapping[str, tuple[str, ...]] = field(repr=False)
    """Word to the languages that use it."""
    letters: Mapping[str, tuple[str, ...]] = field(repr=False)
    """Letter to the languages that have it and share it with few."""
    scripts: tuple[tuple[re.Pattern[str], str], ...] = field(repr=False)
    """Characters of a script that one language stands for."""
    borrows: Mapping[str, str] = field(repr=False)
    """Language to the one whose characters it writes beside its own."""


class _Counted(NamedTuple):
    """What speaks for each language in a text; nobody changes it."""

    ranked: Sequence[tuple[str, int]]
    """Languages and their scores, the likeliest first."""
    shared: Mapping[str, int]
    """What of a language's score the likeliest has as well; in a text in that, it says nothing of the other."""


def detect(*texts: str) -> str | None:
    """Return the ISO 639 code of the language of these texts; `None`: they are too short or too mixed to tell.

    >>> detect("Продам базу клиентов банка, цена в личке"), detect("出售数据库，包含姓名"), detect("1,2M x 3")
    ('ru', 'zh', None)
    """
    ranked = _counted(texts).ranked
    if not ranked or ranked[0][1] < 2:
        return None
    if len(ranked) > 1 and ranked[1][1] > MIXED * ranked[0][1]:
        return None
    return ranked[0][0]


def relevant(*texts: str) -> tuple[str, ...]:
    """Return the languages whose lexicons apply, likeliest first; English is always among them.

    >>> relevant("Vendo base de datos completa de la mutual")[0], relevant("???")
    ('es', ('en',))
    """
    ranked, shared = _counted(texts)
    most = ranked[0][1] if ranked else 0
    sure = most >= SURE
    enough = max(2 if sure else 1, SHARE * most)
    scores = dict(ranked)
    likely = [
        each for each, score in ranked if score >= enough and (not sure or score == most or score - shared[each] >= OWN)
    ]
    others = [each for each in likely if each != "en"][:MOST]
    if not others or scores.get("en", 0) >= scores[others[0]]:
        return ("en", *others)
    return (*others, "en")


@functools.lru_cache(maxsize=4)
def _counted(texts: tuple[str, ...]) -> _Counted:
    """Count for each language the words and letters that speak for it."""
    table = _table()
    lowered = [text[:LOOKED_AT].lower() for text in texts]
    said = chain.from_iterable(words(text) if text.isascii() else _WORD.findall(text) for text in lowered)
    telling = sorted(filter(table.stop.__contains__, said))
    signs = list(Counter(map(table.stop.__getitem__, telling)).items())  # many words, and few sets of owners
    scores: defaultdict[str, int] = defaultdict(int)  # a counter's missing keys cost a call of Python each
    for owners, count in signs:
        for language in owners:
            scores[language] += count
    if not all(map(str.isascii, lowered)):
        signs += _score_letters("".join(lowered), table, scores)
    ranked = sorted(scores.items(), key=itemgetter(1), reverse=True)
    shared: defaultdict[str, int] = defaultdict(int)
    for owners, count in signs if len(ranked) > 1 else ():
        if ranked[0][0] in owners and len(owners) > 1:
            for language in owners:
                shared[language] += count
    return _Counted(ranked, shared)


def _score_letters(text: str, table: _Table, scores: defaultdict[str, int]) -> list[tuple[tuple[str, ...], int]]:
    """Score letters and scripts; return which languages each letter spoke for, and how much."""
    spoke: list[tuple[tuple[str, ...], int]] = []
    lengths: Counter[str] = Counter()
    signs: Counter[str] = Counter()
    for letter, count in Counter(text).items():
        if letter < "\x80":
            continue
        owners, scripts = _of(letter)
        spoke.append((owners, LETTER * min(count, 5)))
        for language in owners:
            scores[language] += spoke[-1][1]
            signs[language] += count
        for language in scripts:
            lengths[language] += count
    for language, other in table.borrows.items():
        own = max(lengths[language], signs[language])
        if own >= SIGNS and own * PER_SIGN >= lengths[other]:
            lengths[language] += lengths.pop(other, 0)
    for language, length in lengths.items():
        scores[language] += min(length, SCRIPT) // 2 if length > 1 else 0
    return spoke


@functools.lru_cache(maxsize=8192)
def _of(letter: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the languages that have a letter for their own, and those whose script it is of."""
    table = _table()
    scripts = tuple(language for pattern, language in table.scripts if pattern.match(letter))
    return table.letters.get(letter, ()), scripts


@functools.cache
def _table() -> _Table:
    stop: dict[str, list[str]] = {}
    letters: dict[str, list[str]] = {}
    scripts: list[tuple[re.Pattern[str], str]] = []
    borrows: dict[str, str] = {}
    for language in all_languages():
        file = lexicon(language, "language")
        for word in file.get("stop", ()):
            stop.setdefault(word.lower(), []).append(language)
        for letter in file.get("letters", ""):
            letters.setdefault(letter, []).append(language)
        if "script" in file:
            scripts.append((re.compile(f"[{file['script']}]+"), language))
        if "borrows" in file:
            borrows[language] = file["borrows"]
    return _Table(_frozen(stop), _frozen(letters), tuple(scripts), borrows)


def _frozen(lists: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(each) for key, each in lists.items()}
