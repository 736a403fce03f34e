"""Names in quotation marks, where a language writes names so: «X», „X“, 「X」, "X"."""

from __future__ import annotations

import re

from pipelines.reading.lexicons import lexicon
from pipelines.reading.names import Hits
from pipelines.reading.post import Part, Post
from pipelines.reading.victim.candidate import ORGANISATIONS, Candidate

_QUOTE = re.compile(  # begins with a set of characters: the engine then skips all others at once
    r"[«„“\"「『《'‘](?:(?<=«)\s?([^«»\n]{2,60}?)\s?»|(?<=„)([^„“”\n]{2,60})[“”]|(?<=“)([^“”\n]{2,60})”|(?<=\")([^\"\n]{2,60})\""
    r"|(?<=「)([^「」\n]{2,30})」|(?<=『)([^『』\n]{2,30})』|(?<=《)([^《》\n]{2,30})》"
    r"|(?<=['‘])(?=[^'’\n]{0,29}[\uac00-\ud7af])([^'’\n]{2,30})['’]"
    r"|(?<=['‘])(?<!\w.)([A-Z][^'‘’\n]{1,38}[^\s'‘’])['’](?!\w))"
)
_OF_NAMES = "«„「『《'‘"
"""Marks that hold names more often than speech; of the last two only Korean ones are looked at."""
_KINDS = ("victim.generic", *ORGANISATIONS, "victim.noun", "verdict.data")
_BREACHED = ("victim.breached", "verdict.leak")
"""What tells of a name right before it that it was hacked: “Acme” breached."""
NEAR = 40
"""How far before a quoted name the word for what it is may stand."""
BEHIND = 28
"""How far behind it, in languages that put that word last: "X" kurye uygulaması."""
EARLY = 240
"""Where a body says what it is about."""


def quoted(part: Part, marks: Hits, post: Post) -> list[Candidate]:
    """Return quoted names behind a word such as "bank" or "база", or in a title."""
    last = bool(lexicon(post.languages[0], "claims").get("head_last"))
    found = []
    for each in _QUOTE.finditer(part.text):
        start, end = each.span(each.lastindex or 0)
        guillemets = part.text[each.start()] in _OF_NAMES
        noun = any(marks.any(table, max(0, each.start() - NEAR), each.start()) for table in _KINDS) or (
            last and any(marks.any(table, each.end(), each.end() + BEHIND) for table in _KINDS)
        )
        behind = (hit for table in _BREACHED for hit in marks.within(table, end, end + BEHIND))
        does = marks.any("seller.does", end, end + BEHIND)  # "«X» leaked 2 GB"
        noun = noun or any(hit.start <= each.end() + 1 and not does for hit in behind)
        said = marks.any("victim.speech", max(0, each.start() - 24), each.start()) and not _named(marks, each.start())
        spoken = said or part.text[start:end].count(" ") > 5
        group = _of_a_group(marks, each.start()) or marks.any("seller.named", each.end(), each.end() + BEHIND)
        if spoken or part.text[start].islower() or group:
            continue
        weight = (6.5 if part.source == "title" else 5.5) if guillemets else 5.5 if part.source == "title" else 4.5
        if part.source == "title" or noun or (guillemets and each.start() < EARLY):
            found.append(Candidate(part, start, end, weight + 0.5 * noun - each.start() / 10_000))
    return found


def _named(marks: Hits, at: int) -> bool:
    """Whether a word for what it is stands right before: "said that the app «X»"."""
    return any(at - hit.end <= 1 for table in _KINDS for hit in marks.within(table, max(0, at - NEAR), at))


def _of_a_group(marks: Hits, at: int) -> bool:
    """Whether a word for a gang, a channel, a vendor or a source stands before, or "a user named": it is theirs."""
    if any(
        at - hit.end <= 1
        for table in ("seller.group", "seller.who", "seller.handle", "seller.alias", "cue.vendor", "victim.reporter")
        for hit in marks.within(table, max(0, at - 24), at)
    ):
        return True
    known = any(at - hit.end <= 1 for hit in marks.within("seller.known", max(0, at - 40), at))
    return known and marks.any("seller.who", max(0, at - 60), at)
