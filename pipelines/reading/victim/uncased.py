"""Names in scripts without capitals, by the word for what they are: "بنك الواحات", "संजीवन अस्पताल"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.reading.clauses import sentence
from pipelines.reading.names import NOTHING, Hits
from pipelines.reading.post import Part
from pipelines.reading.victim.candidate import CUES, Candidate

MOST = 4
"""Words of a name beside the word for what it is."""
LEAST = 3
"""Characters of a name."""
WEIGHT = 5.0
_NEXT = re.compile(r" ([^\s\d،؛؟,.:;!?()\[\]{}|/«»\"“”<>=+*@–—।-]{1,24})")
_LAST = re.compile(r"([^\s\d،؛؟,.:;!?()\[\]{}|/«»\"“”<>=+*@–—।-]{2,24}) $")
_ENDS = ("victim.stop", "victim.breached", "verdict.sells", "cause")
"""Tables whose words are no part of a name."""

Span = tuple[int, int]


def uncased(part: Part, marks: Hits) -> list[Candidate]:
    """Return the words behind "bank" and "app", and those before "hospital", by the language's tables."""
    if not (marks.of("victim.kind") or marks.of("victim.last")):
        return []  # few languages have such words
    return [
        Candidate(part, start, end, WEIGHT - start / 5_000, whole=True)
        for start, end in (*_headed(part, marks), *_tailed(part, marks))
        if end - start >= LEAST
    ]


def _headed(part: Part, marks: Hits) -> Iterator[Span]:
    """Yield what `victim.kind` leads: with that word where a name may begin with it (`victim.org`).

    None is what only says what it does, "insurance company" (`victim.sector`), nor "the pharmacies of Bahrain".
    """
    for cue in marks.of("victim.kind")[:CUES]:
        run = _behind(part, cue.end, sentence(part.text, cue.start)[1], marks)
        keeps = marks.any("victim.org", cue.start, cue.end)
        kind = bool(run) and _opens(marks, run[0], "victim.kind")
        if not run or (kind and not keeps) or (_describes(run, marks) and not (kind and len(run) > 1)):
            continue  # of "شركة بنك" the second begins the name, of "سازمان هواپیمایی" the first
        if marks.any("victim.definite", max(0, cue.start - 2), cue.end):
            if part.source == "title" and (article := _article(marks, cue.start, run[0])) is not None:
                yield article, run[-1][1]
            continue
        if marks.any("victim.plural", cue.start, cue.end) and all(_opens(marks, each, "country") for each in run):
            continue
        yield cue.start if keeps else run[0][0], run[-1][1]


def _describes(run: list[Span], marks: Hits) -> bool:
    """Whether words only say what an organisation does or where it is from: not "وصال للاتصالات", of which one does."""
    does = [_opens(marks, each, "victim.sector") for each in run[:2]]
    return does[0] or (any(does) and _opens(marks, run[0], "country"))


def _article(marks: Hits, start: int, behind: Span) -> int | None:
    """Return where the article before a word starts, if the next word has one too: "البنك الأهلي", not "the bank"."""
    articles = [hit.start for hit in marks.within("victim.article", max(0, start - 2), start)]
    return articles[-1] if articles and _opens(marks, behind, "victim.article") else None


def _behind(part: Part, at: int, end: int, marks: Hits) -> list[Span]:
    """Return the words of a name that goes on here."""
    run: list[Span] = []
    while len(run) < MOST and (word := _NEXT.match(part.text, at, end)) and not word[1].isascii():
        if _ends(marks, word.span(1), first=not run):
            break
        run.append(word.span(1))
        at = word.end()
    return run


def _ends(marks: Hits, span: Span, *, first: bool = False) -> bool:
    """Whether a word is none of a name: it says something else, or "and" or "in" is written to it ("بالقاهرة").

    Behind an "and" an article shows that the name goes on: "النقل والشحن". A kind of data that is an everyday word too
    may be in one. The `first` word behind "company" begins with no "and".
    """
    if not first and _opens(marks, span, "victim.joiner") and not marks.any("victim.article", span[0] + 1, span[0] + 3):
        return True
    if _inside(marks, span, "country") and not _opens(marks, span, "victim.article"):
        return True
    data = _opens(marks, span, "data_types") or _opens(marks, span, "verdict.data")
    return (data and not _opens(marks, span, "weak")) or any(_opens(marks, span, table) for table in _ENDS)


def _inside(marks: Hits, span: Span, table: str) -> bool:
    """Whether a phrase of a table begins inside of this word: a preposition is written to it."""
    return any(hit.start > span[0] for hit in marks.touching(table, *span))


def _opens(marks: Hits, span: Span, table: str) -> bool:
    """Whether a phrase of a table begins where this word does, or holds it."""
    return any(hit.start <= span[0] and hit.value != NOTHING for hit in marks.touching(table, *span))


def _tailed(part: Part, marks: Hits) -> Iterator[Span]:
    """Yield what stands before `victim.last`, with it: "संजीवन अस्पताल"; adjectives (`victim.sector`) are no name."""
    for cue in marks.of("victim.last")[:CUES]:
        further = _NEXT.match(part.text, cue.end)
        if further and not (_ends(marks, further.span(1)) or _opens(marks, further.span(1), "victim.generic")):
            continue  # "यूपी पुलिस भर्ती" is a recruitment
        floor = sentence(part.text, cue.start)[0]
        run: list[Span] = []
        at = cue.start
        while len(run) < MOST and (word := _LAST.search(part.text, max(floor, at - 26), at)):
            span = word.span(1)
            if word[1].isascii() or _ends(marks, span):
                break
            run.append(span)
            at = word.start()
        if run and not all(_opens(marks, span, "victim.sector") for span in run):
            yield run[-1][0], cue.end
