"""Names by what they are: "université de Liège", "the insurer Garantia", "Spieleportal Zockerhöhle".

A word of `victim.official` may begin a name, and lower-case words may stand inside it: many languages write all but the
first and the last word of an organisation's name small. A word of `victim.noun` only says what the name behind it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.reading.clauses import sentence
from pipelines.reading.names import Hit, Hits
from pipelines.reading.post import Part
from pipelines.reading.territories import all_codes
from pipelines.reading.victim.candidate import Candidate
from pipelines.reading.victim.runs import LINKS, Run, Word, first_run, spell, words

REACH = 80
"""How far behind an organisation's word its name may go on, in characters."""
_LINKS = LINKS - {"in", "on", "at", "to", "al", "no", "na", "a", "i"}
"""Small words that hold an official name together; where it is ("in …") is none of it."""
SMALL = 2
"""Lower-case words that a name may hold before its capitals: "Fédération de pétanque de l'Hérault"."""
MOST = 40
"""Words for organisations that are looked at; where a post has more, it is a list."""
SHORT = 2
"""Letters in front of a hyphen that make no name: the "E" of "E-Bank"."""
ELIDED = 5
"""Most letters of a small word that is glued to the next one: "l'Hérault", "dell'Università"."""


def organised(part: Part, marks: Hits, *, capitals: bool) -> list[Candidate]:
    """Return official names and names behind the word for what they are, earlier ones first.

    `capitals`: whether the language writes common nouns small, so that they may stand inside a name.
    """
    if not (marks.of("victim.official") or marks.of("victim.noun")):
        return []
    most = SMALL if capitals else 0
    titled = part.source == "title"
    official, apposed = (5.35, 5.35) if titled else (5.2, 5.3)
    found = [
        Candidate(part, run.start, run.end, official - run.start / 5_000, whole=True)
        for cue in marks.of("victim.official")[:MOST]
        if not _reports(marks, cue) and (run := _official(part.text, cue, marks, most)) is not None
    ]
    found += [
        Candidate(part, run.start, run.end, apposed - run.start / 5_000)
        for cue in marks.of("victim.noun")[:MOST]
        if not _reports(marks, cue) and (run := _apposed(part.text, cue, marks)) is not None
    ]
    return found


def _reports(marks: Hits, cue: Hit) -> bool:
    """Whether an organisation only tells of it: "according to the ministry of …"."""
    return marks.any("victim.reporter", max(0, cue.start - 24), cue.start)


def _behind(text: str, cue: Hit) -> Iterator[Word]:
    """Yield the words that follow with one blank each."""
    at = cue.end
    for word in spell(text, at, min(sentence(text, cue.start)[1], at + REACH)):
        if text[at : word.start] != " ":
            return
        yield word
        at = word.end


def _official(text: str, cue: Hit, marks: Hits, most: int) -> Run | None:
    """Return the name that an organisation's word begins: up to its last capital, but not on to the country's name."""
    stop: int | None = None
    small: list[Word] = []
    linked = False
    for word in _behind(text, cue):
        elided = _elided(word)
        if word.written in all_codes() and word.start == cue.end + 1:
            break
        if word.proper:
            if stop is not None and linked and marks.any("country", word.start + elided, word.end):
                break
            stop, linked = word.end, False
        elif word.written in _LINKS or marks.any("victim.link", word.start, word.end):
            linked = True
        elif marks.any("context.place_lead", word.start, word.end):
            break  # "Haute école à Liège": where it is, and not how it is called
        elif stop is None and len(small) < most and word.written not in LINKS and not word.written[0].isdigit():
            small.append(word)
            linked = linked or bool(elided)
        else:
            stop = word.end if stop == word.start - 1 and _ends_name(word, marks) else stop
            break
    return _shortest(text, cue, stop, small, marks)


def _shortest(text: str, cue: Hit, stop: int | None, small: list[Word], marks: Hits) -> Run | None:
    """Return the name of what was read: without a word that only says where it is from ("the Belgian club Acme")."""
    if stop is None:
        return _compound(text, cue, marks) or _long_name(text, cue, marks) or _small_name(text, cue, small, marks)
    if _only_describes(text, cue, stop, marks):
        return None
    from_there = any(marks.any("country", word.start, word.end) for word in small)
    return Run(small[-1].end + 1 if from_there else cue.start, stop)


def _ends_name(word: Word, marks: Hits) -> bool:
    """Whether an adjective closes a name: "ministère de l'Éducation nationale, 150,000 agents"."""
    return marks.any("victim.closing", word.start, word.end)


def _elided(word: Word) -> int:
    """Return how many letters of a small word are glued to its front: 2 of "l'Hérault"."""
    mark = max(word.written.find("'"), word.written.find("’"))
    return mark + 1 if 0 < mark <= ELIDED else 0


def _only_describes(text: str, cue: Hit, stop: int, marks: Hits) -> bool:
    """Whether it is "a clinic in Acme Town": an article that names nobody, and nothing but a place behind it."""
    if not marks.any("victim.indefinite", max(0, cue.start - 6), cue.start):
        return False
    proper = [word for word in words(text, cue.end, stop) if word.proper]
    return all(marks.any("country", word.start + _elided(word), word.end) for word in proper)


def _compound(text: str, cue: Hit, marks: Hits) -> Run | None:
    """Return "Acme-Klinik": a name and what it is, with a hyphen between."""
    front = text[cue.start : cue.end].rpartition("-")[0]
    end = cue.start + len(front)
    common = any(
        marks.any(table, cue.start, end) for table in ("victim.generic", "victim.official", "cause", "country")
    )
    return Run(cue.start, cue.end) if len(front) > SHORT and front[0].isupper() and not common else None


def _small_name(text: str, cue: Hit, small: list[Word], marks: Hits) -> Run | None:
    """Return "Caisse des artisans": a capital inside a sentence makes it a name, one linked small word is its rest."""
    if len(small) != 1 or not text[cue.start].isupper() or not text[max(0, cue.start - 2) : cue.start - 1].isalpha():
        return None
    between = text[cue.end : small[0].start].split()
    linked = bool(between or _elided(small[0]))
    return Run(cue.start, small[0].end) if linked and not marks.any("victim.breached", *small[0][:2]) else None


def _long_name(text: str, cue: Hit, marks: Hits) -> Run | None:
    """Return "Fédération wallonne de tir et d'escrime": its first word alone has a capital, its others are linked."""
    ahead = text[max(0, cue.start - 5) : cue.start].split(" ")
    inside = ahead[-1] == "" and len(ahead) > 1 and (ahead[-2].isalpha() or ahead[-2][-1:] in "'’")
    if not text[cue.start].isupper() or not inside:
        return None
    stop, linked, nouns = cue.end, False, 0
    for index, word in enumerate(_behind(text, cue)):
        elided = bool(_elided(word))
        if not elided and (word.written in _LINKS or marks.any("victim.link", word.start, word.end)):
            linked = True
        elif linked or elided:
            stop, linked, nouns = word.end, False, nouns + 1
        elif index:
            break
    return Run(cue.start, stop) if nouns and not marks.any("seller.who", cue.start, cue.end) else None


def _apposed(text: str, cue: Hit, marks: Hits) -> Run | None:
    """Return the name behind a word for what it is, with an adjective between at most."""
    for index, word in enumerate(_behind(text, cue)):
        if word.proper and not marks.any("victim.noun", word.start, word.end):
            end = min(sentence(text, cue.start)[1], cue.end + REACH)
            run = first_run(text, word.start, end)
            return _without_place(run, text, marks) if run else None
        if index:
            break
    return None


def _without_place(run: Run, text: str, marks: Hits) -> Run:
    """Take "of Lyon" off a name's end."""
    inside = words(text, run.start, run.end)
    if len(inside) > 2 and inside[-2].written in LINKS and marks.any("country", inside[-1].start, inside[-1].end):
        return Run(run.start, inside[-3].end)
    return run
