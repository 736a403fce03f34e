"""Names in sentences: "the airline X suffered a data breach", "data stolen from X", "X is a maker of"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.reading.clauses import sentence
from pipelines.reading.names import Hit, Hits
from pipelines.reading.post import Part
from pipelines.reading.victim.candidate import CUES, ORGANISATIONS, Candidate
from pipelines.reading.victim.runs import Run, acronym, before, runs, words

_BRACKETS = re.compile(r"\s?\(([^()\n]{1,90})\)\s*$")
_QUOTED = re.compile(r"\s{0,2}[\"“„«'‘「]([^\"“”»'’」\n]{1,50})[\"“”»'’」]")
_QUOTED_BEFORE = re.compile(r"[\"“„«]([^\"“”„«»\n]{2,50})[\"“”»]\s*$")
_APART = re.compile(r"^,|[;:\n]|\. ")
"""What parts "data from" from a name that it does not lead to."""
_COUNTED = re.compile(r" (?:[^\W\d_]{1,10} ){0,2}\d")
"""Whom somebody told who had lost their data: "told 130,000 patients"."""
EARLY = 300
"""Where a body says whose data it has."""
OPENING = 400
"""Where it says what the organisation is."""
MOST = 3
"""Organisations that are looked at there."""
NEAR = 120
"""How far before "suffered" a bracket or a quoted name may begin, in characters."""
REACH = 90
"""How far behind "data from" its name may stand, in characters."""


def prose(part: Part, marks: Hits) -> list[Candidate]:
    """Return names by what is said of them; earlier sentences weigh more."""
    if part.source == "title":
        found = [*_behind(part, marks)]
    else:
        found = [*_subjects(part, marks), *_behind(part, marks), *_described(part, marks), *_official(part, marks)]
    return [Candidate(part, run.start, run.end, weight - run.start / 5_000) for weight, run in found]


def _generic(part: Part, marks: Hits) -> frozenset[str]:
    return frozenset(
        part.folded[hit.start : hit.end]
        for table in ("victim.generic", *ORGANISATIONS, "victim.noun", "victim.article")
        for hit in marks.of(table)
    )


def _subjects(part: Part, marks: Hits) -> Iterator[tuple[float, Run]]:
    """Yield the names before "suffered", "was hacked", "a subi"."""
    text = part.text
    told = [hit for hit in marks.of("victim.told")[:CUES] if _COUNTED.match(text, hit.end)]
    verbs = [*marks.of("victim.breached")[:CUES], *told]
    generic = _generic(part, marks) if verbs else frozenset()
    for verb in verbs:
        floor = sentence(text, verb.start)[0]
        end = verb.start
        bracket = _at_end(_BRACKETS, ")", text, floor, end)
        if bracket:
            if bracket[1].isupper() and (run := acronym(text, bracket.start(), bracket[1])):
                yield 7.0, run
                continue
            end = bracket.start()
        quote = _at_end(_QUOTED_BEFORE, '"“”»', text, floor, end)
        if quote:
            yield 6.2, Run(quote.start(1), quote.end(1))
        elif run := before(text, end, floor, generic):
            yield 6.0, _without_article(run, text)


def _at_end(what: re.Pattern[str], closing: str, text: str, floor: int, end: int) -> re.Match[str] | None:
    """Find what a bracket or quotation mark closes right before a place; few are closed there."""
    start = max(floor, end - NEAR)
    return what.search(text, start, end) if text[start:end].rstrip()[-1:] in closing else None


def _without_article(run: Run, text: str) -> Run:
    """Take an article or a sentence's first small word off: "The Acme" is Acme."""
    first = text[run.start : run.end].partition(" ")[0]
    if first.lower() in ("the", "in", "la", "le", "el", "der", "die", "das", "a", "an", "o", "os"):
        return Run(run.start + len(first) + 1, run.end) if run.start + len(first) + 1 < run.end else run
    if first[:2].lower() in ("l'", "l’", "d'", "d’"):
        rest = run.start + 2
        return Run(rest if text[rest].isupper() else text.find(" ", rest, run.end) + 1 or rest, run.end)
    return run


def _behind(part: Part, marks: Hits) -> Iterator[tuple[float, Run]]:
    """Yield the names behind "data breach of", "stolen from", "database of", in their sentence."""
    text = part.text
    for cue in marks.of("victim.lead")[:CUES]:
        end = min(sentence(text, cue.start)[1], cue.end + REACH)
        if _names_who(cue, marks) or text.startswith(" by ", cue.end):
            continue
        quote = _QUOTED.match(text, cue.end)
        if quote:
            yield 6.0, Run(quote.start(1), quote.end(1))
            continue
        verb = next(iter(marks.within("victim.breached", cue.end, end)), None)
        stop = verb.start if verb else end
        named = (
            run
            for run in runs(text, cue.end, stop)
            if not _only_place(run, text, marks) and not _where(run, marks, cue.end)
        )
        first = next(named, None)
        if first is None or text.count(" ", cue.end, first.start) > 7 or _APART.search(text[cue.end : first.start]):
            continue
        run = first
        if verb:
            last = [first, *named][-1]
            run = first if "," in text[first.end : last.start] else last
        yield 5.5, _without_article(run, text)


def _names_who(cue: Hit, marks: Hits) -> bool:
    """Whether a cue tells a hacker's name: "an actor known as"."""
    return marks.any("seller.known", cue.start, cue.end) and marks.any("seller.who", max(0, cue.start - 24), cue.start)


def _only_place(run: Run, text: str, marks: Hits) -> bool:
    """Whether a run is a place and nothing else, or what is from there: "Texas-based"."""
    last = max((hit.end for hit in marks.touching("country", run.start, run.end)), default=run.start)
    places = sum(hit.end - hit.start for hit in marks.within("country", run.start, run.end))
    hyphened = text[last : last + 1] == "-" and " " not in text[last : run.end] and text[last + 1 : run.end].islower()
    return places + (run.end - last if hyphened else 0) >= run.end - run.start


def _where(run: Run, marks: Hits, floor: int) -> bool:
    """Whether a word such as "near" stands right before, but not in "a clerk at": a place that no gazetteer has."""
    return any(run.start - hit.end <= 1 for hit in marks.within("victim.where", max(floor, run.start - 16), run.start))


def _described(part: Part, marks: Hits) -> Iterator[tuple[float, Run]]:
    """Yield the name that opens a body and is described: "X is a …", "The X Group provides …"."""
    text = part.text
    for cue in marks.of("victim.described"):
        start = sentence(text, cue.start)[0]
        if cue.start >= OPENING:
            return
        run = before(text, cue.start, start, frozenset())
        if run and len(words(text, start, cue.start)) <= 8:
            yield 4.5, _without_article(run, text)


def _official(part: Part, marks: Hits) -> Iterator[tuple[float, Run]]:
    """Yield names near the body's start that hold the word for an organisation: "Department of X"."""
    for org in [*marks.within("victim.org", 0, EARLY)][:MOST]:
        if part.text[org.start].isupper():
            start, end = sentence(part.text, org.start)
            for run in runs(part.text, start, end):
                if run.end > org.start:
                    if run.start <= org.start:
                        yield 3.8, run
                    break
