"""Names beside what tells whose they are: "Acme Lieferdienst (acme.example)", "App de envíos Acme, Rosario"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.reading.clauses import sentence
from pipelines.reading.names import Hits, hits
from pipelines.reading.post import Found, Part, Post
from pipelines.reading.victim.candidate import Candidate
from pipelines.reading.victim.runs import LINKS, Run, before, words

HOSTED = 6.5
PLACED = 5.2
EARLY = 300
"""Where a body says whose data it is about."""
_OPEN = re.compile(r" ?[(\[] ?(?:h(?:tt|xx)ps?://)?(?:www\.)?$", re.IGNORECASE)


def beside(post: Post, hosts: Sequence[Found]) -> Iterator[Candidate]:
    """Yield the names before the victim's host in brackets, and before the place where the organisation is."""
    for host in hosts:
        opened = _OPEN.search(host.part.text, max(0, host.start - 20), host.start)
        if opened:
            yield from _ending(host.part, opened.start(), hits(host.part, post.languages), HOSTED)
    for part in post.parts:
        if part.source == "body":
            yield from _placed(part, hits(part, post.languages))


def _placed(part: Part, marks: Hits) -> Iterator[Candidate]:
    """Yield the name in the body's first sentences that a comma and a place follow; of several places the first."""
    for place in marks.within("country", 0, EARLY):
        if part.text[max(0, place.start - 2) : place.start] == ", ":
            yield from _ending(part, place.start - 2, marks, PLACED)


def _ending(part: Part, end: int, marks: Hits, weight: float) -> Iterator[Candidate]:
    """Yield the name that ends here; plain words for what it is may stand behind it."""
    floor = sentence(part.text, end)[0]
    generic = frozenset(
        part.folded[hit.start : hit.end]
        for table in ("victim.generic", "victim.org")
        for hit in marks.within(table, floor, end)
    )
    run = before(part.text, _end_of_name(part, floor, end, generic), floor, frozenset())
    if run:
        start = _behind_data(part, run, marks)
        yield Candidate(part, start, run.end, weight - start / 5_000)


def _end_of_name(part: Part, floor: int, end: int, generic: frozenset[str]) -> int:
    """Return where the words for what it is begin: "Acme chess forum", "Acme satranç forumu"."""
    back = words(part.text, floor, end)
    last = len(back)
    while last and not back[last - 1].proper and part.folded[back[last - 1].start : back[last - 1].end] in generic:
        last -= 1
    if 1 < last < len(back) and not back[last - 1].proper and back[last - 2].proper:
        last -= 1  # one word more says which kind
    return back[last - 1].end if 0 < last < len(back) else end


def _behind_data(part: Part, run: Run, marks: Hits) -> int:
    """Return where a name begins behind the word for its data: "Dump von Acme"."""
    start = max((hit.end for hit in marks.within("verdict.data", run.start, run.end)), default=run.start)
    inside = words(part.text, start, run.end)
    while len(inside) > 1 and start > run.start and inside[0].written in LINKS:
        inside.pop(0)
    return inside[0].start if inside and inside[0].proper else run.start
