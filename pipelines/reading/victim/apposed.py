"""Names beside what they are: "the job board Acme", "Acme, a chain of clinics, said", "Acme A/S"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from pipelines.reading.clauses import sentence
from pipelines.reading.names import Hit, Hits
from pipelines.reading.post import Part
from pipelines.reading.victim.candidate import ORGANISATIONS, Candidate
from pipelines.reading.victim.runs import Run, before, first_run, spell

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
SHORT = 4
"""Letters of the longest small word: no adjective is as short."""
_NO_ADJECTIVES = (
    "victim.speech", "victim.breached", "victim.never", "victim.lead", "victim.told", "victim.where", "seller.claimed",
    "seller.never", "context.place_lead", "verdict.leak", "cue.vendor", "seller.known", "seller.who",
)  # fmt: skip
LAST = 4.9
TELLS = 0.8
"""How much less the name weighs behind "according to"."""
_KINDS = ("victim.apposed", "victim.noun", "victim.org", "victim.official")


def apposed(part: Part, marks: Hits, *, nouns_first: bool) -> Iterator[Candidate]:
    """Yield the name right behind a word for what it is, and the one that such a word stands behind after a comma.

    `nouns_first`: whether adjectives stand behind their noun, so that one may part it from the name.
    """
    weight = TITLED if part.source == "title" else BEHIND
    for cue in marks.within("victim.apposed", 0, EARLY):
        if run := _right_behind(part.text, cue, marks, nouns_first=nouns_first):
            yield Candidate(part, run.start, run.end, weight - TELLS * _tells(marks, cue) - run.start / 5_000)
    for cue in marks.within("victim.apposed_last", 0, EARLY):
        run = before(part.text, cue.start, sentence(part.text, cue.start)[0], frozenset())
        if run and part.text[cue.start].islower() and run.end == cue.start - 1:
            yield Candidate(part, run.start, run.end, LAST - run.start / 5_000)
    kinds = [table for table in _KINDS if table in marks.tables]
    if part.source != "title" and kinds:
        for article in marks.of("victim.article"):
            if article.end > EARLY:
                break
            if part.text.endswith(", ", 0, article.start) and (run := _described(part.text, article, marks, kinds)):
                yield Candidate(part, run.start, run.end, BEFORE - run.start / 5_000)


def formed(part: Part, marks: Hits) -> Iterator[Candidate]:
    """Yield the names that end with a legal form: "Acme Vind A/S", with it."""
    for form in marks.within("victim.form", 0, EARLY):
        if not part.text[form.start].isupper() or _tells(marks, form):
            continue
        run = before(part.text, form.start, sentence(part.text, form.start)[0], frozenset())
        if run and part.text[run.end : form.start] in (" ", ", "):
            yield Candidate(part, run.start, form.end, FORM - run.start / 5_000)


def _right_behind(text: str, cue: Hit, marks: Hits, *, nouns_first: bool) -> Run | None:
    """Return the name that a blank alone parts from the word; a "University" that opens a line is of it."""
    opens = cue.start == 0 or text[cue.start - 1] == "\n"
    comma = text.startswith(", ", cue.end)
    at = cue.end + 1 + comma
    if not (text[cue.start].islower() or opens) or text[at - 1 : at] != " ":
        return None
    end = min(sentence(text, cue.start)[1], cue.end + REACH)
    word = next(spell(text, at, end), None)
    if word is None or not (word.proper or nouns_first):
        return None  # most often: a name would begin here
    run = first_run(text, at, end)
    apart = text[at : run.start].rstrip(" ") if run else ""
    if run is None or (apart and not (nouns_first and _adjective(apart, at, marks))):
        return None
    if comma:  # "a Kenyan app, Acme."
        listed = opens or apart or marks.touching("data_types", run.start, run.end)  # "of a notary, SSN, income"
        return run if not listed and text[run.end : run.end + 1] in (".", ",", ";", "") else None
    if opens and text[run.start : run.end].split(" ", 1)[0].isupper():  # "Công ty TNHH …": a legal form
        return None
    own = opens and any(marks.any(table, cue.start, cue.end) for table in ORGANISATIONS)
    return Run(cue.start, run.end) if own else run


def _adjective(word: str, start: int, marks: Hits) -> bool:
    """Whether what stands between may be an adjective: one long word that says nothing else."""
    if len(word) <= SHORT or not word.isalpha():
        return False
    return not any(marks.touching(table, start, start + len(word)) for table in _NO_ADJECTIVES)


def _tells(marks: Hits, cue: Hit) -> bool:
    """Whether an organisation only tells of it: "according to the bank Acme", "security company Acme"."""
    return marks.any("victim.reporter", max(0, cue.start - 24), cue.end)


def _described(text: str, article: Hit, marks: Hits, kinds: Sequence[str]) -> Run | None:
    """Return "Acme" of "Acme, a Norwegian chain of clinics": a comma, an article, and soon the word for what it is."""
    end = article.start - 2
    name = before(text, end, sentence(text, end)[0], frozenset())
    if name is None:
        return None
    at = article.end
    for word in islice(spell(text, at, min(sentence(text, article.start)[1], at + REACH)), WORDS):
        if text[at : word.start].strip(" "):
            return None
        if any(marks.any(table, word.start, word.end) for table in kinds):
            return name
        if word.proper and not marks.touching("country", word.start, word.end):
            return None
        at = word.end
    return None
