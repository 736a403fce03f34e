"""How the data leaked: what the post says, the way in before the kind of attack."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.reading.clauses import in_block, sentence
from pipelines.reading.names import NOTHING, Hit, Hits, hits
from pipelines.reading.post import Found, Part, Post

ORDER = (
    "sql_injection", "phishing", "insider", "exposed_bucket", "exposed_credentials", "api_abuse", "combination",
    "stealer_malware", "third_party", "vulnerability", "exposed_database", "scraping", "ransomware", "intrusion",
)  # fmt: skip
"""The way in beats the group's kind, and the more specific technique the general."""
REACH = 110
"""How far apart the halves of a cause may stand in their sentence, in characters: "a server ... without a password"."""
CLOSE = 24
"""How far apart they may stand where both are everyday words: "changed the order number"."""
BEHIND = 28
"""How far behind the deed the one who did it may stand: "copied by a clerk"."""
OWNED = 10
"""How far before a person a word for what is his may end: "datos de un empleado"."""
NEAR = 20
"""How far before a cause a "no" or "not" may stand."""
UNPROVEN = 60
"""How far before a cause "no evidence" may stand."""
SAID_NOT = 8
"""How far behind a cause "is ruled out" may begin."""
_STOPS = frozenset(",;:.!?\n，、；。：！？،؛।")


class _Halves(NamedTuple):
    """A cause that is told by two things in one sentence: what it was, and what was wrong with it or done by it."""

    value: str
    what: str
    """A table, as `how` is."""
    how: str
    acts: bool = False
    """Whether `what` is who did `how`: it stands before the deed, or right behind it."""
    reach: int = REACH
    """How far apart the two may stand, in characters."""


OPEN = "cue.open"
_HALVES = (
    _Halves("exposed_bucket", "cue.bucket", "cue.open"),
    _Halves("api_abuse", "cue.api", "cue.open"),
    _Halves("api_abuse", "cue.api", "cue.id", reach=2 * CLOSE),
    _Halves("api_abuse", "cue.id", "cue.walked", reach=CLOSE),
    _Halves("api_abuse", "cue.api", "cue.walked"),
    _Halves("exposed_database", "cue.store", "cue.open"),
    _Halves("exposed_credentials", "cue.secret", "cue.public"),
    _Halves("third_party", "cue.outsider", "cue.through"),
    _Halves("exposed_credentials", "cue.secret", "cue.weak", reach=CLOSE),
    _Halves("stealer_malware", "cue.logs", "cue.machines", reach=2 * CLOSE),
    _Halves("insider", "cue.person", "cue.took", acts=True),
    _Halves("insider", "cue.person", "cue.former", reach=CLOSE),
    _Halves("phishing", "cue.message", "cue.fake"),
    _Halves("vulnerability", "cue.flaw", "cue.exploited"),
    _Halves("ransomware", "cue.ransom", "cue.locked"),
)


def find(post: Post) -> list[Found]:
    """Return what a post says of how the data leaked, the claim's cause first; doubtful ones have another role."""
    found = [
        each for part in post.parts if part.source not in ("author", "price") for each in _of_part(part, post.languages)
    ]
    return sorted(found, key=lambda each: (each.role != "headline", ORDER.index(str(each.value))))


def _of_part(part: Part, languages: tuple[str, ...]) -> list[Found]:
    found = hits(part, languages)
    return [
        Found(hit.value, part, hit.start, hit.end, _role(part, hit, found))
        for hit in (*found.of("cause"), *joined(part, languages))
        if hit.value != NOTHING and not in_block(part.text, hit.start)
    ]


def joined(part: Part, languages: tuple[str, ...]) -> Iterator[Hit]:
    """Yield the causes that are told in two halves, each from the first to the last of its words."""
    for value, what, how in told(part, languages):
        yield Hit(min(what.start, how.start), max(what.end, how.end), value)


@functools.lru_cache(maxsize=8)
def told(part: Part, languages: tuple[str, ...]) -> tuple[tuple[str, Hit, Hit], ...]:
    """Return the causes that are told in two halves, with these; kinds of data are read with them as well."""
    return tuple(_told(part, hits(part, languages)))


def _told(part: Part, found: Hits) -> Iterator[tuple[str, Hit, Hit]]:
    for halves in _HALVES:
        if halves.what not in found.tables:  # most often
            continue
        for how in _hows(halves, found):
            start, end = sentence(part.text, how.start)
            start, end = max(start, how.start - halves.reach), min(end, how.end + halves.reach)
            what = _doer(part, how, found, start, end) if halves.acts else _beside(halves, how, found, start, end)
            open_to = halves.how == OPEN and what is not None and _unsaid(found, what, how)
            if what is not None and not open_to:
                yield halves.value, what, how


def _unsaid(found: Hits, what: Hit, how: Hit) -> bool:
    """Whether a phrase that means something else stands there: "the database is open to offers"."""
    start, end = min(what.start, how.start), max(what.end, how.end)
    return any(hit.value == NOTHING for hit in found.touching("cause", start, end))


def _hows(halves: _Halves, found: Hits) -> Iterator[Hit]:
    """Yield what was wrong or done; a phrase that tells of an exposed database by itself is also said of others."""
    yield from found.of(halves.how)
    if halves.how == OPEN and halves.what != "cue.store":
        yield from (hit for hit in found.of("cause") if hit.value == "exposed_database")


def _beside(halves: _Halves, how: Hit, found: Hits, start: int, end: int) -> Hit | None:
    before = list(found.within(halves.what, start, how.start))
    return before[-1] if before else next(found.within(halves.what, how.end, end), None)


def _doer(part: Part, deed: Hit, found: Hits, start: int, end: int) -> Hit | None:
    """Return who did it: a person before the deed, or right behind it ("copied by a clerk").

    Nobody, where others did it with his account, or somebody only tells of it, or whose data it is ("worker names").
    """
    if found.any("cause", *sentence(part.text, deed.start)):
        return None
    before = [each for each in found.within("cue.person", start, deed.start) if _acts(part, each, found)]
    if before:
        return None if found.any("victim.speech", before[-1].end, deed.start) else before[-1]
    behind = next(found.within("cue.person", deed.end, min(end, deed.end + BEHIND)), None)
    apart = behind is None or bool(_STOPS & set(part.text[deed.end : behind.start])) or not _acts(part, behind, found)
    return None if apart else behind


def _acts(part: Part, person: Hit, found: Hits) -> bool:
    """Whether it is not about what a person has: "worker passports", "the laptop of a worker"."""
    owned = found.within("cue.owned", person.start - BEHIND - OWNED, person.start)
    if any(person.start - each.end <= OWNED and not _STOPS & set(part.text[each.end : person.start]) for each in owned):
        return False
    behind = next(found.within("data_types", person.end, person.end + BEHIND), None)
    return behind is None or bool(part.text[person.end : behind.start].strip(" '-’"))


def _role(part: Part, hit: Hit, found: Hits) -> str:
    start, end = sentence(part.text, hit.start)
    if found.any("context.comparison", start, hit.end):
        return "comparison"  # "unlike the hack of May"; what is told further on is another's: "a hack, bigger than"
    return "denied" if _denied(part.text, hit, found, start, end) else "headline"


def _denied(text: str, hit: Hit, found: Hits, start: int, end: int) -> bool:
    """Whether a cause is said not to be one: "no ransomware", "was not hacked", "no evidence of an intrusion"."""
    for cue in found.within("negation", max(start, hit.start - UNPROVEN), hit.start):
        unproven = cue.value == "unproven" and not any(mark in text[cue.end : hit.start] for mark in ":;")
        if unproven or (cue.value == "before" and cue.start >= hit.start - NEAR):
            return True
    return any(
        cue.value == "after" and not _STOPS & set(text[hit.end : cue.start])
        for cue in found.within("negation", hit.end, min(end, hit.end + NEAR))
        if cue.start - hit.end <= SAID_NOT
    )
