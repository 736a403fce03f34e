"""Names in a text: runs of capitalised words, with the small words that hold them together."""

from __future__ import annotations

import re
from collections.abc import Iterable
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
        first = self.written[0]
        if first.isupper() or first.istitle():
            return True
        return self.written.lower() != self.written or (
            first.isdigit() and any(map(_shows, self.written)) and len(self.written) > 3
        )


_word = maker(Word)


def _shows(letter: str) -> bool:
    """Whether a letter behind digits makes them a name: in scripts without capitals, "۸۰۰هزار" is a number."""
    return letter.isalpha() and (letter.lower() != letter.upper() or not clings(letter))


def words(text: str, start: int, end: int) -> list[Word]:
    """Return the words of a span, without the punctuation at their ends."""
    kept: list[Word] = []
    for each in _WORD.finditer(text, start, end):
        whole = each[0]
        if whole.isascii():
            if whole[-1] in _TRAIL or whole[0] in _TRAIL:
                _add(kept, whole, each.start())
            else:
                kept.append(_word((*each.span(), whole)))
            continue
        for piece in _SCRIPTS.finditer(whole):
            if len(piece[0]) >= GLUED or not piece[0].isascii():
                _add(kept, piece[0], each.start() + piece.start())
    return kept


def _add(kept: list[Word], whole: str, at: int) -> None:
    """Add a word without the punctuation at its ends."""
    written = whole
    if (whole[0] in _TRAIL or whole[-1] in _TRAIL) and not (whole.endswith(_DOTTED) or _FORM.fullmatch(whole)):
        written = whole.strip(_TRAIL)
        if not written:
            return
        at += whole.find(written)
    kept.append(_word((at, at + len(written), written)))


def runs(text: str, start: int, end: int) -> list[Run]:
    """Return the runs of proper words in a span; a comma, a bracket, a dash or a line's end parts them.

    >>> [("Bank of Nowhere and Sons sold")[run.start : run.end] for run in runs("Bank of Nowhere and Sons sold", 0, 29)]
    ['Bank of Nowhere and Sons']
    """
    return _joined(text, words(text, start, end))


def _joined(text: str, inside: Iterable[Word]) -> list[Run]:
    found: list[Run] = []
    current: list[Word] = []
    pending: list[Word] = []
    for word in inside:
        last = (pending or current)[-1] if current else None
        if last is not None and text[last.end : word.start].strip(" "):
            _close(found, current)
            current, pending = [], []
        if word.proper:
            current += [*pending, word] if current else [word]
            pending = []
        elif current and len(pending) < 3 and (word.written in FORWARD or (pending and word.written in LINKS)):
            pending.append(word)
        else:
            _close(found, current)
            current, pending = [], []
    _close(found, current)
    return found


def _close(found: list[Run], current: list[Word]) -> None:
    if current and len(current) <= LONGEST:
        found.append(Run(current[0].start, current[-1].end))


def before(text: str, end: int, floor: int, generic: frozenset[str]) -> Run | None:
    """Return the name that ends here, back to `floor`; plain nouns behind it ("the Acme forum") are skipped."""
    near = _blank(text, floor, end, LAST)
    last = words(text, near, end)
    if last and not last[-1].proper and last[-1].written.lower() not in generic:
        return None  # most often; one word tells
    floor = _blank(text, floor, end, FAR)
    back = last if floor == near else words(text, floor, end)
    while back and not back[-1].proper and back[-1].written.lower() in generic:
        back.pop()
    if not back or not back[-1].proper:
        return None
    found = _joined(text, back)
    return found[-1] if found and found[-1].end == back[-1].end else None


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
