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
from pipelines.reading.post import Part
from pipelines.reading.quantities import chinese
from pipelines.reading.victim.candidate import Candidate
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
_NUMERALS = re.compile(f"[{''.join((*chinese.DIGIT, *chinese.SMALL, *chinese.LARGE))}]{{2,24}}")
_LATIN = re.compile(r"[ 「『“]{0,2}([A-Z][A-Za-z0-9&.'-]{2,30}(?: [A-Z][A-Za-z0-9&.'-]{1,30}){0,3})")
UNSPACED = "\u2e80"
"""From here on scripts that write words together."""
LONGEST = 24
"""Characters of a name."""


def joined(part: Part, marks: Hits) -> list[Candidate]:
    """Return the names that end with a word for an organisation, or stand beside a word that names call for."""
    if not _UNCASED.search(part.text):
        return []
    found = []
    ground = _Ground(part, marks)
    for weight, start, end in (*ground.suffixed(), *ground.before(), *ground.behind()):
        found.append(Candidate(part, start, end, weight - start / 5_000))
    return found


@dataclass(frozen=True, slots=True)
class _Ground:
    """A part in a script without capitals."""

    part: Part = field(repr=False)
    marks: Hits = field(repr=False)

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
            for cue in self.marks.of(table):
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
        for cue in self.marks.of("victim.org"):
            name = _LATIN.match(text, cue.end) if text[cue.start] >= UNSPACED else None
            if name and not self.marks.any("victim.reporter", max(0, cue.start - 4), cue.end):
                yield 4.7, name.start(1), name.end(1)
        for table, weight in (("victim.lead", 5.5), ("victim.head", 4.6)):
            for cue in self.marks.of(table):
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
            for hit in self.marks.of(table):
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
        tables = (
            "victim.generic",
            "country",
            "verdict.data",
            "victim.tail",
            "data_types",
            "victim.head",
            "verdict.leak",
        )
        return sorted(hit for table in tables for hit in self.marks.within(table, start, end))

    def _stopped(self, start: int, end: int) -> int:
        """Return where the last small word or verb in a span ends."""
        return max([start, *(hit.end for hit in self._stops(start, end))])

    def _until(self, start: int, end: int) -> int:
        """Return where the first small word, verb or word for data in a span begins."""
        stops = [hit.start for hit in self._stops(start, end) if hit.start > start]
        words = [
            hit.start
            for table in ("verdict.data", "verdict.leak", "data_types", "seller.who")
            for hit in self.marks.within(table, start, end)
            if hit.start > start
        ]
        return min([end, *stops, *words])

    def _stops(self, start: int, end: int) -> Iterator[Hit]:
        for table in _STOPS:
            for hit in self.marks.within(table, start, end):
                if not self._in_hiragana(hit):
                    yield hit

    def _in_hiragana(self, hit: Hit) -> bool:
        """Whether a Japanese particle is a part of a longer word: the "と" of ふるさと, but not the の behind it."""
        text = self.part.text
        if hit.end - hit.start > 1 or not _HIRAGANA.match(text, hit.start):
            return False
        after = bool(_HIRAGANA.match(text, hit.end))
        before = hit.start > 0 and bool(_HIRAGANA.match(text, hit.start - 1))
        return after or (before and text[hit.start] not in "のはがを")

    def _called(self, start: int, end: int) -> float:
        """Return what a name weighs more for a word beside it: "属于X", "X遭駭", "X 회원 DB"."""
        led = any(start - hit.end <= 2 for hit in self.marks.within("victim.lead", max(0, start - 12), start))
        told = any(
            hit.start - end <= 3
            for table in ("victim.breached", "victim.tail", "verdict.data")
            for hit in self.marks.within(table, end, end + 10)
        )
        return 0.5 * led + 0.4 * told

    def _named(self, start: int, end: int, *, wholly: bool = False) -> bool:
        """Whether two letters in a row are no word that the lexicons know; `wholly`: and most of the others."""
        if end - start < 2 or self.marks.any("victim.vague", start - 1, end):  # "某酒店" is a certain hotel
            return False
        known = bytearray(end - start)
        for table in _KNOWN:
            for hit in self.marks.touching(table, start, end):
                if table == "victim.suffix" and hit.end - hit.start == 1:
                    continue  # the 网 that ends many names is a letter of others
                low, high = max(hit.start, start) - start, min(hit.end, end) - start
                known[low:high] = b"\1" * (high - low)
        for run in _NUMERALS.finditer(self.part.text, start, end):
            known[run.start() - start : run.end() - start] = b"\1" * (run.end() - run.start())
        if wholly and 2 * sum(known) > end - start:
            return False
        free = 0
        for index, each in enumerate(self.part.text[start:end]):
            free = 0 if known[index] or not each.isalpha() else free + 1
            if free >= 2:
                return True
        return False
