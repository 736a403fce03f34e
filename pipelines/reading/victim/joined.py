"""Names in Chinese, Japanese and Korean: up to "银行" or "病院", before "的数据库" or "회원 DB", behind "属于".

No capital shows where a name begins. It begins behind a mark, a blank or a small word, and what a lexicon knows at its
left end ("物流企业" of "物流企业迅鹰速递") is not of it. What the lexicons know wholly ("国有银行") is no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.reading.clauses import sentence
from pipelines.reading.names import Hit, Hits
from pipelines.reading.phrases import UNSPACED
from pipelines.reading.post import Part
from pipelines.reading.quantities import chinese
from pipelines.reading.victim.candidate import CUES, Candidate
from pipelines.reading.victim.runs import before as latin

_LETTERS = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_UNCASED = re.compile(f"[{_LETTERS}]")
_BEFORE = re.compile(f"[{_LETTERS}A-Za-z0-9&ー·-]{{1,30}}$")
_BEHIND = re.compile(f"[\"'“”‘’「」『』《》()（） ]{{0,2}}([{_LETTERS}A-Za-z0-9&ー·-]{{2,30}})")
_GAP = re.compile(r"[的のに의]?[ \"'”’」』》)\]]{0,2}$")
_HIRAGANA = re.compile("[\u3041-\u3096]")
_KNOWN = (
    "country", "data_types", "cause", "provider", "context.elsewhere", "context.comparison", "seller.label",
    "seller.who",
    *(f"victim.{each}" for each in (
        "generic", "never", "stop", "tail", "suffix", "public", "speech", "breached", "lead",
    )),
    *(f"verdict.{each}" for each in (
        "sells", "offer", "data", "leak", "wanted", "hiring", "tool", "tutorial", "scam", "discuss", "rules", "program",
    )),
)  # fmt: skip
"""Tables whose phrases are words of the language, and no part of a name that they cover wholly."""
_STOPS = ("victim.stop", "victim.lead", "victim.breached", "victim.speech", "verdict.sells")
"""Tables whose phrases part a name from what stands before it."""
_WORDS = (
    "victim.generic", "country", "verdict.data", "victim.tail", "data_types", "victim.head", "verdict.leak",
)  # fmt: skip
"""Tables whose phrases at an end of a name are none of it."""
_TOLD = ("victim.breached", "victim.tail", "verdict.data")
"""Tables whose phrases stand behind names."""
_ON = ("verdict.data", "verdict.leak", "data_types", "seller.who")
"""Tables whose phrases a name does not go on with."""
_NUMERALS = re.compile(f"[{''.join((*chinese.DIGIT, *chinese.SMALL, *chinese.LARGE))}]{{2,24}}")
_LATIN = re.compile(r"[ 「『“]{0,2}([A-Z][A-Za-z0-9&.'-]{2,30}(?: [A-Z][A-Za-z0-9&.'-]{1,30}){0,3})")
_CUES = (
    "victim.suffix", "victim.public", "victim.tail", "victim.breached", "victim.org", "victim.lead", "victim.head",
)  # fmt: skip
"""Tables whose phrases names stand beside; without one of them nothing is read."""
FAR = 60
"""Characters behind the last cue that are looked at; a name goes on for 30 at most."""
LONGEST = 24
"""Characters of a name."""


def joined(part: Part, marks: Hits) -> list[Candidate]:
    """Return the names that end with a word for an organisation, or stand beside a word that names call for."""
    if part.text.isascii() or not _UNCASED.search(part.text):
        return []
    last = max((hit.end for table in _CUES for hit in marks.of(table)[:CUES][-1:]), default=0)
    if not last:
        return []
    found = []
    ground = _Ground(part, marks, *_laid_out(part, marks, last + FAR))
    for weight, start, end in (*ground.suffixed(), *ground.before(), *ground.behind()):
        found.append(Candidate(part, start, end, weight - start / 5_000))
    return found


@dataclass(frozen=True, slots=True)
class _Ground:
    """A part in a script without capitals."""

    part: Part = field(repr=False)
    marks: Hits = field(repr=False)
    known: bytes = field(repr=False)
    """A byte for each character: 1 where a word that the lexicons know covers it."""
    letters: bytes = field(repr=False)
    """A byte for each character: 1 where it is a letter of no such word."""
    lists: Hits = field(repr=False)
    """The tables that are looked through together, each group in one list: a look costs a call for each list."""

    @property
    def titled(self) -> float:
        """What a name in a title weighs more."""
        return 0.4 if self.part.source == "title" else 0.0

    def suffixed(self) -> Iterator[tuple[float, int, int]]:
        """Yield names up to a word for an organisation: 海岳大学, 北陸みらい病院, 한빛나눔병원."""
        text = self.part.text
        longest: dict[int, tuple[bool, int]] = {}
        for suffix, public in self._suffixes():
            before = _BEFORE.search(text, max(0, suffix.start - LONGEST), suffix.start)
            if before is None:
                continue
            start = self._begin(before.start(), suffix.start)
            placed = public and start < suffix.start and self.marks.any("country", start, suffix.start)
            if placed or self._named(start, suffix.start):
                own = not any(hit == suffix[:2] for hit in self._spans("victim.generic", *suffix[:2]))
                longest[start] = max(longest.get(start, (own, suffix.end)), (own, suffix.end))
        for start, (_, end) in longest.items():
            yield 5.0 + self.titled + self._called(start, end), start, end

    def before(self) -> Iterator[tuple[float, int, int]]:
        """Yield the names before a word for their data ("的数据库"), or for what befell them ("遭駭")."""
        text = self.part.text
        for table, weight in (("victim.tail", 5.0), ("victim.breached", 5.2)):
            for cue in self.marks.of(table)[:CUES]:
                floor = max(sentence(text, cue.start)[0], cue.start - LONGEST)
                gap = _GAP.search(text, floor, cue.start)
                end = gap.start() if gap else cue.start
                before = _BEFORE.search(text, floor, end)
                if before is None:
                    continue
                if before[0].isascii():
                    if run := latin(text, end, floor, frozenset()):
                        yield weight - 0.2, run.start, run.end
                    continue
                start, end = self._inside(before.start(), end)
                if self._named(start, end, wholly=True):
                    yield weight + self.titled / 4, start, end

    def behind(self) -> Iterator[tuple[float, int, int]]:
        """Yield the names behind "属于" or "来自", and behind what an organisation is ("物流企业", "배달앱")."""
        text = self.part.text
        for cue in self.marks.of("victim.org")[:CUES]:
            name = _LATIN.match(text, cue.end) if text[cue.start] >= UNSPACED else None
            if name and not self.marks.any("victim.reporter", max(0, cue.start - 4), cue.end):
                yield 4.7, name.start(1), name.end(1)
        for table, weight in (("victim.lead", 5.5), ("victim.head", 4.6)):
            for cue in self.marks.of(table)[:CUES]:
                name = _BEHIND.match(text, cue.end)
                if name is None:
                    continue
                start, end = self._inside(name.start(1), self._until(*name.span(1)))
                if any(start - hit.end <= 3 for hit in self.marks.within("cue.vendor", max(0, cue.start - 20), start)):
                    continue
                if self._named(start, end) and (table == "victim.lead" or end - start <= LONGEST // 2):
                    yield weight, start, end

    def _suffixes(self) -> Iterator[tuple[Hit, bool]]:
        """Yield the words that end names; `True`: with a place's name alone they are one (上海公安局, 北京大学)."""
        for table, public in (("victim.suffix", False), ("victim.public", True)):
            for hit in self.marks.of(table)[:CUES]:
                yield hit, public

    def _spans(self, table: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        for hit in self.marks.within(table, start, end):
            yield hit.start, hit.end

    def _begin(self, start: int, end: int) -> int:
        """Return where the name that ends with a suffix at `end` begins."""
        start = at = self._stopped(start, end)
        for hit in self._words_at(start, end):
            if hit.start == at and self._named(hit.end, end):
                at = hit.end
                start = start if self.marks.any("country", hit.start, hit.end) else at
        return start

    def _inside(self, start: int, end: int) -> tuple[int, int]:
        """Take what the lexicons know off both ends of a run."""
        start = self._stopped(start, end)
        for hit in self._words_at(start, end):
            if hit.start == start:
                start = hit.end
        for hit in sorted(self._words_at(start, end), key=lambda each: -each.end):
            if hit.end == end and not self.marks.any("victim.suffix", hit.start, hit.end):
                end = hit.start
        return start, end

    def _words_at(self, start: int, end: int) -> list[Hit]:
        return [*self.lists.within("words", start, end)]

    def _stopped(self, start: int, end: int) -> int:
        """Return where the last small word or verb in a span ends."""
        return max((hit.end for hit in self.lists.within("stops", start, end)), default=start)

    def _until(self, start: int, end: int) -> int:
        """Return where the first small word, verb or word for data in a span begins."""
        return next((hit.start for hit in self.lists.within("ends", start + 1, end)), end)

    def _called(self, start: int, end: int) -> float:
        """Return what a name weighs more for a word beside it: "属于X", "X遭駭", "X 회원 DB"."""
        led = any(start - hit.end <= 2 for hit in self.marks.within("victim.lead", max(0, start - 12), start))
        told = any(hit.start - end <= 3 for hit in self.lists.within("told", end, end + 10))
        return 0.5 * led + 0.4 * told

    def _named(self, start: int, end: int, *, wholly: bool = False) -> bool:
        """Whether two letters in a row are no word that the lexicons know; `wholly`: and most of the others."""
        if end - start < 2 or self.marks.any("victim.vague", start - 1, end):  # "某酒店" is a certain hotel
            return False
        known, letters = self.known, self.letters
        if _NUMERALS.search(self.part.text, start, end):
            taken, left = bytearray(known), bytearray(letters)
            for run in _NUMERALS.finditer(self.part.text, start, end):
                _cover(taken, left, run.start(), run.end())
            known, letters = bytes(taken), bytes(left)
        if wholly and 2 * known.count(1, start, end) > end - start:
            return False
        return letters.find(b"\1\1", start, end) >= 0


def _laid_out(part: Part, marks: Hits, stop: int) -> tuple[bytes, bytes, Hits]:
    """Lay out, up to `stop`, what is known of each character, and in one list what is looked for together."""
    known, letters = bytearray(stop), bytearray(map(str.isalpha, part.text[:stop]))
    for table in _KNOWN:
        for start, end, _ in marks.within(table, 0, stop):
            if end - start > 1 or table != "victim.suffix":  # the 网 that ends many names is a letter of others
                _cover(known, letters, start, end)
    stops = [hit for hit in _gathered(marks, _STOPS, stop) if not _in_hiragana(part.text, hit)]
    lists = {
        "words": _gathered(marks, _WORDS, stop),
        "told": _gathered(marks, _TOLD, stop),
        "stops": stops,
        "ends": sorted([*stops, *_gathered(marks, _ON, stop)]),
    }
    return bytes(known), bytes(letters), Hits({name: tuple(each) for name, each in lists.items()})


def _gathered(marks: Hits, tables: tuple[str, ...], stop: int) -> list[Hit]:
    return sorted(hit for table in tables for hit in marks.within(table, 0, stop))


def _cover(known: bytearray, letters: bytearray, start: int, end: int) -> None:
    known[start:end] = b"\1" * (end - start)
    letters[start:end] = bytes(end - start)


def _in_hiragana(text: str, hit: Hit) -> bool:
    """Whether a Japanese particle is a part of a longer word: the "と" of ふるさと, but not the の behind it."""
    if hit.end - hit.start > 1 or not _HIRAGANA.match(text, hit.start):
        return False
    after = bool(_HIRAGANA.match(text, hit.end))
    before = hit.start > 0 and bool(_HIRAGANA.match(text, hit.start - 1))
    return after or (before and text[hit.start] not in "のはがを")
