"""The further databases of a post that lists several: each entry of the list is a claim of its own."""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from pipelines.reading import victim
from pipelines.reading.choose import choose, claim_of
from pipelines.reading.claim import Claim, Redaction, Text
from pipelines.reading.clauses import in_block, line
from pipelines.reading.post import Found, Part, Post
from pipelines.reading.price import RANKS

MOST = 50
"""Entries that are kept of one post; a longer list is a catalogue."""
SEVERAL = 2
"""So many entries at least are a list."""
LONGEST = 600
"""Characters of an entry; what is longer is a text and no entry of a list."""
_MEASURES = ("records", "size_bytes", "price")
"""What makes an entry an offer; one of them at least."""
_SHOWN = frozenset({"headline", "part", "packed", *RANKS})
"""Roles of values that are an entry's own, whatever they are to the whole post."""
_NUMBERED = re.compile(
    r"^[ \t]{0,8}[\[(#]?\d{1,3}(?:[.)\]:][ \t]{1,4}|\ufe0f?\u20e3 ?|[.)\]](?=[^\W\d]))", re.MULTILINE
)

Values = Mapping[str, Sequence[Found]]
"""By field name."""


def find(post: Post, found: Values, text: Text, redactions: Sequence[Redaction], claim: Claim) -> tuple[Claim, ...]:
    """Return a claim for each database that a list in the body offers, but the one that `claim` itself is about.

    An entry names whose data it is, by a host or by the words it begins with, and how many, how much or at what price.
    Fewer than two such entries are no list.
    """
    body = next((part for part in post.parts if part.source == "body"), None)
    if body is None or not _on_several_lines(body, found):
        return ()
    values = {name: _in(body, each, name) for name, each in found.items()}
    for spans, numbered in ((_numbered(body), True), (_measured(body, values), False)):
        entries = [entry for span in spans if (entry := _entry(body, span, post, values, named=numbered))]
        if len({_whose(entry) for entry in entries}) >= SEVERAL:
            break
    else:
        return ()
    parts = (claim_of(choose(each, text, redactions), is_claim=True, language=claim.language) for each in entries)
    return tuple(dataclasses.replace(part, candidates={}) for part in parts if not _same(part, claim))[:MOST]


def _on_several_lines(part: Part, found: Values) -> bool:
    """Whether counts, sizes and prices stand on several lines of a part; in most posts they do not."""
    places = {each.start for name in _MEASURES for each in found.get(name, ()) if each.part.source == part.source}
    return len(places) >= SEVERAL and part.text.find("\n", min(places), max(places)) >= 0


def _in(part: Part, found: Sequence[Found], name: str) -> list[Found]:
    """Return a field's values that stand in a part and are somebody's own, in reading order."""
    own = (each for each in found if each.part.source == part.source and (each.role in _SHOWN or name == "victim"))
    return sorted(own, key=lambda each: each.start)


def _numbered(part: Part) -> Iterator[tuple[int, int]]:
    """Yield the entries of a numbered list without their numbers: up to the next; the last one to an empty line."""
    marks = list(_NUMBERED.finditer(part.text))[: 4 * MOST]
    for here, after in zip_longest(marks, marks[1:]):
        stop = after.start() if after else part.text.find("\n\n", here.end())
        yield here.end(), len(part.text) if stop < 0 else stop


def _measured(part: Part, values: Values) -> Iterator[tuple[int, int]]:
    """Yield the lines that hold a count, a size or a price."""
    starts = sorted({line(part.text, each.start)[0] for name in _MEASURES for each in values.get(name, ())})
    yield from (line(part.text, start) for start in starts[: 4 * MOST])


def _entry(
    part: Part, span: tuple[int, int], post: Post, values: Values, *, named: bool
) -> dict[str, list[Found]] | None:
    """Return what one entry holds; `None` when it is no database of somebody's.

    A name or country without a host tells enough in a numbered list, and elsewhere only with a volume and a price of
    its own: "Users: 2M" and "Orders: 5M" are tables of one database.
    """
    start, end = span
    if not 0 < end - start <= LONGEST or in_block(part.text, start):
        return None
    inside = {name: _within(each, start, end) for name, each in values.items()}
    measures = [name for name in _MEASURES if inside.get(name)]
    if not measures:
        return None
    tells = named or ("price" in measures and len(measures) > 1)
    if not (inside["domain"] or tells):
        return None
    if not inside["victim"] and (name := victim.heading(part, start, min(end, line(part.text, start)[1]), post)):
        inside["victim"] = [name]
    if not (inside["domain"] or inside["victim"] or inside["countries"]):
        return None
    return {name: [each._replace(role="headline") for each in own] for name, own in inside.items()}


def _whose(entry: Values) -> tuple[object, ...]:
    """Return what tells an entry from the next: the first host, name and country in it."""
    return tuple(next((each.value for each in entry[name]), None) for name in ("domain", "victim", "countries"))


def _within(values: Sequence[Found], start: int, end: int) -> list[Found]:
    first = bisect_left(values, start, key=lambda each: each.start)
    last = bisect_left(values, end, key=lambda each: each.start)
    return [each for each in values[first:last] if each.end <= end]


def _same(entry: Claim, claim: Claim) -> bool:
    """Whether an entry is what the claim is about."""
    if entry.domain is not None and entry.domain == claim.domain:
        return True
    return entry.victim is not None and entry.victim == claim.victim
