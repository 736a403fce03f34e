"""Names beside what they are: "the job board Acme", "Acme, a chain of clinics, said", "Acme A/S"."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.reading.clauses import sentence
from pipelines.reading.names import Hit, Hits
from pipelines.reading.post import Part
from pipelines.reading.victim.candidate import Candidate
from pipelines.reading.victim.runs import Run, before, runs, words

EARLY = 700
"""Where a body says whose data it is about."""
REACH = 80
"""How far behind the word for what it is its name may go on, in characters."""
WORDS = 5
"""Words before "chain" in "Acme, the third largest pharmacy chain"."""
TITLED = 5.4
BEHIND = 5.2
BEFORE = 5.3
FORM = 5.1
TELLS = 0.8
"""How much less the name weighs behind "according to"."""
_KINDS = ("victim.apposed", "victim.noun", "victim.org", "victim.official")


def apposed(part: Part, marks: Hits) -> Iterator[Candidate]:
    """Yield the name right behind a word for what it is, and the one that such a word stands behind after a comma."""
    weight = TITLED if part.source == "title" else BEHIND
    for cue in marks.within("victim.apposed", 0, EARLY):
        if run := _right_behind(part.text, cue):
            yield Candidate(part, run.start, run.end, weight - TELLS * _tells(marks, cue) - run.start / 5_000)
    if part.source != "title":
        for article in marks.within("victim.article", 0, EARLY):
            if run := _described(part.text, article, marks):
                yield Candidate(part, run.start, run.end, BEFORE - run.start / 5_000)


def formed(part: Part, marks: Hits) -> Iterator[Candidate]:
    """Yield the names that end with a legal form: "Acme Vind A/S", with it."""
    for form in marks.within("victim.form", 0, EARLY):
        if not part.text[form.start].isupper() or _tells(marks, form):
            continue
        run = before(part.text, form.start, sentence(part.text, form.start)[0], frozenset())
        if run and part.text[run.end : form.start] in (" ", ", "):
            yield Candidate(part, run.start, form.end, FORM - run.start / 5_000)


def _right_behind(text: str, cue: Hit) -> Run | None:
    """Return the name that a blank alone parts from the word; that word itself is small, else it is a part of one."""
    comma = text.startswith(", ", cue.end)
    at = cue.end + 1 + comma
    if not text[cue.start].islower() or text[at - 1 : at] != " ":
        return None
    run = next(iter(runs(text, at, min(sentence(text, cue.start)[1], cue.end + REACH))), None)
    if run is None or run.start != at:
        return None
    return run if not comma or text[run.end : run.end + 1] in (".", ",", ";", "") else None  # "a Kenyan app, Acme."


def _tells(marks: Hits, cue: Hit) -> bool:
    """Whether an organisation only tells of it: "according to the bank Acme", "security company Acme"."""
    return marks.any("victim.reporter", max(0, cue.start - 24), cue.end)


def _described(text: str, article: Hit, marks: Hits) -> Run | None:
    """Return "Acme" of "Acme, a Norwegian chain of clinics": a comma, an article, and soon the word for what it is."""
    end = article.start - 2
    if text[max(0, end) : article.start] != ", ":
        return None
    at = article.end
    for word in words(text, at, min(sentence(text, article.start)[1], at + REACH))[:WORDS]:
        if text[at : word.start].strip(" "):
            return None
        if any(marks.any(table, word.start, word.end) for table in _KINDS):
            return before(text, end, sentence(text, end)[0], frozenset())
        if word.proper and not marks.touching("country", word.start, word.end):
            return None
        at = word.end
    return None
