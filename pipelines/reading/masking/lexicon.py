"""What all languages call personal data: headers, cue words, street words; read from `lexicons/*/masking.toml`."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pipelines.reading import messengers
from pipelines.reading.lexicons import languages as all_languages
from pipelines.reading.lexicons import lexicon as read
from pipelines.reading.masking.schemes import kind_of
from pipelines.reading.phrases import EDGE, automaton, mark, occurrences, phrase
from pipelines.reading.phrases import words as words_of

_UNBOUNDED = re.compile(
    r"[\u0590-\u06ff\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_KEY = re.compile(r"\s?[:：=]\s?\S|\s(?=\d)[\d.\- ]{6}")
"""Behind a word of two letters that is a label, a colon or a long number; elsewhere such a word is anything."""
_APART = re.compile(r"[\W_]+")
DIALLED = frozenset({"telegram", "whatsapp", "signal", "wechat", "skype", "contact"})
"""Messengers that know people by their phone number, and words for how to reach somebody."""
REACHED = "reached"
"""The kind of these cues: a phone number stands behind them, or anything else."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a header or a cue says about its value."""

    kind: str
    """As in `Redaction.kind`; also `full_name` (a person's, for sure), `keep`, `company`, and of cues `REACHED`."""
    scheme: str | None = None
    """stdnum's module ("in_.aadhaar"); `None`: any."""


class Cue(NamedTuple):
    """A label's words in a text."""

    start: int
    end: int
    label: Label


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lexicons of all languages as one, the post's own first."""

    columns: Mapping[str, Label]
    """By squashed words: "dateofbirth"."""
    words: Mapping[str, frozenset[str]]
    """By topic: `sample`, `street`, `at`, `dot`, `order`, `plain`, `link`, `company`, `human`."""
    schemes: tuple[str, ...]
    """stdnum modules that the post's languages name, likeliest first."""
    disguise: re.Pattern[str]
    """A word for the dot of a disguised address, or one for its "@" or dot in brackets, in a lower-case text."""
    automaton: Any = field(repr=False)
    sample: re.Pattern[str] = field(repr=False)
    """A word that announces a sample, in a lower-case text."""
    sampled: frozenset[str] = field(repr=False)
    """What those of these words begin with that an ASCII text may hold."""
    order: re.Pattern[str] = field(repr=False)
    """A word for an order, a ticket, a deal."""

    def disguises(self, folded: str) -> bool:
        """Whether a lower-case text has words that an address could be disguised with."""
        if self.disguise.search(folded):
            return True
        return not folded.isascii() and any(
            word in folded for word in self.words.get("at", ()) if len(word) > 1 and not word.isascii()
        )

    def samples(self, folded: str) -> bool:
        """Whether a lower-case text has a word that announces a sample."""
        if folded.isascii() and self.sampled.isdisjoint(words_of(folded)):
            return False  # the text's words are known already; most texts need no search
        return self.sample.search(folded) is not None

    def column(self, cell: str) -> Label | None:
        """Return the label of a header cell or a key: its whole words, else the first of its words with a label."""
        words = _APART.sub(" ", cell.lower()).split()
        if not words or len(words) > 6:
            return None
        whole = self.columns.get("".join(words))
        if whole is not None:
            return whole
        parts = [found for word in words if len(word) > 2 and (found := self.columns.get(word))]
        return next((found for found in parts if found.kind != "keep"), parts[0] if parts else None)

    def names_personal(self, cell: str) -> bool:
        """Whether a whole cell is the name of a column of personal data."""
        label = self.columns.get(squash(cell))
        return label is not None and label.kind not in ("keep", "company")

    def names_column(self, cell: str) -> bool:
        """Whether a whole cell is the name of a column."""
        return squash(cell) in self.columns

    def cues(self, folded: str) -> list[Cue]:
        """Return the cues in a lower-case text, longest first where they overlap, in order."""
        hits = sorted(self._hits(folded), key=lambda cue: (cue.start, -cue.end))
        kept: list[Cue] = []
        for each in hits:
            if not kept or each.start >= kept[-1].end:
                kept.append(each)
        return kept

    def _hits(self, folded: str) -> Iterator[Cue]:
        marked = mark(folded)
        for start, end, label in occurrences(self.automaton, marked.text, marked.edges):
            joined = folded[start] > "\x7f" and _UNBOUNDED.match(folded[start])
            if not joined and start and folded[start - 1].isdigit():
                continue
            if end - start > 2 or joined or _KEY.match(folded, end):
                yield Cue(start, end, label)


def _bounded(words: str) -> str:
    """Write a phrase as it stands in a marked text; in a script that writes words together, inside of a word too."""
    written = phrase(words)
    written = written.removeprefix(EDGE) if _UNBOUNDED.match(words[0]) else written
    return written.removesuffix(EDGE) if _UNBOUNDED.match(words[-1]) else written


def squash(words: str) -> str:
    """Write a header without case, blanks and punctuation.

    >>> squash("Date_of-Birth")
    'dateofbirth'
    """
    return _APART.sub("", words.lower())


@functools.lru_cache(maxsize=256)
def any_word(words: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of these words, whole ones in scripts that part words."""
    joined = frozenset(word for word in words if _UNBOUNDED.match(word))
    return re.compile(rf"(?<![^\W_]){one_of(words - joined)}(?![^\W_])|{one_of(joined)}")


def one_of(words: frozenset[str]) -> str:
    """Write a pattern for the longest of these words; a look at its first letter spares trying them one by one."""
    if not words:
        return "(?!)"
    firsts = re.escape("".join(sorted({word[0] for word in words})))
    return f"(?=[{firsts}])(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})"


@functools.lru_cache(maxsize=64)
def load(languages: tuple[str, ...]) -> Lexicon:
    """Join the lexicons of all languages; of those that call two things the same, the post's own wins."""
    order = dict.fromkeys((*languages, "en", *all_languages()))
    columns: dict[str, Label] = {}
    topics: dict[str, set[str]] = {}
    cues: dict[str, Label] = {}
    schemes: list[str] = []
    for language in order:
        file = read(language, "masking")
        for words, label in _labels(file):
            columns.setdefault(squash(words), label)
            cues.setdefault(words.lower(), label)
        for topic, entries in file.get("words", {}).items():
            topics.setdefault(topic, set()).update(each.lower() for each in entries)
        if language in languages:
            schemes += file.get("ids", {})
    for words, messenger in messengers.words().items():
        if messenger in DIALLED:
            cues.setdefault(words, Label(REACHED))
    dots = one_of(frozenset(topics.get("dot", {"dot"})))
    signs = one_of(frozenset(topics.get("at", set()) | topics.get("dot", set()) | {"at", "dot", "@"}))
    return Lexicon(
        columns,
        {topic: frozenset(each) for topic, each in topics.items()},
        tuple(dict.fromkeys(schemes)),
        re.compile(rf"[\s\[({{<_*](?:(?<=\s){dots}\s|(?<!\s)\s?{signs}\s?[\])}}>_*])"),
        _automaton(cues),
        any_word(frozenset(topics.get("sample", ()))),
        frozenset(words_of(each)[0] for each in topics.get("sample", ()) if each.isascii()),
        any_word(frozenset(topics.get("order", ()))),
    )


def _labels(file: Mapping[str, Any]) -> Iterator[tuple[str, Label]]:
    for scheme, phrases in file.get("ids", {}).items():
        yield from ((phrase, Label(kind_of(scheme), scheme)) for phrase in phrases)
    for kind, phrases in file.get("columns", {}).items():
        yield from ((phrase, Label(kind)) for phrase in phrases)


def _automaton(cues: Mapping[str, Label]) -> Any:
    return automaton(
        {_bounded(words): label for words, label in cues.items() if len(words) > 1 or _UNBOUNDED.match(words)}
    )
