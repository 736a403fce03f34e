"""A third party that the data leaked from, or that hosted it."""

from __future__ import annotations

import re

from pipelines.reading.clauses import in_block, sentence
from pipelines.reading.names import NOTHING, Hit, Hits, hits
from pipelines.reading.post import Found, Part, Post

_PART = r"[A-ZА-ЯЁ](?:[\w&'’-]|\.(?=\w)){1,30}"
_NAME = re.compile(rf"[ :]{{0,2}}[\"“„«(]?({_PART}(?: {_PART}){{0,3}})")
_FURTHER = re.compile(rf"(?:,? [a-zà-ÿ-]{{2,20}}){{0,5}},? ?[\"“«]?({_PART}(?: {_PART}){{0,3}})")
_QUOTED = re.compile(r"[ :]{0,2}[\"“‘'「『]([^\"”’'」』\n]{2,30})[\"”’'」』]")
_BRACKETS = re.compile(r"[^().\n]{0,60}\(([A-ZА-ЯЁ][\w&.'’ -]{2,40})\)")


def find(post: Post) -> list[Found]:
    """Return the third parties that a post names, clouds by their key (`alibaba_cloud`), others by their name."""
    parts = [part for part in post.parts if part.source not in ("author", "price")]
    known = [each for part in parts for each in _known(part, post)]
    return known or [each for part in parts for each in _named(part, post)]


def _known(part: Part, post: Post) -> list[Found]:
    found = hits(part, post.languages)
    kept = []
    for hit in found.of("provider"):
        if hit.value == NOTHING or in_block(part.text, hit.start):
            continue
        start, end = sentence(part.text, hit.start)
        role = "comparison" if found.any("context.comparison", start, end) else "headline"
        kept.append(Found(hit.value, part, hit.start, hit.end, role))
    return kept


def _named(part: Part, post: Post) -> list[Found]:
    """Read a name behind a word such as "vendor" or "print contractor": right there, or in brackets."""
    kept = []
    found = hits(part, post.languages)
    for cue in found.of("cue.vendor"):
        name = (
            _NAME.match(part.text, cue.end) or _QUOTED.match(part.text, cue.end) or _BRACKETS.match(part.text, cue.end)
        )
        if name:
            kept.append(Found(name[1], part, name.start(1), name.end(1)))
    if not kept:
        kept = [each for hit in found.of("cause") if hit.value == "third_party" for each in _behind(part, hit, found)]
    return kept


def _behind(part: Part, cue: Hit, found: Hits) -> list[Found]:
    """Read the name that a few plain words after "a third-party" lead to: "analytics vendor, X"; none that is hit."""
    name = _FURTHER.match(part.text, cue.end, min(sentence(part.text, cue.start)[1], cue.end + 90))
    if name is None:
        return []
    between = (cue.end, name.start(1))
    others = ("victim.lead", "victim.where", "victim.breached", "context.place_lead", "seller.who")
    if any(found.any(table, *between) for table in others) or found.any("country", *name.span(1)):
        return []
    return [] if found.any("victim.never", *name.span(1)) else [Found(name[1], part, *name.span(1))]
