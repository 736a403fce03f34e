"""Names that say what they are: "Melati Hastanesi'nde", "RS Melati", "Bệnh viện Sao Khuê"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.reading.lexicons import lexicon
from pipelines.reading.names import Hit, Hits
from pipelines.reading.post import Part, Post
from pipelines.reading.victim.candidate import Candidate
from pipelines.reading.victim.runs import FORWARD, Word, words

WEIGHT = 4.8
_JOINED = ("victim.compound", "victim.org")
EARLY = 700
"""Where a post says whose data it is about."""
MOST = 7
"""Words of a name beside the word for what it is."""


def called(part: Part, marks: Hits, post: Post) -> list[Candidate]:
    """Return the capitalised words beside a capitalised word for an organisation, with it.

    Only in languages whose lexicon says where it stands: `org_names = "first"` or `"last"`.
    """
    order = lexicon(post.languages[0], "claims").get("org_names")
    if order is None or part.source not in ("title", "body"):
        return []
    found = []
    floor = -1
    for hit in marks.within("victim.org", 0, EARLY):
        if hit.start < floor or not part.text[hit.start].isupper():
            continue
        start, end = _ahead(part.text, hit) if order == "last" else _on(part.text, hit, marks)
        if (start, end) != (hit.start, hit.end) and not marks.any("victim.reporter", end, end + 24):
            found.append(Candidate(part, start, end, WEIGHT - start / 5_000))
            floor = end
    return found


def whole(each: Candidate, names: Sequence[Candidate]) -> Candidate:
    """Return the name with the word for what it is, where a candidate is only a part of it: "RS Melati"."""
    for name in names:
        if name.start <= each.start and each.end <= name.end:
            return Candidate(each.part, name.start, name.end, each.weight, name.whole)
    return each


def _ahead(text: str, org: Hit) -> tuple[int, int]:
    """Go back over the capitalised words before the word for what it is."""
    start = at = org.start
    for word in reversed(words(text, max(0, org.start - 90), org.start)[-MOST:]):
        if text[word.end : at] != " " or not (word.proper or word.written in FORWARD):
            break
        at = word.start
        start = at if word.proper else start
    return start, org.end


def _on(text: str, org: Hit, marks: Hits) -> tuple[int, int]:
    """Go on over the capitalised words behind it; a compound goes on in small letters ("Kỹ thuật")."""
    end = org.end
    for word in _units(words(text, org.end, org.end + 90)[:MOST], marks):
        if text[end : word.start] != " " or not word.proper:
            break
        end = word.end
    return org.start, end


def _units(found: list[Word], marks: Hits) -> Iterator[Word]:
    """Join the words of a compound into one."""
    end = 0
    for word in found:
        if word.start < end:
            continue
        joined = [hit for table in _JOINED for hit in marks.touching(table, word.start, word.end)]
        end = max((hit.end for hit in joined if hit.start == word.start), default=word.end)
        yield Word(word.start, end, word.written)
