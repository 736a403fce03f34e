"""Names in a text: runs of capitalised words, with the small words that hold them together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipelines.reading.phrases import clings, maker

LINKS = frozenset((
    "of", "the", "and", "&", "for", "to", "at", "on", "in", "de", "la", "le", "les", "des", "du", "del", "della", "di",
    "da", "do", "dos", "das", "e", "y", "et", "und", "der", "die", "von", "van", "den", "el", "al", "no", "na", "i",
    "ve", "dan", "và", "los", "las",
))  # fmt: skip
"""Small words that may stand inside a name, never at its ends."""
FORWARD = LINKS - frozenset((
    "the", "to", "at", "on", "in", "le", "les", "die", "den", "el", "della", "no", "na", "i", "los", "las",
))  # fmt: skip
"""Those that a name may go on with, read from its start."""
LONGEST = 8
"""Words of a name."""
LAST = 64
"""Characters before a place that hold the word which ends there, as long as a word may be."""
FAR = 400
"""Characters before a place that hold the name which ends there."""
_WORD = re.compile(r"[^\s\"“”«»„()\[\]{}<>|,;:!?，。；：（）【】、·•/\\—–]{1,60}")
_DOTTED = ("Inc.", "Ltd.", "Co.", "St.", "Mt.", "Ft.", "San.", "Tic.", "Şti.", "A.Ş.")
"""What keeps its point inside a name."""
_TRAIL = ".'’-"
_SCRIPTS = re.compile(
    "[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|[^\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+"
)
"""Chinese, Japanese and Korean stand against Latin words without a blank: 出售VinaSong用户库."""
_FIRST = "\u3005"
"""The first letter of these."""
GLUED = 3
"""Characters of a Latin word that is a word of its own there: the "4S" of 汽车4S店 is none."""
_FORM = re.compile(r"(?:[^\W\d_]{1,3}\.){2,8}")
"""Legal forms such as "S.p.A.", whose last dot is a part of them."""


class Run(NamedTuple):
    """A name's span."""

    start: int
    end: int
    """Exclusive."""


class Word(NamedTuple):
    """A word between blanks and punctuation."""

    start: int
    end: int
    written: str

    @property
    def proper(self) -> bool:
        """Whether it looks like a part of a name: a capital, an inner one (iPhone), or letters with digits."""
        written = self.written
        first = written[0]
        if not written.islower() and (first.isupper() or first.istitle() or written.lower() != written):
            return True
        return first.isdigit() and len(written) > 3 and any(map(_shows, written))


_word = maker(Word)


def _shows(letter: str) -> bool:
    """Whether a letter behind digits makes them a name: in scripts without capitals, "۸۰۰هزار" is a number."""
    return letter.isalpha() and (letter.lower() != letter.upper() or not clings(letter))


def words(text: str, start: int, end: int) -> list[Word]:
    """Return the words of a span, without the punctuation at their ends."""
    return list(spell(text, start, end))


def spell(text: str, start: int, end: int) -> Iterator[Word]:
    """Yield the words of a span; most who ask have seen enough after a few."""
    for each in _WORD.finditer(text, start, end):
        whole = each[0]
        if whole.isascii() or max(whole) < _FIRST:
            if whole[-1] not in _TRAIL and whole[0] not in _TRAIL:
                yield _word((*each.span(), whole))
            elif word := _bare(whole, each.start()):
                yield word
            continue
        for piece in _SCRIPTS.finditer(whole):
            is_word = len(piece[0]) >= GLUED or not piece[0].isascii()
            if is_word and (word := _bare(piece[0], each.start() + piece.start())):
                yield word


def _bare(whole: str, at: int) -> Word | None:
    """Return a word without the punctuation at its ends, if it is anything else."""
    written = whole
    if (whole[0] in _TRAIL or whole[-1] in _TRAIL) and not (whole.endswith(_DOTTED) or _FORM.fullmatch(whole)):
        written = whole.strip(_TRAIL)
        if not written:
            return None
        at += whole.find(written)
    return _word((at, at + len(written), written))


def runs(text: str, start: int, end: int) -> Iterator[Run]:
    """Yield the runs of proper words in a span; a comma, a bracket, a dash or a line's end parts them.

    >>> [("Bank of Nowhere and Sons sold")[run.start : run.end] for run in runs("Bank of Nowhere and Sons sold", 0, 29)]
    ['Bank of Nowhere and Sons']
    """
    return _joined(text, spell(text, start, end))


def first_run(text: str, start: int, end: int) -> Run | None:
    """Return the first of the runs in a span, if there is any; what stands behind it is not read."""
    return next(runs(text, start, end), None)


def _joined(text: str, inside: Iterable[Word]) -> Iterator[Run]:
    start = end = 0
    length = 0
    """Words of the run that goes on here."""
    pending = 0
    """Small words behind it, which belong to it if another proper one follows."""
    at = 0
    """Where the last of them ends."""
    for word in inside:
        if length and (apart := text[at : word.start]) != " " and apart.strip(" "):
            if length <= LONGEST:
                yield Run(start, end)
            length = pending = 0
        if word.proper:
            start = start if length else word.start
            length += pending + 1
            pending = 0
            end = at = word.end
        elif length:
            if pending < 3 and (word.written in FORWARD or (pending and word.written in LINKS)):
                pending += 1
                at = word.end
                continue
            if length <= LONGEST:
                yield Run(start, end)
            length = pending = 0
    if 0 < length <= LONGEST:
        yield Run(start, end)


def before(text: str, end: int, floor: int, generic: frozenset[str]) -> Run | None:
    """Return the name that ends here, back to `floor`; plain nouns behind it ("the Acme forum") are skipped."""
    last = _last(text, floor, end)
    if last is not None and not (last.proper or last.written.lower() in generic):
        return None  # most often; one word tells
    back = words(text, _blank(text, floor, end, FAR), end)
    while back and not back[-1].proper and back[-1].written.lower() in generic:
        back.pop()
    if not back or not back[-1].proper:
        return None
    found = list(_joined(text, back))
    return found[-1] if found and found[-1].end == back[-1].end else None


def _last(text: str, floor: int, end: int) -> Word | None:
    """Return the last word of a span, which is mostly all that stands behind its last blank."""
    blank = text.rfind(" ", max(floor, end - LAST), end - 1)
    found = words(text, blank, end) if blank >= 0 else []
    if not found:
        found = words(text, _blank(text, floor, end, LAST), end)
    return found[-1] if found else None


def _blank(text: str, floor: int, end: int, most: int) -> int:
    """Return where to read words from that end at `end`: a blank, `most` characters back, or `floor` behind it.

    Sentences may be as long as a post, and each has a cue at every turn.
    """
    if floor >= end - most:
        return floor
    blank = text.find(" ", end - most, end)
    return end - most if blank < 0 else blank


def acronym(text: str, bracket: int, letters: str) -> Run | None:
    """Return the words before a bracket whose initials it holds: "Ordre des infirmiers (ODI)"."""
    back = words(text, max(0, text.rfind("\n", 0, bracket) + 1), bracket)[-12:]
    wanted = [each for each in letters.upper() if each.isalpha()]
    at = len(back)
    while wanted and at:
        at -= 1
        word = back[at].written.rpartition("'")[2].rpartition("’")[2]
        if word[0].upper() == wanted[-1] and (word[0].isupper() or word.lower() not in LINKS or len(wanted) == 1):
            wanted.pop()
        elif word.lower() not in LINKS:
            return None
    if wanted:
        return None
    skipped = max(back[at].written.rfind("'"), back[at].written.rfind("’")) + 1
    return Run(back[at].start + skipped, back[-1].end)
