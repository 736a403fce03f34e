"""Names in small letters, in titles: "vaultnote database", "webtoon platform inkmoa 8M", "db of vaultnote"."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from pipelines.reading.lexicons import lexicon
from pipelines.reading.names import Hits
from pipelines.reading.post import Part, Post
from pipelines.reading.victim.candidate import Candidate
from pipelines.reading.victim.runs import Word, words

WEIGHT = 3.5
"""Less than anything that has a capital."""
MOST = 3
"""Words of such a name."""
LONGEST = 120
"""A longer title is a text."""
_WORD = re.compile(r"[a-zà-öø-ÿ0-9][a-zà-öø-ÿ0-9&'-]{2,30}")
_KINDS = ("victim.generic", "victim.org", "victim.sector")


def small(part: Part, marks: Hits, post: Post) -> list[Candidate]:
    """Return the unknown words of a title that stand where a name does: beside the word for what it is, or "db of".

    Only in a language whose lexicon lists the kinds of business (`sector`): all other plain words would be unknown too.
    """
    if not lexicon(post.languages[0], "claims").get("victim", {}).get("sector"):
        return []
    if part.source != "title" or len(part.text) > LONGEST:
        return []
    every = words(part.text, 0, len(part.text))
    known = _known(post.languages)
    unknown = [_may_name(word, marks, known) for word in every]
    return [
        Candidate(part, every[first].start, every[last - 1].end, WEIGHT - first / 100)
        for first, last in _groups(part.text, every, unknown)
        if _beside(part.text, every, first, last, marks)
    ]


def _may_name(word: Word, marks: Hits, known: frozenset[str]) -> bool:
    if not _WORD.fullmatch(word.written) or word.written in known or not re.search("[a-zà-ÿ]{3}", word.written):
        return False
    return not any(True for table in marks.tables for _ in marks.touching(table, word.start, word.end))


def _groups(text: str, every: Sequence[Word], unknown: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield runs of unknown words, by index; one that is too long is no name."""
    at = 0
    while at < len(every):
        end = at
        while end < len(every) and unknown[end] and (end == at or text[every[end - 1].end : every[end].start] == " "):
            end += 1
        if 0 < end - at <= MOST:
            yield at, end
        at = max(end, at + 1)


def _beside(text: str, every: Sequence[Word], first: int, last: int, marks: Hits) -> bool:
    """Whether a name stands here: behind "of" or a kind of business, or before the word for its data."""
    start, end = every[first].start, every[last - 1].end
    if any(hit.end == start - 1 for hit in marks.within("victim.lead", max(0, start - 30), start)):
        return True
    kind = first > 0 and any(
        hit.end == start - 1 for table in _KINDS for hit in marks.within(table, max(0, start - 30), start)
    )
    after = text[end : end + 2].strip(" ")
    if kind and (not after or not after[0].isalpha()):
        return True
    opens = first == 0 or text[every[first - 1].end : start].strip(" ") != "" or _sells(every[first - 1], marks)
    data = any(
        hit.start == end + 1
        for table in ("victim.generic", "verdict.data")
        for hit in marks.within(table, end, end + 30)
    )
    return opens and data


def _sells(word: Word, marks: Hits) -> bool:
    return marks.any("verdict.sells", word.start, word.end) or marks.any("verdict.offer", word.start, word.end)


@functools.cache
def _known(languages: tuple[str, ...]) -> frozenset[str]:
    """Return the small words of these languages, and the words for what is counted."""
    found: set[str] = set()
    for language in languages:
        found.update(lexicon(language, "language").get("stop", ()))
        for phrases in lexicon(language, "quantities").get("noun", {}).values():
            found.update(word for phrase in phrases for word in phrase.rstrip("*").split())
    return frozenset(found)
